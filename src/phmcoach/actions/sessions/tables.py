"""What the actions on sessions share: finding one, giving an id, the table that is written."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_practice
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.cadence.standing import Standing, standing_of
from phmcoach.domain.contract.amending import terms_on
from phmcoach.domain.contract.coverage import is_contracted_type
from phmcoach.domain.contract.evaluating import UNDONE
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.contract.planning import planning_problems
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import MissingError, Problem, RuleRefusedError, UsageError
from phmcoach.store.ledger import open_ledger
from phmcoach.words import SessionStatus, SessionType

_ORDER = ("id", "on", "at", "minutes", "type", "status", "purpose")


def invoiced_sessions(context: Context, ref: str) -> frozenset[str]:
    """Return the ids of all sessions of an engagement that any invoice names, specimens too."""
    return open_ledger(context.folder).invoiced_sessions(ref)


def find_session(opened: Opened, session_id: str) -> Session:
    """Return the session with this id; MissingError where there is none."""
    found = opened.engagement.session(session_id)
    if found is None:
        raise MissingError.of("session.unknown", id=session_id, fix=f"coach show {opened.ref}")
    return found


def next_number(engagement: Engagement, invoiced: frozenset[str]) -> int:
    """Give a number that was never given: not even to a session that was deleted after its bill."""
    known = [*(session.id for session in engagement.sessions), *invoiced]
    return max((int(name[1:]) for name in known), default=0) + 1


def session_table(
    opened: Opened, name: str, kind: SessionType, given: Mapping[str, object]
) -> dict[str, object]:
    """Return the table of a new session; one of the contract has its length if none was given.

    Raises UsageError where no length is known: before the terms, and for anything beside them.
    """
    on = given.get("on")
    terms = terms_on(opened.engagement, on) if isinstance(on, date) else None
    usual: dict[str, object] = {"id": name, "type": kind}
    if "minutes" not in given:
        fix = f"coach log-session {opened.ref} --type {kind} --hours H"
        if terms is None:
            raise UsageError.of("session.no-length", fix=fix)
        if not is_contracted_type(opened.engagement, kind):
            raise UsageError.of("session.no-length-beside", type=kind, fix=fix)
        usual["minutes"] = terms.session_minutes
    table = usual | dict(given)
    return {key: table[key] for key in (*_ORDER, *table) if key in table}


def refuse_second(opened: Opened, on: date, kind: SessionType, status: SessionStatus) -> None:
    """Refuse a second session of one day: it is more often a command given twice.

    A telephone call on the day of a session is no second one.
    """
    counts = is_contracted_type(opened.engagement, kind)
    for other in opened.engagement.sessions:
        alike = other.type == kind or (counts and is_contracted_type(opened.engagement, other.type))
        if other.on == on and other.status == status and alike:
            args = {"on": on, "id": other.id, "status": status}
            raise RuleRefusedError(Problem("session.already-logged", args))


def written_session(engagement: Engagement, name: str) -> Session:
    """Return a session that was just written; to miss it is a bug of ours."""
    found = engagement.session(name)
    if found is None:
        message = f"session {name} was written and is not there"
        raise RuntimeError(message)
    return found


def refuse_early_notice(context: Context, notified_at: datetime | None) -> None:
    """Refuse an announcement that is still to come: the clock of another day is not asked."""
    if notified_at is not None and notified_at.date() > context.today:
        raise RuleRefusedError.of("gate.in-the-future", on=notified_at.date())


def new_breaches(
    opened: Opened, changed: Engagement, invoiced: Collection[str]
) -> tuple[Problem, ...]:
    """Return what a change breaks that was not broken before.

    An agreement of the beneficiary that falls with it is told, and keeps no fact from being noted.
    """
    private, ref = opened.private, opened.ref
    old = breaches(opened.engagement, private=private, ref=ref, billed=invoiced)
    new = breaches(changed, private=private, ref=ref, billed=invoiced)
    return tuple(each for each in new if each not in old and each.message != UNDONE)


def new_planning_problems(
    opened: Opened, changed: Engagement, invoiced: Collection[str]
) -> tuple[Problem, ...]:
    """Return each planned session for which a change leaves no room."""
    old = planning_problems(opened.engagement, private=opened.private, billed=invoiced)
    new = planning_problems(changed, private=opened.private, billed=invoiced)
    return tuple(problem for problem in new if problem not in old)


def read_standing(
    context: Context, changed: Engagement, invoiced: Collection[str], *, private: bool
) -> Standing:
    """Return where a changed engagement stands today."""
    practice = open_practice(context.folder)
    report = assess_cadence(
        changed,
        private=private,
        billed=invoiced,
        closures=practice.closures,
        habits=practice.cadence,
        as_of=context.today,
    )
    return standing_of(report)
