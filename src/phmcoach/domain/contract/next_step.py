"""The next step of an engagement, from the demand to the archive.

An engagement always has one until it is archived, so that a coach who comes back to it after weeks
knows what to do. It is a problem like any other: a message with its arguments, and a remedy that is
accepted when it is typed in this state.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from phmcoach.domain.case import Case
from phmcoach.domain.contract.agreement import has_agreed
from phmcoach.domain.contract.amendment_gates import unsigned_amendments
from phmcoach.domain.contract.coverage import (
    count_sessions,
    in_order,
    is_contracted_type,
    is_signed_too_late,
)
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.evaluating import shown_problems
from phmcoach.domain.contract.evaluation_day import evaluation_day_step, planned_evaluation
from phmcoach.domain.contract.gates import contract_gate, signed_gate
from phmcoach.domain.contract.lifecycle import has_met_by
from phmcoach.domain.contract.pausing import moving_remedy, paused_until
from phmcoach.domain.contract.seal import unsigned_records
from phmcoach.domain.contract.withdrawal import is_blocked_by_withdrawal
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value

CLOSE = Problem("step.close")
"""The step after the last report and the last invoice."""

ARCHIVE = Problem("step.archive")
"""The last step of all, once everything is paid."""


class Surroundings(Value):
    """The day, the documents and the money that the next step depends on besides the case.

    `*_problems` are what would refuse a document or a signature, `*_written` whether the document
    is on disk, `outdated` the papers that nobody has signed and that would be made otherwise now,
    `form` the path of a form for the evaluation, `lost` what the file has lost of what invoices
    show. `to_bill` is what to do before the last invoice is issued, `to_remind` the reminders that
    are due, and `to_settle` what is left after the close: payments, refunds, drafts.
    """

    today: date
    signing_problems: tuple[Problem, ...] = ()
    contract_problems: tuple[Problem, ...] = ()
    contract_written: bool = False
    amendment_problems: tuple[Problem, ...] = ()
    amendment_written: bool = False
    outdated: tuple[str, ...] = ()
    form: Path | None = None
    lost: tuple[Problem, ...] = ()
    sponsor_report_written: bool = False
    to_bill: tuple[Problem, ...] = ()
    to_remind: tuple[Problem, ...] = ()
    to_settle: tuple[Problem, ...] = ()


Stage = Literal[
    "contract",
    "amendment",
    "session",
    "plan",
    "evaluation",
    "report",
    "bill",
    "remind",
    "close",
    "settle",
    "archive",
]
"""What a step leads to."""


class Step(Value):
    """A step, and the stage that it belongs to."""

    stage: Stage
    problem: Problem


def next_step(case: Case, around: Surroundings) -> Problem:
    """Return the next step of an engagement that is not archived."""
    return first_step(case, around).problem


def first_step(case: Case, around: Surroundings) -> Step:
    """Return the next step with its stage."""
    stages = _stages(case, around)
    return next(Step(stage, each) for stage, steps in stages for each in steps)


def _stages(case: Case, around: Surroundings) -> Iterator[tuple[Stage, Iterable[Problem]]]:
    """Yield the steps that are left by stage, in the order in which they can be done."""
    ending = ending_of(case)
    if ending is None and case.contracted_on is None:
        yield "contract", _steps_to_contract(case, around)
    yield "bill", around.lost  # before other sessions use up the number
    yield "amendment", _steps_to_amendment(case, around)
    yield "session", _planned_sessions(case, around.today)
    if ending is None:
        yield "plan", _steps_to_plan(case, around.today)
        yield "evaluation", _steps_to_evaluation(case, around)
    elif ending.state != "closed":
        yield "report", steps_to_report(case, around)
    yield "bill", around.to_bill
    yield "remind", around.to_remind
    if ending is not None and ending.state != "closed":
        yield "close", (CLOSE,)
    yield "settle", around.to_settle
    yield "report", steps_to_report(case, around)
    yield "archive", (ARCHIVE,)


def _steps_to_contract(case: Case, around: Surroundings) -> Iterator[Problem]:
    yield from contract_gate(case)
    yield from around.signing_problems
    yield from _unsigned_record(case, None)
    if not case.engagement.signatures.days or around.outdated:
        yield from around.contract_problems
    if not around.contract_written:
        yield Problem("step.contract")
    if around.outdated:
        yield _paper_again(around, ())
    yield from signed_gate(case)


def _amendment_to_take_back(case: Case, around: Surroundings) -> tuple[Problem, ...]:
    """Return the step that removes an amendment which can no longer be signed: all is over."""
    is_stopped = ending_of(case) is not None and bool(around.amendment_problems)
    if unsigned_amendments(case) and (is_stopped or is_signed_too_late(case, around.today)):
        return (Problem("step.take-back-amendment"),)
    return ()


def amendment_ways(case: Case, around: Surroundings) -> tuple[Problem, ...]:
    """Return what can be done with an amendment in preparation: sign it, or remove it.

    What stops the signature comes before it. One that can no longer be signed, or that somebody
    refuses, is removed, so that nothing is left open in the archive.
    """
    waiting = around.amendment_problems or unsigned_amendments(case)
    if not unsigned_amendments(case):
        return ()
    return _amendment_to_take_back(case, around) or (*waiting, Problem("step.refused-amendment"))


def _steps_to_amendment(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Yield the steps to the first amendment that is not signed, or the one that removes it."""
    if taking_back := _amendment_to_take_back(case, around):
        yield from taking_back
        return
    waiting = unsigned_amendments(case)[:1]
    yield from around.amendment_problems
    for problem in waiting:
        number = problem.args["number"]
        yield from _unsigned_record(case, number)
        if not around.amendment_written:
            yield Problem("step.amendment", {"number": number})
        if around.outdated:
            yield _paper_again(around, number)
        yield problem


def _paper_again(around: Surroundings, number: object) -> Problem:
    """Return the step to write outdated papers again, of an amendment if there is a number."""
    names, words = {"names": around.outdated}, {"number": number}
    return Problem("step.paper-again", names, remedy=Remedy.PAPERS_AGAIN, words=words)


def _unsigned_record(case: Case, number: object) -> Iterator[Problem]:
    """Yield the record of an amendment, or without a number of the contract, that nobody signed.

    It names the day of the signature; no other day is accepted.
    """
    return (each for each in unsigned_records(case) if each.args.get("number") == number)


def _planned_sessions(case: Case, today: date) -> Iterator[Problem]:
    """Yield a step for each planned session."""
    for session in in_order(case.engagement.sessions):
        if session.status == "planned":
            yield planned_step(case, session, today)


def planned_step(case: Case, session: Session, today: date) -> Problem:
    """Return the step of a planned session: it is still to come, or something became of it.

    A session in a pause has a remedy of its own: it is moved, or cancelled.
    """
    args: dict[str, object] = {"id": session.id, "on": session.on}
    if session.on <= today or stops_sessions(case):
        return Problem("outcome.still-planned", args)
    return _step_to_session(case, args, session.on)


def stops_sessions(case: Case) -> bool:
    """Whether an end leaves no session to come."""
    ending = ending_of(case)
    return ending is not None and ending.stops_sessions


def _step_to_session(case: Case, args: dict[str, object], on: date) -> Problem:
    """Return the step of a session to come; in a pause it is moved, or cancelled if no day is left.

    It names the last day of the pause, after which there is a free day.
    """
    until = paused_until(case, on)
    if until is None:
        return Problem("step.session", args)
    has_room = _sessions_left(case) > 0  # behind the pause too, it would be beyond the number
    remedy = moving_remedy(case, on) if has_room else Remedy.WAIVE_CANCELLATION
    return Problem("step.session-in-pause", args | {"until": until}, remedy=remedy)


def _steps_to_plan(case: Case, today: date) -> Iterator[Problem]:
    """Yield the step to another session, if the number and the end leave room for one.

    Once the client may withdraw on every day that is left, none can be held before they ask for it.
    """
    terms, left = case.agreed_terms, _sessions_left(case)
    if terms is None or left <= 0 or _next_free_day(case, today) > terms.end_on:
        return
    if is_blocked_by_withdrawal(case, terms.end_on):
        yield Problem("step.express-request", {"end_on": terms.end_on})
    else:
        yield _plan_step(case, today, left)


def _sessions_left(case: Case) -> int:
    terms = case.agreed_terms
    return terms.sessions - count_sessions(case) if terms else 0


def _steps_to_evaluation(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Yield the steps from the last recorded session to the evaluation."""
    today = around.today
    if not has_met_by(case, today):
        yield Problem("step.end")
    planned_on = planned_evaluation(case)
    if planned_on is None:
        yield evaluation_day_step(case, today, _sessions_left(case))
    elif around.form is None:
        yield Problem("step.evaluation-form", {"on": planned_on})
    else:
        yield Problem("step.evaluate", {"on": planned_on}, words={"form": around.form})


def _plan_step(case: Case, today: date, left: int) -> Problem:
    until = paused_until(case, today)
    if until is not None:
        return Problem("step.plan-after-pause", {"count": left, "until": until})
    return Problem("step.plan", {"count": left})


def _next_free_day(case: Case, today: date) -> date:
    """Return the first day without a session that was held and outside the pauses, from today."""
    is_taken = any(
        session.on == today and session.status == "held" and is_contracted_type(case, session.type)
        for session in case.engagement.sessions
    )
    day = today + ONE_DAY if is_taken else today
    until = paused_until(case, day)
    return day if until is None else until + ONE_DAY


def steps_to_report(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Yield the steps of the report: to the beneficiary, who agrees, then to the organisation.

    A close leaves those that are not done: until the archive, they come after the money.
    """
    if case.engagement.evaluation is None:
        return
    yield from shown_problems(case)
    if case.private:
        return
    if not has_agreed(case):
        yield Problem("report.not-approved")
    elif not around.sponsor_report_written:
        yield Problem("step.sponsor-report")
