"""Declining a demand, ending a contract early, closing an engagement and archiving it.

Each action returns the steps that remain. A closed engagement can be archived once everything is
billed and paid.

The organisation learns only the day of an early end. Who ended it, and why, is for the coach alone.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from phmcoach.actions.changing import without_none
from phmcoach.actions.context import Context
from phmcoach.actions.contract.next_steps import (
    closing_steps,
    find_next_step,
    report_money,
    steps_besides_money,
)
from phmcoach.actions.documents import name_form
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.money.withdrawal_mail import Confirmed, confirm_withdrawal, is_unconfirmed
from phmcoach.actions.opening import (
    Opened,
    open_all,
    open_engagement,
    open_practice,
    read_engagement,
    report_other_files,
)
from phmcoach.actions.saving import Edits, remark_changes, save_change
from phmcoach.domain.contract.coverage import in_order
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.next_step import CLOSE
from phmcoach.domain.contract.notice import free_sessions, notice_of_end, sessions_called_off
from phmcoach.domain.contract.outcome import (
    close_problems,
    decline_problems,
    end_problems,
    planned_problems,
)
from phmcoach.domain.contract.remarks import never_billed
from phmcoach.domain.contract.withdrawal import unsaid_withdrawal
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.session import Session
from phmcoach.errors import (
    CoachError,
    Problem,
    RuleRefusedError,
    about,
    errors_of,
    refuse,
    warnings_of,
)
from phmcoach.remedy import Remedy
from phmcoach.store.archive import move_to_archive
from phmcoach.store.files import storage_error
from phmcoach.store.folder import Listing
from phmcoach.store.keeping.drafts import delete_orphans, draft_problems
from phmcoach.store.ledger import Ledger, open_ledger, read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value
from phmcoach.words import DeclineGround, Party, SessionStatus, Withdrawal


class Ended(Value):
    """The steps that remain after an end, each with its command.

    `called_off` are the sessions that an early end called off, with their new status. `withdrawal`
    is how one was confirmed to the client.
    """

    ref: str
    name: str
    steps: tuple[Problem, ...]
    private: bool
    called_off: tuple[Session, ...] | None = None
    withdrawal: Confirmed | None = None


def decline(
    context: Context,
    *,
    ref: str,
    on: date,
    by: Party,
    ground: DeclineGround | None = None,
    reason: str | None = None,
) -> Ended:
    """Record that a demand leads to no contract, and call off the sessions planned after that day.

    Raises RuleRefusedError once there is a contract.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        problems = decline_problems(opened.case, on=on, by=by, ground=ground)
        _refuse(context, opened, on, problems)
        facts = without_none(
            {
                "declined_on": on,
                "declined_by": by,
                "decline_ground": ground,
                "decline_reason": reason,
            }
        )
        values: Edits = {("outcome", key): fact for key, fact in facts.items()}
        values |= _call_off(opened, free_sessions(opened.case, on, by))
        after = save_change(context, opened, values=values)
    case, steps = after.case, (*planned_problems(after.case), CLOSE)
    return Ended(
        after.ref,
        case.beneficiary.name,
        about(after.ref, steps),
        case.private,
        sessions_called_off(case),
    )


def end(
    context: Context,
    *,
    ref: str,
    on: date,
    by: Party | None = None,
    reason: str | None = None,
    withdrawal: Withdrawal | None = None,
) -> Ended:
    """Record that a contract ends early, `by` the client if nobody is named; return what remains.

    The sessions that are planned after that day are called off, with the status that the contract
    says; those of a client who withdraws are free of charge. A withdrawal that is recorded already,
    without the draft of its confirmation, gets it. Raises RuleRefusedError if there is no
    contract, if it ran to its term, if a session was held after that day, or if the client has no
    right to withdraw any more.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        opened = opened.with_billed(Invoiced(context.folder).of(opened))
        case, by = opened.case, by or opened.case.client.party
        after, freed = opened, {}
        if not is_unconfirmed(context.folder, case, on=on, withdrawal=withdrawal):
            day = min(on, context.today)  # of what is to come, the future alone is reported
            _refuse(context, opened, on, end_problems(case, on=day, by=by, withdrawal=withdrawal))
            freed = free_sessions(case, on, None if withdrawal else by)
            facts = {"ended_on": on, "ended_by": by, "end_reason": reason, "withdrawal": withdrawal}
            ended = without_none(facts)
            values: Edits = {("outcome", key): fact for key, fact in ended.items()}
            values |= _call_off(opened, freed)
            after = save_change(context, opened, values=values)
    called_off = tuple(in_order(after.engagement.sessions[place] for place in freed))
    unsaid = unsaid_withdrawal(after.case, on=on, by=by)
    notice = () if withdrawal else notice_of_end(case, called_off, on, by)
    left = (*planned_problems(after.case), *_remaining_steps(context, after, practice))
    case, steps = after.case, about(after.ref, (*unsaid, *notice, *left))
    confirmed = confirm_withdrawal(context, case, practice) if withdrawal else None
    return Ended(after.ref, case.beneficiary.name, steps, case.private, called_off, confirmed)


def _call_off(opened: Opened, freed: Mapping[int, SessionStatus]) -> Edits:
    """Return the edits that call sessions off, by their places, and that name them."""
    known = opened.engagement.sessions
    values: Edits = {("sessions", place, "status"): status for place, status in freed.items()}
    told = (each for each in freed if known[each].notified_at)
    values |= {("sessions", place, "notified_at"): None for place in told}  # of an old file
    if freed:
        called = in_order(tuple(known[place] for place in freed))
        values["outcome", "called_off"] = [session.id for session in called]
    return values


def close(context: Context, *, ref: str, on: date) -> Ended:
    """Record that an engagement which was evaluated, ended or declined is closed."""
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        opened = opened.with_billed(Invoiced(context.folder).of(opened))
        _refuse(context, opened, on, close_problems(opened.case, on=on))
        after = save_change(context, opened, values={("outcome", "closed_on"): on})
    name, steps = after.case.beneficiary.name, _remaining_steps(context, after, practice)
    return Ended(after.ref, name, about(after.ref, steps), after.case.private)


def _remaining_steps(context: Context, after: Opened, practice: Practice) -> tuple[Problem, ...]:
    """Return the steps after what was just recorded; what cannot be read for them is one more."""
    try:
        ledger = read_ledger(context.folder)
        after = after.with_billed(ledger.billed(after.ref))  # what was called off may count
        return (*ledger.damage, *closing_steps(context, after, ledger, practice))
    except CoachError as error:
        return error.problems
    except OSError as error:
        return storage_error(error).problems


def _refuse(context: Context, opened: Opened, on: date, problems: tuple[Problem, ...]) -> None:
    """Raise the problems, if any; facts dated in the future do not count yet."""
    early = Problem("gate.in-the-future", {"on": on}, remedy=Remedy.OTHER_DAY)
    future = (early,) if on > context.today else ()
    problems = name_form(context.folder, opened.ref, problems)
    refuse_over(context, opened, (*problems, *future))


class Archived(Value):
    """An engagement that was moved to the archive or out of it, and its new file."""

    ref: str
    path: Path


def archive(
    context: Context, *, ref: str | None = None
) -> tuple[tuple[Archived, ...], tuple[Problem, ...]]:
    """Move a closed engagement to the archive, or every one that is ready, each in one step.

    Raises RuleRefusedError with all remaining steps if the named engagement is not closed or not
    settled, with the next one if it still goes on, and if nothing can be archived. Without a name,
    it also returns the problems that keep the others out of the archive, and those of files that
    cannot be read.
    """
    if ref is None:
        return _archive_all(context)
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        refuse(report_other_files(Listing(context.folder), opened, archived=True))
        ledger = open_ledger(context.folder)
        opened = opened.with_billed(ledger.billed(opened.ref))
        refuse(_steps_before_the_end(context, opened, ledger, practice))
        refuse(archive_problems(context, opened, ledger, practice))
        return (_move(context, opened),), ()


def _archive_all(context: Context) -> tuple[tuple[Archived, ...], tuple[Problem, ...]]:
    moved: list[Archived] = []
    held: list[Problem] = []
    with lock_folder(context.folder):
        found = open_all(context.folder)
        unread = errors_of(found.problems)
        held.extend(unread)
        closed = [each.ref for each in found.opened if each.state(context.today) == "closed"]
        if not closed:
            raise RuleRefusedError(Problem("step.nothing-closed"), *unread)
        ledger, listing = open_ledger(context.folder), Listing(context.folder)
        practice = open_practice(context.folder)
        for name in closed:
            opened = read_engagement(context.folder, name, practice, listing=listing)
            opened = opened.with_billed(ledger.billed(opened.ref))
            problems = report_other_files(listing, opened, archived=True)
            problems = problems or archive_problems(context, opened, ledger, practice)
            held.extend(
                Problem("step.held", {"ref": opened.ref, "problem": each}) for each in problems
            )
            if not problems:
                moved.append(_move(context, opened))
    if not moved:
        raise RuleRefusedError(*held)
    return tuple(moved), (*held, *warnings_of(found.problems))


def _steps_before_the_end(
    context: Context, opened: Opened, ledger: Ledger, practice: Practice
) -> tuple[Problem, ...]:
    """Return a problem that names the next step of an engagement that still goes on, or nothing."""
    if ending_of(opened.case) is not None:
        return ()
    step = find_next_step(context, opened, practice, ledger)
    return (Problem("step.before-archive", {"ref": opened.ref, "problem": step}),)


def archive_problems(
    context: Context, opened: Opened, ledger: Ledger, practice: Practice
) -> tuple[Problem, ...]:
    """Return the problems that prevent archiving.

    An amendment is neither signed by all nor removed, a session is planned, it is not closed,
    something is to bill or to pay, or a draft is left: this is the order in which they are mended.

    A draft would stay behind with confidential words, and may hold some that are nowhere else.
    """
    money = report_money(context, opened, ledger, practice)
    amendment, _ = steps_besides_money(context, opened, ledger)
    left = (*amendment, *planned_problems(opened.case))
    if opened.state(context.today) != "closed":
        left = (*left, Problem("step.not-closed", {"ref": opened.ref}))
    return about(opened.ref, (*left, *money, *draft_problems(context.folder, opened.ref)))


def _move(context: Context, opened: Opened) -> Archived:
    delete_orphans(context.folder)  # nobody would look for them later
    closed_on = opened.engagement.outcome.closed_on
    year = (closed_on or context.today).year
    path = move_to_archive(context.folder, opened.ref, opened.loaded, year)
    remark_changes(context, opened)
    for remark in about(opened.ref, never_billed(opened.case)):
        context.remark(remark)
    return Archived(opened.ref, path)
