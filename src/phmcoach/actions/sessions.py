"""Writing down what happened: sessions held, missed, moved or planned."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from pydantic import ValidationError

from phmcoach.actions.changing import Path, change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement
from phmcoach.domain.account import billed_shares
from phmcoach.domain.amending import agreed_terms, terms_on
from phmcoach.domain.coverage import count_sessions, session_effects
from phmcoach.domain.engagement import Engagement
from phmcoach.domain.gates import breaches, contract_gate
from phmcoach.domain.session import Session, TravelCost
from phmcoach.errors import MissingError, Problem, RuleRefusedError, UsageError
from phmcoach.store.ledger import open_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import problems_of, save_record
from phmcoach.words import SessionStatus, SessionType


@dataclass(frozen=True)
class Logged:
    """The session as it now stands, what it broke, and where the number is."""

    ref: str
    session: Session
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    counted: int
    contracted: int | None


HAPPENED: tuple[SessionStatus, ...] = ("held", "no-show")
"""What can only be said of a day that has come; a session may be cancelled late before its day."""


def usual_minutes(context: Context, ref: str, on: date | None = None) -> int | None:
    """Return the default length of a session: what was planned for the day, else the contract's."""
    engagement = open_engagement(context.folder, ref).engagement
    planned = [s.minutes for s in engagement.sessions if s.on == on and s.status == "planned"]
    if len(planned) == 1:
        return planned[0]
    terms = terms_on(engagement, on or context.today)
    return terms.session_minutes if terms else None


def travel_cost(amount: Decimal, label: str) -> TravelCost:
    """Return a travel cost, checked as it was typed (UsageError)."""
    try:
        return TravelCost(amount=amount, label=label)
    except ValidationError as error:
        raise UsageError(*problems_of(error, None, None)) from None


def log_session(
    context: Context,
    *,
    ref: str,
    on: date,
    at: time | None = None,
    minutes: int | None = None,
    kind: SessionType | None = None,
    status: SessionStatus = "held",
    notified_at: datetime | None = None,
    debrief_minutes: int | None = None,
    travel: TravelCost | None = None,
    session_id: str | None = None,
    anyway: bool = False,
) -> Logged:
    """Record a session: a planned one of that day turns into it, another day adds one.

    What the contract does not cover is refused (RuleRefusedError); `anyway` writes it down as the
    fact that it is, and it stays a breach. What has happened is never in the future. Raises
    MissingError for an unknown `session_id`, RuleRefusedError for a session that was billed.
    """
    if status in HAPPENED and on > context.today:
        is_held = status == "held"
        message = "session.held-in-the-future" if is_held else "gate.in-the-future"
        raise RuleRefusedError.of(message, on=on)
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        invoiced = _invoiced(context, opened.ref)
        known = _find(opened, on, session_id)
        if known is not None and known.id in invoiced:
            raise RuleRefusedError.of("session.already-invoiced", id=known.id, ref=opened.ref)
        given = without_none(
            {
                "on": on,
                "at": at,
                "minutes": minutes,
                "type": kind,
                "status": status,
                "debrief_minutes": debrief_minutes,
                "notified_at": notified_at,
            }
        )
        if known is None:
            if not anyway:
                _refuse_second(opened, on, status)
                _refuse_without_terms(opened, kind or "in-person", status)
            name = _next_id(opened.engagement, invoiced)
            table = _new_table(opened, name, on, given, travel)
            changed = change_record(opened.loaded, appends=[("sessions", table)])
        else:
            name = known.id
            values = _new_values(opened.engagement, known, given, travel)
            changed = change_record(opened.loaded, values=values)
        problems = _new_breaches(opened, changed.value)
        if problems and not anyway:
            fix = f"coach log-session {opened.ref} --on {on} --anyway"
            raise RuleRefusedError(*(_or_anyway(problem, fix) for problem in problems))
        save_record(changed, opened.loaded)
    return _logged(opened, changed.value, name, problems)


def _invoiced(context: Context, ref: str) -> frozenset[str]:
    """Return the ids of all sessions of an engagement that any invoice names, specimens too."""
    ledger = open_ledger(context.folder)
    return frozenset(
        name
        for specimen in (False, True)
        for name in billed_shares(ledger.account(ref, specimen=specimen)).sessions
    )


def _find(opened: Opened, on: date, session_id: str | None) -> Session | None:
    engagement = opened.engagement
    if session_id is not None:
        found = engagement.session(session_id)
        if found is None:
            raise MissingError.of("session.unknown", id=session_id, fix=f"coach show {opened.ref}")
        return found
    planned = [s for s in engagement.sessions if s.on == on and s.status == "planned"]
    if len(planned) > 1:
        ids = [session.id for session in planned]
        raise UsageError.of("session.several-planned", on=on, ids=ids)
    return planned[0] if planned else None


def _refuse_second(opened: Opened, on: date, status: SessionStatus) -> None:
    """Refuse a second session of one day: it is more often a command given twice."""
    same = [s for s in opened.engagement.sessions if s.on == on and s.status == status]
    if same:
        raise RuleRefusedError.of("session.already-logged", on=on, id=same[0].id, status=status)


def _refuse_without_terms(opened: Opened, kind: SessionType, status: SessionStatus) -> None:
    """Refuse a session of a contract that does not exist, with all that it lacks."""
    if opened.engagement.terms is None and status != "planned" and kind != "preliminary":
        raise RuleRefusedError(
            *contract_gate(opened.engagement, private=opened.private, ref=opened.ref)
        )


def _next_id(engagement: Engagement, invoiced: frozenset[str]) -> str:
    """Give an id that was never given: not even to a session that was deleted after its bill."""
    known = [*(session.id for session in engagement.sessions), *invoiced]
    return f"s{max((int(name[1:]) for name in known), default=0) + 1}"


def _new_table(
    opened: Opened, name: str, on: date, given: dict[str, object], travel: TravelCost | None
) -> dict[str, object]:
    terms = terms_on(opened.engagement, on)
    if "minutes" not in given and terms is None:
        raise UsageError.of("session.no-length", fix=f"coach log-session {opened.ref} --hours H")
    usual = {"minutes": terms.session_minutes if terms else None, "type": "in-person"}
    table = {"id": name, **usual, **given}
    ordered = ("id", "on", "at", "minutes", "type", "status")
    table = {key: table[key] for key in (*ordered, *table) if key in table}
    if travel is not None:
        table["travel"] = [travel.model_dump()]
    return table


def _new_values(
    engagement: Engagement, known: Session, given: dict[str, object], travel: TravelCost | None
) -> dict[Path, object]:
    place = engagement.sessions.index(known)
    if travel is not None:
        costs = [cost.model_dump() for cost in (*known.travel, travel)]
        given = given | {"travel": costs}
    return {("sessions", place, key): value for key, value in given.items()}


def _new_breaches(opened: Opened, changed: Engagement) -> tuple[Problem, ...]:
    """Return what the change breaks that was not broken before."""
    old = breaches(opened.engagement, private=opened.private, ref=opened.ref)
    new = breaches(changed, private=opened.private, ref=opened.ref)
    return tuple(problem for problem in new if problem not in old)


def _logged(
    opened: Opened, changed: Engagement, name: str, problems: tuple[Problem, ...]
) -> Logged:
    session = changed.session(name)
    if session is None:
        message = f"session {name} was written and is not there"
        raise RuntimeError(message)
    terms = agreed_terms(changed)
    return Logged(
        ref=opened.ref,
        session=session,
        problems=problems,
        warnings=_warnings(changed, session),
        counted=count_sessions(changed, private=opened.private),
        contracted=terms.sessions if terms else None,
    )


def _or_anyway(problem: Problem, fix: str) -> Problem:
    """Name the way that is left once everyone has signed: to write the fact down as a breach."""
    is_signing = (problem.fix or "").startswith("coach sign")
    return problem if is_signing else replace(problem, fix=fix)


def _warnings(engagement: Engagement, session: Session) -> tuple[Problem, ...]:
    """Warn of a length outside the contract's bounds: about one to three hours, not a limit."""
    terms = terms_on(engagement, session.on)
    if terms is None or session.status != "held":
        return ()
    low, high = terms.bounds.session_minutes_min, terms.bounds.session_minutes_max
    if low <= session.minutes <= high or not session_effects(engagement, session).counts:
        return ()
    return (
        Problem("session.unusual-length", {"minutes": session.minutes, "low": low, "high": high}),
    )
