"""The row of one engagement: the first thing to do in it, and its entries in the agenda.

Each engagement has at most one row, so that twelve fit on a screen. An engagement in order has
none: what is to come is in the agenda, and its invoices and payments are rows of their own.
"""

from collections.abc import Iterator
from datetime import date

from phmcoach.domain.cadence.report import CadenceReport
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import in_order
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.evaluation_day import planned_evaluation
from phmcoach.domain.contract.gates import signed_gate
from phmcoach.domain.contract.next_step import (
    Step,
    Surroundings,
    first_step,
    planned_step,
    stops_sessions,
)
from phmcoach.domain.today.rows import Meeting, Row, RowKind
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value, replace

Fact = tuple[RowKind, Problem, date | None]


class Situation(Value):
    """An engagement on a day: its case, the report of its cadence and what surrounds its next step.

    Rows and agenda reach to the day `until`. `quote` reports a quote that is about to lapse.
    """

    case: Case
    report: CadenceReport
    around: Surroundings
    until: date
    quote: Problem | None = None

    @property
    def today(self) -> date:
        """The day."""
        return self.around.today


def engagement_row(situation: Situation) -> Row | None:
    """Return the first thing to do in an engagement, or None if it is in order."""
    case = situation.case
    for kind, fact, on in _facts(situation):
        return Row(kind, fact.naming(case.ref), case.ref, case.beneficiary.name, on)
    return None


def meetings_of(case: Case, today: date, until: date) -> Iterator[Meeting]:
    """Yield the planned sessions of an engagement from one day to another, and its evaluation."""
    if stops_sessions(case):
        return
    name = case.beneficiary.name
    for each in case.engagement.sessions:
        if each.status == "planned" and today <= each.on <= until:
            yield Meeting(each.on, each.at, case.ref, name, each.id, each.type)
    evaluation = case.engagement.outcome.evaluation_planned_on
    if ending_of(case) is None and evaluation is not None and today <= evaluation <= until:
        yield Meeting(evaluation, None, case.ref, name)


def _facts(situation: Situation) -> Iterator[Fact]:
    """Yield what is to be done, in the order of the kinds.

    An amendment that waits for its signatures may be what mends the rhythm, so it comes first. A
    month that is over without a session stays as it is, so it comes last, until it is explained.
    """
    case, step = situation.case, first_step(situation.case, situation.around)
    yield from _unanswered(case, situation.today)
    if step.stage == "amendment":
        yield "unsigned", step.problem, None
    yield from _out_of_rhythm(situation)
    if step.stage == "plan" and _is_to_begin(case, situation.until):
        yield "rhythm", step.problem, None
    if situation.quote is not None:
        yield "others", situation.quote, None
    if step.stage == "contract":
        terms = case.engagement.terms
        start_on = terms.start_on if terms else None
        yield "unsigned", _unsigned(case, step.problem, situation.today), start_on
    elif ending_of(case) is None and case.contracted_on is not None:
        yield from _evaluation(situation, step)
    elif step.stage in {"report", "close", "archive"}:
        yield "ends", step.problem, None
    for fact in situation.report.open_verdicts:
        if fact.remedy is Remedy.EXPLAIN_MONTH:
            yield "rhythm", fact, None


def _unanswered(case: Case, today: date) -> Iterator[Fact]:
    """Yield each planned session whose day is over, or which the end leaves out."""
    stopped = stops_sessions(case)
    for session in in_order(case.engagement.sessions):
        if session.status == "planned" and (session.on < today or stopped):
            yield "unanswered", planned_step(case, session, today), session.on


def _out_of_rhythm(situation: Situation) -> Iterator[Fact]:
    """Yield what keeps the number or a month from being reached, and sessions in a pause."""
    case, today = situation.case, situation.today
    for fact in situation.report.to_mend:
        yield "rhythm", fact, None
    for session in in_order(case.engagement.sessions):
        if session.status == "planned" and session.on > today:
            step = planned_step(case, session, today)
            if step.remedy is not None:
                yield "rhythm", step, session.on


def _is_to_begin(case: Case, until: date) -> bool:
    """Whether a contract begins by some day, and no session is booked or was ever held."""
    terms, engagement = case.agreed_terms, case.engagement
    has_begun = bool(engagement.sessions) or case.already_held > 0
    return terms is not None and terms.start_on <= until and not has_begun


def _unsigned(case: Case, problem: Problem, today: date) -> Problem:
    """Return the step to the contract; a missing signature says whether the start is over.

    While nobody has signed, all signatures are recorded at once.
    """
    missing = signed_gate(case)
    if problem not in missing:
        return problem
    terms = case.engagement.terms
    nobody = len(missing) == len(case.parties)
    if terms is None or terms.start_on > today:
        return Problem("due.to-sign") if nobody else problem
    if nobody:
        return Problem("due.nobody-signed", {"start_on": terms.start_on})
    return Problem("due.unsigned-since-start", {**problem.args, "start_on": terms.start_on})


def _evaluation(situation: Situation, step: Step) -> Iterator[Fact]:
    """Yield the step to the evaluation once its day is near, or that the end is near without one.

    While sessions are to come, the end of the contract decides.
    """
    planned_on = planned_evaluation(situation.case)
    if step.stage == "evaluation" and (planned_on is None or planned_on <= situation.until):
        yield "ends", step.problem, planned_on
    elif planned_on is None:
        for fact in situation.report.evaluation:
            yield "ends", replace(fact, remedy=Remedy.PLAN_EVALUATION), None
