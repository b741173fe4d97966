"""Recording sessions that were held, missed or called off, and exchanges."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.changing import KeyPath, change_record, name_option, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import Opened, open_practice
from phmcoach.actions.saving import save_engagement
from phmcoach.actions.sessions.planning import refuse_held_early, refuse_wrong_day
from phmcoach.actions.sessions.shared_steps import (
    OF_ONE_TYPE,
    find_session,
    is_lost,
    moved_twins,
    new_planning_problems,
    open_beside_ledger,
    open_for_sessions,
    read_standing,
    refuse_early_notice,
    refuse_if_shown,
    refuse_moved,
    refuse_of_other_type,
    refuse_second,
    session_table,
    with_last_remedy,
    written_session,
)
from phmcoach.domain.cadence.rhythm import usual_type
from phmcoach.domain.cadence.summary import CadenceSummary, report_effect
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import is_contracted_type, session_effects
from phmcoach.domain.contract.ending import declined_problems, stopped_problems
from phmcoach.domain.contract.evaluating import voided_agreement
from phmcoach.domain.contract.gates import (
    contract_gate,
    contracted_gate,
    dated_problems,
    new_breaches,
)
from phmcoach.domain.contract.planning import with_room
from phmcoach.domain.contract.remarks import session_remarks
from phmcoach.domain.money.billed import earlier_invoice_problems
from phmcoach.domain.money.twins import find_session_twins
from phmcoach.domain.records.session import Session, TravelCost
from phmcoach.domain.shape.validation import InvalidRecordError, checked
from phmcoach.errors import Problem, UsageError, about, refuse
from phmcoach.store.ledger import refuse_damage
from phmcoach.store.lock import lock_folder
from phmcoach.store.problems import problems_of
from phmcoach.value import Value, fields_of
from phmcoach.words import BILLABLE_STATUSES, MeetingPurpose, SessionStatus, SessionType


class Logged(Value):
    """The recorded session, its breaches, how it counts, and the number of sessions used.

    If `is_session` is false, it is an exchange or a meeting that the contract does not count.
    """

    ref: str
    session: Session
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    is_session: bool
    effect: Problem | None
    standing: CadenceSummary


def travel_cost(amount: Decimal, label: str) -> TravelCost:
    """Return a validated travel cost; raise UsageError for a mistake in it."""
    try:
        return checked(TravelCost(amount=amount, label=label))
    except InvalidRecordError as error:
        found = problems_of(error, Path(), None)
        raise UsageError(*(name_option(problem, "travel.") for problem in found)) from None


def log_session(
    context: Context,
    *,
    ref: str,
    on: date | None = None,
    at: time | None = None,
    minutes: int | None = None,
    kind: SessionType | None = None,
    status: SessionStatus | None = None,
    purpose: MeetingPurpose | None = None,
    notified_at: datetime | None = None,
    debrief_minutes: int | None = None,
    proposed_by_beneficiary: bool = False,
    travel: Sequence[TravelCost] | None = None,
    session_id: str | None = None,
    earlier_invoice: str | None = None,
    promised: str | None = None,
    anyway: bool = False,
) -> Logged:
    """Record a session: update the planned one of that day, or add one.

    The default day is that of the session `session_id`, else today; the default status is `held`,
    or the status of that session if it is no longer planned, or if it is corrected before its day.
    A session that the contract does not cover is refused (RuleRefusedError) unless `anyway`; then
    it is recorded and stays a breach. A past session is never in the future. `travel` are all its
    costs, in the place of earlier ones. `promised` is a line for the next session. A session
    that `earlier_invoice` bills, by its number in another tool, is never billed here. One that an
    invoice bills and the file has lost is added under its id. Raises MissingError for an unknown
    `session_id`, RuleRefusedError if an invoice shows otherwise what changes, InvalidDataError for
    a session that took place if the ledger is damaged: it may be billed.
    """
    given = without_none(
        {
            "on": on,
            "at": at,
            "minutes": minutes,
            "type": kind,
            "purpose": purpose,
            "debrief_minutes": debrief_minutes,
            "proposed_by_beneficiary": proposed_by_beneficiary or None,
            "notified_at": notified_at,
            "earlier_invoice": earlier_invoice,
            "next": promised,
        }
    )
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened, ledger, number = open_beside_ledger(context, ref, practice)
        damage = ledger.damage
        known = _find(opened, on or context.today, session_id)
        refuse_early_notice(context, notified_at)
        day = on or (known.on if known else context.today)
        if status == "planned" or (known is None and day > context.today):
            refuse_over(context, opened, stopped_problems(opened.case))
        status = status or _status_of(known, context.today, given)
        given["status"] = status
        name = known.id if known else session_id or f"s{number}"
        own_kind = kind or (known.type if known else usual_type(opened.case, day))
        refuse_of_other_type(context, opened, given, own_kind, known)
        if known is None and status == "held" and day > context.today:
            refuse_held_early(opened, name, own_kind, given | {"on": day}, anyway=anyway)
        refuse_wrong_day(context, opened, day, own_kind, status, known)
        if known is not None and known.status != "planned":
            if damage and known.id in opened.case.billed.sessions:
                refuse_if_shown(context, opened, None, known.id)
            refuse_damage(damage)  # no invoice bills a planned session, but one may bill this one
        if known is None:
            if not (anyway or session_id):
                refuse_second(opened, day, own_kind, status)
                _refuse_without_terms(opened, own_kind, status)
            table = session_table(opened, name, own_kind, given | {"on": day})
            if travel:
                table["travel"] = [fields_of(cost) for cost in travel]
            changed = change_record(opened.loaded, appends=[("sessions", table)])
        else:
            _refuse_taken(opened, known, day, own_kind, status, anyway=anyway)
            values = _new_values(opened, known, given, travel)
            changed = change_record(opened.loaded, values=values)
        after = opened.case.having(changed.value)
        session = written_session(after, name)
        if name in opened.case.billed.sessions:
            refuse_if_shown(context, opened, session, name)
        numbers = {each.facts.number for each in ledger.entries}
        refuse(earlier_invoice_problems(after, (session,), numbers), about=opened.ref)
        problems = session_problems(context, opened.case, after, session)
        moved = moved_twins(after, session, ledger)
        if not anyway:
            refuse((with_last_remedy(each, after) for each in problems), about=opened.ref)
            refuse_moved(moved)
        save_engagement(context, opened, changed)
    no_room = new_planning_problems(opened.case, after)
    doubled = tuple(find_session_twins(opened.case))
    return Logged(
        ref=opened.ref,
        session=session,
        problems=about(opened.ref, (with_room(each, after, recorded=True) for each in problems)),
        warnings=(
            *damage,
            *about(
                opened.ref,
                (
                    *session_remarks(after, session),
                    *moved,
                    *(each for each in find_session_twins(after) if each not in doubled),
                    *(
                        with_room(each, after, recorded=True)
                        for each in no_room
                        if each not in problems
                    ),
                    *voided_agreement(opened.case, after),
                ),
            ),
        ),
        is_session=is_contracted_type(after, session.type),
        effect=report_effect(after, session),
        standing=read_standing(after, practice, context.today),
    )


def _status_of(known: Session | None, today: date, given: Mapping[str, object]) -> SessionStatus:
    """Return the default status of a session.

    Adding a cost to an absence does not change it, nor does another hour of a day to come.
    """
    if known is None:
        return "held"
    is_corrected = known.on > today and given and given.get("on", known.on) == known.on
    return known.status if is_corrected or known.status != "planned" else "held"


def _refuse_taken(
    opened: Opened,
    known: Session,
    day: date,
    kind: SessionType,
    status: SessionStatus,
    *,
    anyway: bool,
) -> None:
    """Refuse to move a session to a day that has one, or to plan it there again."""
    is_planned_again = status == "planned" != known.status
    if anyway or not (day != known.on or is_planned_again):
        return
    refuse_second(opened, day, kind, status, besides=known)
    if is_planned_again:
        refuse_second(opened, day, kind, "held", besides=known)


def refuse_unknown(context: Context, ref: str, session_id: str) -> None:
    """Raise MissingError for a session that is not there, and that no invoice bills."""
    opened, _, _ = open_for_sessions(context, ref, open_practice(context.folder))
    _find(opened, context.today, session_id)


def _find(opened: Opened, on: date, session_id: str | None) -> Session | None:
    if session_id is not None:
        return None if is_lost(opened, session_id) else find_session(opened, session_id)
    planned = [s for s in opened.engagement.sessions if s.on == on and s.status == "planned"]
    if len(planned) > 1:
        ids = [session.id for session in planned]
        raise UsageError.of("session.several-planned", on=on, ids=ids)
    return planned[0] if planned else None


def _refuse_without_terms(opened: Opened, kind: SessionType, status: SessionStatus) -> None:
    """Refuse a session before there are terms, with everything that the contract lacks."""
    if opened.engagement.terms is None and status != "planned" and kind != "preliminary":
        refuse(contracted_gate(opened.case), about=opened.ref)


def _new_values(
    opened: Opened,
    known: Session,
    given: Mapping[str, object],
    travel: Sequence[TravelCost] | None,
) -> dict[KeyPath, object]:
    place = opened.engagement.sessions.index(known)
    values: dict[KeyPath, object] = {("sessions", place, key): each for key, each in given.items()}
    if given["status"] not in BILLABLE_STATUSES and known.earlier_invoice is not None:
        values["sessions", place, "earlier_invoice"] = None
    if given["status"] in ("planned", "held") and known.notified_at is not None:
        values.setdefault(("sessions", place, "notified_at"), None)
    values |= {
        ("sessions", place, key): None
        for key, (_, own) in OF_ONE_TYPE.items()
        if given.get("type", own) != own and getattr(known, key)
    }
    if travel is not None:
        costs = [fields_of(cost) for cost in travel]
        values["sessions", place, "travel"] = costs or None
    return values


def session_problems(
    context: Context, before: Case, after: Case, session: Session
) -> tuple[Problem, ...]:
    """Return the problems of a session.

    A session that counts or is billed has to pass all gates of the contract, including those that a
    hand edit broke before.
    """
    does = session_effects(after, session)
    gates: tuple[Problem, ...] = ()
    if does.counts or does.billed_minutes:
        lacking = contract_gate(after)
        lacking = lacking and (declined_problems(after) or lacking)
        gates = (*lacking, *dated_problems(after, context.today))
    added = (each for each in new_breaches(before, after) if each not in gates)
    no_room = new_planning_problems(before, after) if session.status == "planned" else ()
    return (*gates, *added, *no_room)
