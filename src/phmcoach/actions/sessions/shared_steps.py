"""Shared steps of the actions on sessions: find one, draw an id, compose the table to write."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.cadence.summary import CadenceSummary, summarise_cadence
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import (
    coverage_problems,
    is_contracted_type,
    session_effects,
    uncovered_sessions,
)
from phmcoach.domain.contract.ending import declined_problems
from phmcoach.domain.contract.gates import shadowing_problems
from phmcoach.domain.contract.planning import planning_problems, with_room
from phmcoach.domain.money.account import billed_shares
from phmcoach.domain.money.billed import compare_billed, is_as_billed, missing_travel
from phmcoach.domain.money.credit_left import priced_sessions, showing_paper
from phmcoach.domain.money.joint import name_on
from phmcoach.domain.money.twins import find_moved_twins
from phmcoach.domain.records.given_ids import last_session, number_of
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.session import Session
from phmcoach.errors import MissingError, Problem, RuleRefusedError, UsageError, about, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.value import replace
from phmcoach.words import SessionStatus, SessionType


class UnknownLengthError(UsageError):
    """A session without a default length: before the terms, or of a type that they do not name."""


OF_ONE_TYPE: Mapping[str, tuple[str, SessionType]] = {
    "debrief_minutes": ("--debrief", "shadowing"),
    "proposed_by_beneficiary": ("--proposed-by-beneficiary", "shadowing"),
    "purpose": ("--purpose", "three-way"),
}
"""What only the sessions of one type have: the key, its option and that type."""

_ORDER = ("id", "on", "at", "minutes", "type", "status", "purpose")


def open_for_sessions(
    context: Context, ref: str, practice: Practice
) -> tuple[Opened, tuple[Problem, ...], int]:
    """Read an engagement, with the ids of its billed sessions, including those on specimens.

    Return it with the damage of the ledger, and with the number of the next session. While there is
    damage, a session that took place may be billed, although its id is not among them.
    """
    opened, ledger, number = open_beside_ledger(context, ref, practice)
    return opened, ledger.damage, number


def open_beside_ledger(
    context: Context, ref: str, practice: Practice
) -> tuple[Opened, Ledger, int]:
    """Read an engagement as `open_for_sessions` does, and return the ledger too."""
    opened = open_engagement(context.folder, ref, practice)
    ledger = read_ledger(context.folder)
    # A billed session may have been removed by hand, and its papers would speak of another one.
    used = map(number_of, ledger.used_sessions(opened.ref))
    number = max((last_session(opened.engagement), *used)) + 1
    return opened.with_billed(ledger.billed(opened.ref)), ledger, number


def find_session(opened: Opened, session_id: str) -> Session:
    """Return the session with this id; raise MissingError if there is none."""
    found = opened.engagement.session(session_id)
    if found is None:
        raise MissingError.of("session.unknown", id=session_id, about=opened.ref)
    return found


def is_lost(opened: Opened, name: str) -> bool:
    """Whether an invoice bills a session that no command has removed, and the file lacks it."""
    engagement = opened.engagement
    is_gone = engagement.session(name) is None and name not in engagement.removed_sessions
    return is_gone and name in opened.case.billed.sessions


def refuse_if_shown(context: Context, opened: Opened, session: Session | None, name: str) -> None:
    """Refuse to change or remove (None) a billed session if an invoice shows it otherwise.

    One that the file has lost is refused as missing: it is put back as it was billed. One that
    credit notes took back in whole may be removed, whether they freed it or not.
    """
    ledger = read_ledger(context.folder)
    for account in ledger.accounts(opened.ref):
        billed = billed_shares(account)
        if name not in billed.sessions or name in billed.credited:
            continue
        missing = missing_travel(session, billed) if session else ()
        is_changed = session is None or not is_as_billed(session, billed)
        if is_changed or missing:
            if is_lost(opened, name):
                found = compare_billed(opened.case, billed)
                refuse((each for each in found if each.args["id"] == name), about=opened.ref)
            paper = showing_paper(account, name, () if is_changed else missing)
            number = paper.number if paper else billed.sessions[name][1]
            priced = {each.id for each in priced_sessions(paper)} if paper else set()
            raise RuleRefusedError.of(
                "session.already-invoiced" if is_changed else "session.travel-invoiced",
                id=name,
                number=number,
                about=opened.ref,
                remedy=None if name in priced else Remedy.REBILL,
                words={"invoice": number, "id": name_on(paper, name) if paper else name},
            )


def refuse_of_other_type(
    context: Context,
    opened: Opened,
    given: Mapping[str, object],
    kind: SessionType,
    known: Session | None = None,
) -> None:
    """Refuse values that only sessions of another type have.

    With the debrief of an observation, say what an observation needs besides. An invoice that shows
    the type of a `known` session goes first.
    """
    for key, (option, own) in OF_ONE_TYPE.items():
        if given.get(key) is not None and kind != own:
            if known is not None and known.id in opened.case.billed.sessions:
                refuse_if_shown(context, opened, replace(known, type=own), known.id)
            other = UsageError.of(
                "session.of-other-type",
                option=option,
                own=own,
                type=kind,
                about=opened.ref,
                remedy=Remedy.OF_ITS_TYPE,
            )
            if own != "shadowing" or given.get("proposed_by_beneficiary"):
                raise other
            needed = Problem("session.shadowing-not-proposed", remedy=Remedy.PROPOSED)
            raise UsageError(*other.problems, *about(opened.ref, (needed,)))


def session_table(
    opened: Opened, name: str, kind: SessionType, given: Mapping[str, object]
) -> dict[str, object]:
    """Return the table of a new session; a contracted one has the agreed length by default.

    Raises UnknownLengthError if there is no default length.
    """
    on = given.get("on")
    terms = opened.case.terms_on(on) if isinstance(on, date) else None
    usual: dict[str, object] = {"id": name, "type": kind}
    if "minutes" not in given:
        if terms is None:
            raise UnknownLengthError.of("session.no-length", about=opened.ref, remedy=Remedy.LENGTH)
        if not is_contracted_type(opened.case, kind):
            raise UnknownLengthError.of(
                "session.no-length-uncounted", type=kind, about=opened.ref, remedy=Remedy.LENGTH
            )
        usual["minutes"] = terms.session_minutes
    table = usual | dict(given)
    return {key: table[key] for key in (*_ORDER, *table) if key in table}


def refuse_second(
    opened: Opened,
    on: date,
    kind: SessionType,
    status: SessionStatus,
    *,
    besides: Session | None = None,
) -> None:
    """Refuse a second session on one day, which is usually the same command typed twice.

    A telephone call on the day of a session is allowed, and so is `besides`, which is called off.
    """
    other = _find_like(opened, on, kind, status, besides)
    if other is not None:
        args = {"on": on, "id": other.id, "status": status}
        raise RuleRefusedError(Problem("session.already-logged", args, remedy=Remedy.ANYWAY))


def _find_like(
    opened: Opened, on: date, kind: SessionType, status: SessionStatus, besides: Session | None
) -> Session | None:
    """Return the session of a day that would be one with another of a type and status, or None."""
    counts = is_contracted_type(opened.case, kind)
    for other in (each for each in opened.engagement.sessions if each != besides):
        alike = other.type == kind or (counts and is_contracted_type(opened.case, other.type))
        if other.on == on and other.status == status and alike:
            return other
    return None


def moved_twins(case: Case, session: Session, ledger: Ledger) -> tuple[Problem, ...]:
    """Return a problem if a paper bills a session that is to be billed, under another id."""
    to_bill = session_effects(case, session).billed_minutes or session.travel
    if session.id in case.billed.sessions or not to_bill or session.earlier_invoice:
        return ()
    billed = map(billed_shares, ledger.accounts(case.ref))
    return tuple(find_moved_twins(case.engagement, session, *billed))


def refuse_moved(twins: Iterable[Problem]) -> None:
    """Refuse to record again what was billed, and then moved or cancelled in the file."""
    refuse(replace(each, message="session.already-billed", remedy=Remedy.ANYWAY) for each in twins)


def refuse_past(
    context: Context, opened: Opened, on: date, kind: SessionType, *, known: Session | None = None
) -> None:
    """Refuse to plan a session on a day in the past; name the command that records it instead.

    None would record it before the signature, on a day that has a session, or beyond the contract.
    `known` is a session of the engagement that was to be moved there.
    """
    if on >= context.today:
        return
    remedy, words = None, {}
    if known is not None:
        remedy, words = Remedy.MOVE_SESSION, {"id": known.id}
    elif not _may_be_logged(opened, on, kind):
        remedy = Remedy.SHOW
    raise RuleRefusedError.of(
        "plan.in-the-past", on=on, about=opened.ref, remedy=remedy, words=words
    )


def _may_be_logged(opened: Opened, on: date, kind: SessionType) -> bool:
    """Whether a session that was held on a day can be recorded as covered by the contract."""
    case = opened.case
    if case.contracted_on is None or _find_like(opened, on, kind, "held", None) is not None:
        return False
    held = Session(id="s999999", on=on, minutes=1, type=kind, status="held")
    sessions = (*case.engagement.sessions, held)
    after = case.having(replace(case.engagement, sessions=sessions))
    return uncovered_sessions(after).keys() <= uncovered_sessions(case).keys()


def written_session(case: Case, name: str) -> Session:
    """Return a session that was just written; if it is missing, that is a bug."""
    found = case.engagement.session(name)
    if found is None:
        message = f"session {name} was written and is not there"
        raise RuntimeError(message)
    return found


def refuse_early_notice(context: Context, notified_at: datetime | None) -> None:
    """Refuse an announcement in the future; the hour is compared only on the current day."""
    if notified_at is not None and notified_at.date() > context.today:
        raise RuleRefusedError.of(
            "gate.in-the-future", on=notified_at.date(), remedy=Remedy.OTHER_NOTICE
        )


def new_planning_problems(before: Case, after: Case) -> tuple[Problem, ...]:
    """Return a problem for each planned session that exceeds the contract only after a change."""
    old = planning_problems(before)
    return tuple(problem for problem in planning_problems(after) if problem not in old)


def read_standing(case: Case, practice: Practice, as_of: date) -> CadenceSummary:
    """Return the cadence summary of an engagement on a day."""
    return summarise_cadence(assess_cadence(case, habits=practice.cadence, as_of=as_of))


def with_last_remedy(
    problem: Problem, case: Case, *, mistyped: Remedy = Remedy.OTHER_DAY
) -> Problem:
    """Return the problem with the remaining remedy: record a breach, or the true status.

    A day before the demand was `mistyped`; typed for a session, the day alone is named, as no
    session has it.
    """
    if problem in shadowing_problems(case):
        return replace(problem, remedy=Remedy.PROPOSED)
    if problem.remedy is Remedy.CORRECT_DAY and mistyped is Remedy.OTHER_DAY:
        on, received_on = problem.args["on"], case.engagement.demand.received_on
        return Problem(
            "session.before-demand", {"on": on, "received_on": received_on}, remedy=mistyped
        )
    if problem.remedy is Remedy.CORRECT_DAY:
        return replace(problem, remedy=mistyped)
    uncovered = [(each.message, each.args) for each in coverage_problems(case)]
    is_uncovered = (problem.message, problem.args) in uncovered
    signing = (Remedy.SIGN, Remedy.SIGN_AS_RECORDED, Remedy.EXPRESS_REQUEST)
    is_unsigned = problem.remedy in signing or bool(declined_problems(case))
    if is_uncovered and not is_unsigned:
        return replace(problem, remedy=Remedy.ANYWAY)
    return with_room(problem, case)
