"""The facts that a coach needs before a session, and the next step after it.

It is for the coach alone: personal objectives and promises are part of it.
"""

from datetime import date

from phmcoach.domain.cadence.summary import CadenceSummary
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import in_order
from phmcoach.domain.contract.ending import ending_by
from phmcoach.domain.records.evaluation import Rating
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.value import Value
from phmcoach.words import BILLABLE_STATUSES

LAST_SESSIONS = 3
"""How many of the last sessions are shown."""


class Span(Value):
    """The days of the contract; `days_left` is negative after the last one."""

    start_on: date
    end_on: date
    days_left: int


class Aim(Value):
    """An agreed objective, and its rating once the engagement is evaluated."""

    objective: Objective
    rating: Rating | None


class Preparation(Value):
    """One engagement before its next session.

    `span` is None before the terms are set and once the engagement is over. `last` are the last
    sessions that were held, missed or cancelled late, the latest first. `coming` is the next
    planned session, today's included.
    """

    standing: CadenceSummary
    span: Span | None
    aims: tuple[Aim, ...]
    last: tuple[Session, ...]
    coming: Session | None

    def after(self, step: Problem | None) -> Problem | None:
        """Return the next step; the one that records the coming session asks for a promise too.

        A session that is to be moved first has a remedy of its own, which is kept.
        """
        coming = self.coming
        if step is None or coming is None or step.remedy or step.args.get("id") != coming.id:
            return step
        return Problem("step.promise", {"id": coming.id, "on": coming.on})


def prepare_session(case: Case, standing: CadenceSummary, as_of: date) -> Preparation:
    """Return what is known of an engagement on a day, before its next session."""
    evaluation = case.engagement.evaluation
    sessions = in_order(case.engagement.sessions)
    done = [each for each in sessions if each.status in BILLABLE_STATUSES and each.on <= as_of]
    coming = (each for each in sessions if each.status == "planned" and each.on >= as_of)
    return Preparation(
        standing=standing,
        span=_find_span(case, as_of),
        aims=tuple(
            Aim(each, evaluation.rating(each.id) if evaluation else None)
            for each in case.agreed_objectives
        ),
        last=tuple(reversed(done[-LAST_SESSIONS:])),
        coming=None if ending_by(case, as_of) else next(coming, None),
    )


def _find_span(case: Case, as_of: date) -> Span | None:
    terms = case.as_agreed_by(as_of).agreed_terms
    if terms is None or ending_by(case, as_of) is not None:
        return None
    return Span(terms.start_on, terms.end_on, (terms.end_on - as_of).days)
