"""The facts to read before a session: where the engagement is, and what is not paid."""

from datetime import date
from decimal import Decimal

from phmcoach.actions.context import Context
from phmcoach.actions.contract.next_steps import find_next_step
from phmcoach.actions.notes.files import Note, list_notes
from phmcoach.actions.opening import is_specimen, open_anywhere, open_practice, report_other_files
from phmcoach.actions.sessions.shared_steps import read_standing
from phmcoach.domain.cadence.preparation import Preparation, prepare_session
from phmcoach.domain.contract.lifecycle import shown_state, state_of
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.settlement import open_balances
from phmcoach.errors import InvalidDataError, Problem, StorageError, as_warnings
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import read_ledger
from phmcoach.value import Value
from phmcoach.words import ShownState, State


class Unpaid(Value):
    """An invoice on which an amount is left to pay; `late` from the day after it was due."""

    number: str
    left: Decimal
    due_on: date
    late: bool


class Prepared(Value):
    """One engagement before its next session.

    `next_step` is None if what the steps need cannot be read: a warning says so. `notes` are
    the days of the private notes. `damage` is what is wrong with the ledger, so that `unpaid` may
    be incomplete.
    """

    ref: str
    beneficiary: str
    client: str
    private: bool
    state: State
    shown: ShownState
    preparation: Preparation
    unpaid: tuple[Unpaid, ...]
    next_step: Problem | None
    archived: bool
    as_of: date
    notes: tuple[date, ...] = ()
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


def prepare(context: Context, *, ref: str) -> Prepared:
    """Return what is known of one engagement, archived or not, before its next session."""
    today = context.today
    practice = open_practice(context.folder, context.known)
    listing = Listing(context.folder, lenient=True)
    opened = open_anywhere(listing, ref, practice, context.known)
    ledger = read_ledger(context.folder, context.known)
    account = ledger.account(opened.ref, specimen=is_specimen(context, practice))
    opened = opened.with_billed(ledger.billed(opened.ref))
    case = opened.case
    preparation = prepare_session(case, read_standing(case, practice, today), today)
    others = report_other_files(listing, opened, "warning")
    unread = [*listing.unlisted, *listing.law.unlisted]
    notes: tuple[Note, ...] = ()
    try:
        notes = list_notes(context.folder, opened.ref)
    except StorageError as error:
        unread.extend(error.problems)
    step = Problem("step.nothing-to-prepare") if opened.is_archived else None
    if not others and step is None:  # beside a copy, the command of every step is refused
        try:
            step = preparation.after(find_next_step(context, opened, practice, ledger))
        except (InvalidDataError, StorageError) as error:  # of `law/`, after the end
            unread.extend(each for each in error.problems if each not in unread)
    return Prepared(
        ref=opened.ref,
        beneficiary=case.beneficiary.name,
        client=case.client.name,
        private=case.private,
        state=state_of(case, as_of=today),
        shown=shown_state(case, as_of=today),
        preparation=preparation,
        unpaid=_list_unpaid(account, today),
        next_step=None if step is None else step.naming(opened.ref),
        archived=opened.is_archived,
        as_of=today,
        notes=tuple(each.on for each in notes),
        warnings=(*others, *as_warnings(unread)),
        damage=ledger.damage,
    )


def _list_unpaid(account: Account, today: date) -> tuple[Unpaid, ...]:
    due = {paper.number: paper.due_on for paper in account.papers}
    unpaid, _ = open_balances(account)
    return tuple(
        Unpaid(number, left, due[number], late=due[number] < today) for number, left in unpaid
    )
