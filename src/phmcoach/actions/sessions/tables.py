"""What the actions on sessions share: finding one, giving an id, the table that is written."""

from collections.abc import Mapping
from datetime import date, datetime

from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.cadence.summary import CadenceSummary, summarise_cadence
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import is_contracted_type
from phmcoach.domain.contract.evaluating import agreement_breaches
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.contract.planning import planning_problems
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.session import Session
from phmcoach.errors import MissingError, Problem, RuleRefusedError, UsageError
from phmcoach.store.ledger import open_ledger
from phmcoach.words import SessionStatus, SessionType

_ORDER = ("id", "on", "at", "minutes", "type", "status", "purpose")


def open_for_sessions(context: Context, ref: str, practice: Practice) -> Opened:
    """Read an engagement, with all its sessions that any invoice names, specimens too."""
    opened = open_engagement(context.folder, ref, practice)
    return opened.with_billed(open_ledger(context.folder).invoiced_sessions(opened.ref))


def find_session(opened: Opened, session_id: str) -> Session:
    """Return the session with this id; MissingError where there is none."""
    found = opened.engagement.session(session_id)
    if found is None:
        raise MissingError.of("session.unknown", id=session_id, about=opened.ref)
    return found


def next_number(case: Case) -> int:
    """Give a number that was never given: not even to a session that was deleted after its bill."""
    known = [*(session.id for session in case.engagement.sessions), *case.billed]
    return max((int(name[1:]) for name in known), default=0) + 1


def session_table(
    opened: Opened, name: str, kind: SessionType, given: Mapping[str, object]
) -> dict[str, object]:
    """Return the table of a new session; one of the contract has its length if none was given.

    Raises UsageError where no length is known: before the terms, and for anything beside them.
    """
    on = given.get("on")
    terms = opened.case.terms_on(on) if isinstance(on, date) else None
    usual: dict[str, object] = {"id": name, "type": kind}
    if "minutes" not in given:
        if terms is None:
            raise UsageError.of("session.no-length", about=opened.ref, words={"type": kind})
        if not is_contracted_type(opened.case, kind):
            raise UsageError.of("session.no-length-beside", type=kind, about=opened.ref)
        usual["minutes"] = terms.session_minutes
    table = usual | dict(given)
    return {key: table[key] for key in (*_ORDER, *table) if key in table}


def refuse_second(opened: Opened, on: date, kind: SessionType, status: SessionStatus) -> None:
    """Refuse a second session of one day: it is more often a command given twice.

    A telephone call on the day of a session is no second one.
    """
    counts = is_contracted_type(opened.case, kind)
    for other in opened.engagement.sessions:
        alike = other.type == kind or (counts and is_contracted_type(opened.case, other.type))
        if other.on == on and other.status == status and alike:
            args = {"on": on, "id": other.id, "status": status}
            raise RuleRefusedError(Problem("session.already-logged", args))


def written_session(case: Case, name: str) -> Session:
    """Return a session that was just written; to miss it is a bug of ours."""
    found = case.engagement.session(name)
    if found is None:
        message = f"session {name} was written and is not there"
        raise RuntimeError(message)
    return found


def refuse_early_notice(context: Context, notified_at: datetime | None) -> None:
    """Refuse an announcement that is still to come: the clock of another day is not asked."""
    if notified_at is not None and notified_at.date() > context.today:
        raise RuleRefusedError.of("gate.in-the-future", on=notified_at.date())


def new_breaches(before: Case, after: Case) -> tuple[Problem, ...]:
    """Return what a change breaks that was not broken before.

    An agreement of the beneficiary that falls with it is told, and keeps no fact from being noted.
    """
    known = (*breaches(before), *agreement_breaches(after))
    return tuple(each for each in breaches(after) if each not in known)


def new_planning_problems(before: Case, after: Case) -> tuple[Problem, ...]:
    """Return each planned session for which a change leaves no room."""
    old = planning_problems(before)
    return tuple(problem for problem in planning_problems(after) if problem not in old)


def read_standing(case: Case, practice: Practice, as_of: date) -> CadenceSummary:
    """Return where an engagement stands on a day."""
    return summarise_cadence(assess_cadence(case, habits=practice.cadence, as_of=as_of))
