"""Taking back an end, a refusal, a close or an archive that was recorded by mistake.

The engagement goes on as if it had not been recorded. What was issued because of it has to be
credited first.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from phmcoach.actions.changing import KeyPath, change_record, without_facts
from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import read_others
from phmcoach.actions.contract.ending import Archived
from phmcoach.actions.money.billing_context import drafting_today, open_law
from phmcoach.actions.money.withdrawal_mail import mail_to_put_aside
from phmcoach.actions.opening import Opened, open_engagement, open_practice
from phmcoach.actions.saving import report_aside, save_and_put_aside, save_change
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.ending import reopening_problems
from phmcoach.domain.contract.evaluating import voided_agreement
from phmcoach.domain.contract.gates import new_breaches
from phmcoach.domain.contract.notice import sessions_called_off
from phmcoach.domain.contract.planning import planning_problems
from phmcoach.domain.contract.renewal import renewal_problems
from phmcoach.domain.money.package import last_without_ground, waived_without_end
from phmcoach.domain.money.repricing import end_billed_problems
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import InvalidDataError, Problem, RuleRefusedError, about, refuse
from phmcoach.store.archive import find_archived, move_from_archive
from phmcoach.store.copies import report_archived_twice, report_copies_of
from phmcoach.store.folder import Listing, resolve_listed
from phmcoach.store.ledger import open_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import load_record
from phmcoach.store.renamed import report_renamed
from phmcoach.store.signed import read_signed
from phmcoach.value import Value, replace

Retractable = Literal["declined", "ended", "closed"]
"""The ends that can be taken back."""

_OF_DECLINE = ("declined_on", "declined_by", "decline_ground", "decline_reason", "called_off")
_OF_END = ("ended_on", "ended_by", "end_reason", "withdrawal", "called_off")


class Reopened(Value):
    """An engagement whose end was taken back, and the day that it had.

    `planned` are the sessions that are planned again, None if no session was called off by such an
    end. `warnings` are the problems that other engagements or planned sessions have now.
    """

    ref: str
    name: str
    was_on: date | None
    planned: tuple[Session, ...] | None = None
    warnings: tuple[Problem, ...] = ()


def take_back(context: Context, *, ref: str, what: Retractable) -> Reopened:
    """Take back that an engagement was declined, ended or closed; see the function of each."""
    match what:
        case "declined":
            return take_back_decline(context, ref=ref)
        case "ended":
            return take_back_end(context, ref=ref)
        case "closed":
            return take_back_close(context, ref=ref)


def take_back_decline(context: Context, *, ref: str) -> Reopened:
    """Remove the record that a demand was declined, and plan the sessions that it called off.

    Raises RuleRefusedError if there is none.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        case = opened.case
        refuse(reopening_problems(case, "declined"), about=opened.ref)
        again = sessions_called_off(case)
        facts = without_facts(opened.loaded, _OF_DECLINE)
        after = save_change(context, opened, values=_planned_again(case, again) | facts)
    planned = tuple(replace(each, status="planned") for each in again)
    warnings = about(opened.ref, planning_problems(after.case))
    return _reopened(opened, case.engagement.outcome.declined_on, planned, warnings)


def _planned_again(case: Case, again: Iterable[Session]) -> dict[KeyPath, object]:
    """Return the edits that plan sessions again."""
    known = case.engagement.sessions
    return {("sessions", known.index(each), "status"): "planned" for each in again}


def take_back_close(context: Context, *, ref: str) -> Reopened:
    """Remove the record of the close; a follow-up that needs it is reported."""
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        refuse(reopening_problems(opened.case, "closed"), about=opened.ref)
        others, _ = read_others(context.folder, opened.ref)
        after = save_change(context, opened, values=without_facts(opened.loaded, ("closed_on",)))
    left = _followers_left(others, opened, after)
    return _reopened(opened, opened.engagement.outcome.closed_on, warnings=left)


def take_back_end(context: Context, *, ref: str) -> Reopened:
    """Remove the record of an early end, and plan the sessions again that it called off.

    Raises RuleRefusedError if an invoice bills what the end made due, InvalidDataError if the
    ledger is damaged.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        ledger = open_ledger(context.folder)
        opened = opened.with_billed(ledger.billed(opened.ref))
        case = opened.case
        refuse(reopening_problems(case, "ended"), about=opened.ref)
        again = sessions_called_off(case)
        accounts = ledger.accounts(opened.ref)
        law = open_law(context.folder)
        drafted = [drafting_today(context, case, each, practice, law) for each in accounts]
        for drafting in drafted:
            refuse(end_billed_problems(again, drafting), about=opened.ref)
        facts = without_facts(opened.loaded, _OF_END)
        changed = change_record(opened.loaded, values=_planned_again(case, again) | facts)
        after = case.having(changed.value)
        refuse(new_breaches(case, after), about=opened.ref)
        mail = mail_to_put_aside(context, case)
        _, done = save_and_put_aside(context, opened, changed, mail)
    billed = (each for account in accounts for each in last_without_ground(after, account))
    waived = (
        problem
        for each in drafted
        if case.agreed_terms is not None and each.terms.plan == "package"
        for problem in waived_without_end(each, replace(each, case=after))
    )
    found = (*voided_agreement(case, after), *planning_problems(after), *billed, *waived)
    warnings = (*found, *report_aside(context, "outcome.mail-put-aside", done))
    planned = tuple(replace(each, status="planned") for each in again)
    return _reopened(opened, case.engagement.outcome.ended_on, planned, about(opened.ref, warnings))


def take_back_archive(context: Context, *, ref: str) -> Archived:
    """Move an archived engagement back among the open ones in one step, in the state it has.

    Raises RuleRefusedError if it is not archived, if another file contains it, or if it has another
    name than when it was signed; ConflictError if an open one has its reference.
    """
    with lock_folder(context.folder):
        listing = Listing(context.folder)
        path = find_archived(listing, ref)
        if path is None:
            found = resolve_listed(listing, ref)
            raise RuleRefusedError.of("taken-back.not-archived", about=found)
        refuse(_other_files_of_archived(listing, path))
        return Archived(path.stem, move_from_archive(context.folder, path.stem, path))


def _other_files_of_archived(listing: Listing, path: Path) -> tuple[Problem, ...]:
    """Return why an archived file would not be the only one of its engagement, or is misnamed.

    One that cannot be read is compared with no other: only an open one can be mended.
    """
    if twice := report_archived_twice(listing, path.stem):
        return twice
    try:
        loaded = load_record(path, Engagement)
    except InvalidDataError:
        return ()
    if copies := report_copies_of(listing, loaded, archived=True):
        return copies
    signed = read_signed(listing.folder, path.stem, loaded.value)
    return report_renamed(listing, loaded, signed)


def _reopened(
    opened: Opened,
    was_on: date | None,
    planned: tuple[Session, ...] | None = None,
    warnings: tuple[Problem, ...] = (),
) -> Reopened:
    return Reopened(opened.ref, opened.case.beneficiary.name, was_on, planned, warnings)


def _followers_left(
    others: dict[str, Dossier], before: Opened, after: Opened
) -> tuple[Problem, ...]:
    """Return the problems of engagements that follow this one, now that it is not closed."""
    found: list[Problem] = []
    for name, each in others.items():
        if each.engagement.beneficiary.id == after.engagement.beneficiary.id:
            known, now = (
                renewal_problems(each, _all_but(name, others, one.case)) for one in (before, after)
            )
            found += [problem for problem in about(name, now) if problem not in about(name, known)]
    return tuple(found)


def _all_but(name: str, others: dict[str, Dossier], case: Case) -> dict[str, Dossier]:
    return {ref: each for ref, each in others.items() if ref != name} | {case.ref: case}
