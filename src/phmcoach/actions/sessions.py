"""Writing down what happened: sessions held, missed or called off, and exchanges beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from pydantic import ValidationError

from phmcoach.actions.changing import Path, change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement
from phmcoach.actions.session_tables import (
    find_session,
    invoiced_sessions,
    new_breaches,
    new_planning_problems,
    next_number,
    read_standing,
    refuse_early_notice,
    refuse_second,
    session_table,
    written_session,
)
from phmcoach.domain.engagement import Engagement
from phmcoach.domain.gates import contract_gate
from phmcoach.domain.remarks import session_remarks
from phmcoach.domain.rhythm import is_contracted_type
from phmcoach.domain.session import Session, TravelCost
from phmcoach.domain.standing import Standing, tell_effect
from phmcoach.domain.verdicts import Verdict
from phmcoach.errors import Problem, RuleRefusedError, UsageError
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import problems_of, save_record
from phmcoach.words import MeetingPurpose, SessionStatus, SessionType


@dataclass(frozen=True)
class Logged:
    """The session as it now stands, what it broke, what it counts for, and where the number is.

    Not `is_session`: an exchange, or another meeting beside the sessions of the contract.
    """

    ref: str
    session: Session
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    is_session: bool
    effect: Verdict | None
    standing: Standing


HAPPENED: tuple[SessionStatus, ...] = ("held", "no-show")
"""What can only be said of a day that has come; a session may be cancelled late before its day."""


def usual_minutes(
    context: Context, ref: str, on: date | None = None, kind: SessionType | None = None
) -> int | None:
    """Return the default length of a session: what was planned for the day, else the contract's.

    What is no session of the contract, such as a telephone call, has no usual length.
    """
    engagement = open_engagement(context.folder, ref).engagement
    planned = [s.minutes for s in engagement.sessions if s.on == on and s.status == "planned"]
    if len(planned) == 1:
        return planned[0]
    if kind is not None and not is_contracted_type(engagement, kind):
        return None
    return engagement.terms.session_minutes if engagement.terms else None


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
    on: date | None = None,
    at: time | None = None,
    minutes: int | None = None,
    kind: SessionType | None = None,
    status: SessionStatus = "held",
    purpose: MeetingPurpose | None = None,
    notified_at: datetime | None = None,
    debrief_minutes: int | None = None,
    proposed_by_beneficiary: bool = False,
    travel: TravelCost | None = None,
    session_id: str | None = None,
    anyway: bool = False,
) -> Logged:
    """Record a session: a planned one of that day turns into it, another day adds one.

    The day is today, or that of the session which `session_id` names, where none is given. What the
    contract does not cover is refused (RuleRefusedError); `anyway` writes it down as the fact that
    it is, and it stays a breach. What has happened is never in the future. Raises MissingError for
    an unknown `session_id`, RuleRefusedError for a session that was billed.
    """
    refuse_early_notice(context, notified_at)
    given = without_none(
        {
            "on": on,
            "at": at,
            "minutes": minutes,
            "type": kind,
            "status": status,
            "purpose": purpose,
            "debrief_minutes": debrief_minutes,
            "proposed_by_beneficiary": proposed_by_beneficiary or None,
            "notified_at": notified_at,
        }
    )
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        invoiced = invoiced_sessions(context, opened.ref)
        known = _find(opened, on or context.today, session_id)
        day = on or (known.on if known else context.today)
        _refuse_future(context, day, status)
        if known is not None and known.id in invoiced:
            raise RuleRefusedError.of("session.already-invoiced", id=known.id, ref=opened.ref)
        if known is None:
            if not anyway:
                refuse_second(opened, day, kind or "in-person", status)
                _refuse_without_terms(opened, kind or "in-person", status)
            name = f"s{next_number(opened.engagement, invoiced)}"
            table = session_table(opened, name, kind or "in-person", given | {"on": day})
            if travel is not None:
                table["travel"] = [travel.model_dump()]
            changed = change_record(opened.loaded, appends=[("sessions", table)])
        else:
            name = known.id
            values = _new_values(opened.engagement, known, given, travel)
            changed = change_record(opened.loaded, values=values)
        problems = _refused(opened, changed.value, day, status=status)
        if problems and not anyway:
            raise RuleRefusedError(*problems)
        save_record(changed, opened.loaded)
    return _logged(context, opened, changed.value, name, status=status)


def _refuse_future(context: Context, on: date, status: SessionStatus) -> None:
    if status in HAPPENED and on > context.today:
        is_held = status == "held"
        message = "session.held-in-the-future" if is_held else "gate.in-the-future"
        raise RuleRefusedError.of(message, on=on)


def _find(opened: Opened, on: date, session_id: str | None) -> Session | None:
    if session_id is not None:
        return find_session(opened, session_id)
    planned = [s for s in opened.engagement.sessions if s.on == on and s.status == "planned"]
    if len(planned) > 1:
        ids = [session.id for session in planned]
        raise UsageError.of("session.several-planned", on=on, ids=ids)
    return planned[0] if planned else None


def _refuse_without_terms(opened: Opened, kind: SessionType, status: SessionStatus) -> None:
    """Refuse a session of a contract that does not exist, with all that it lacks."""
    if opened.engagement.terms is None and status != "planned" and kind != "preliminary":
        raise RuleRefusedError(
            *contract_gate(opened.engagement, private=opened.private, ref=opened.ref)
        )


def _new_values(
    engagement: Engagement,
    known: Session,
    given: Mapping[str, object],
    travel: TravelCost | None,
) -> dict[Path, object]:
    place = engagement.sessions.index(known)
    values: dict[Path, object] = {("sessions", place, key): each for key, each in given.items()}
    if travel is not None:
        costs = [cost.model_dump() for cost in (*known.travel, travel)]
        values["sessions", place, "travel"] = costs
    return values


def _refused(
    opened: Opened, changed: Engagement, on: date, *, status: SessionStatus
) -> tuple[Problem, ...]:
    """Return what stands in the way, each with the command that is left."""
    command = f"coach log-session {opened.ref} --on {on}"
    proposed = f"{command} --type shadowing --proposed-by-beneficiary"
    found = [
        replace(problem, fix=proposed)
        if problem.message == "gate.shadowing-not-proposed"
        else _or_anyway(problem, f"{command} --anyway")
        for problem in new_breaches(opened, changed)
    ]
    if status == "planned":
        anyway = f"{command} --status planned --anyway"
        found += [replace(each, fix=anyway) for each in new_planning_problems(opened, changed)]
    return tuple(found)


def _or_anyway(problem: Problem, fix: str) -> Problem:
    """Name the way that is left once everyone has signed: to write the fact down as a breach."""
    is_signing = (problem.fix or "").startswith("coach sign")
    return problem if is_signing else replace(problem, fix=fix)


def _logged(
    context: Context, opened: Opened, changed: Engagement, name: str, *, status: SessionStatus
) -> Logged:
    session = written_session(changed, name)
    no_room = new_planning_problems(opened, changed)
    return Logged(
        ref=opened.ref,
        session=session,
        problems=new_breaches(opened, changed) + (no_room if status == "planned" else ()),
        warnings=(
            *session_remarks(changed, session, private=opened.private),
            *(() if status == "planned" else no_room),
        ),
        is_session=is_contracted_type(changed, session.type),
        effect=tell_effect(changed, session),
        standing=read_standing(context, changed, private=opened.private),
    )
