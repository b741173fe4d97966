"""The coach's day: the agenda, and what has to be done, from the whole folder at once.

Each file is read once, and so is the ledger. A file that cannot be read is a row itself, and does
not hide the others. Nothing is decided here: the rules of `show`, `check-cadence`, `invoice`,
`remind`, `ledger` and `doctor` are asked.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from phmcoach.actions.context import Context
from phmcoach.actions.contract.next_steps import look_around, money_left, settlement_of
from phmcoach.actions.money.billing_context import drafting_today, law_remarks, open_listed_law
from phmcoach.actions.money.instalments import find_due
from phmcoach.actions.money.refused_bills import find_refusals
from phmcoach.actions.money.reminders import find_late
from phmcoach.actions.money.settling import report_owed, report_unbilled, steps_to_instalment
from phmcoach.actions.money.views import measure_limits
from phmcoach.actions.money.withdrawal_mail import report_unconfirmed
from phmcoach.actions.notes.public import remind_recovery
from phmcoach.actions.opening import Everything, Opened, is_specimen, open_all, open_practice
from phmcoach.actions.practice.later import read_later
from phmcoach.actions.practice.law_check import find_ending_law
from phmcoach.actions.sessions.each_once import each_once, the_only_files
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.case import NOT_READ, Case
from phmcoach.domain.contract.coverage import may_exceed_number
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.next_step import Surroundings
from phmcoach.domain.keeping.backup import backup_due
from phmcoach.domain.money.quoting import find_fitting_quote
from phmcoach.domain.money.settlement import Settlement, report_later
from phmcoach.domain.privacy.due import LeftOfArchived, report_past
from phmcoach.domain.records.later import LaterRow
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.today.engagement import Situation, engagement_row, meetings_of
from phmcoach.domain.today.later import mark_aside
from phmcoach.domain.today.money import Billing, billing_rows, unpaid_rows
from phmcoach.domain.today.rows import Meeting, Row, order_meetings, order_rows
from phmcoach.domain.today.wrong import changed_rows, unread_rows
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    Problem,
    RuleRefusedError,
    StorageError,
    about,
    error_of,
    errors_of,
)
from phmcoach.remedy import Remedy
from phmcoach.store.archive import list_left
from phmcoach.store.folder import Listing
from phmcoach.store.keeping.drafts import draft_problems
from phmcoach.store.keeping.last_backup import last_backup
from phmcoach.store.ledger import Ledger, quotes_of, read_ledger
from phmcoach.store.pen.writer import find_pen_problems
from phmcoach.store.signed import read_signed
from phmcoach.value import Value, replace


class Today(Value):
    """The agenda of some days and what has to be done, with the number of open engagements.

    `error` says what could not be read; the rows name it too.
    """

    on: date
    until: date
    meetings: tuple[Meeting, ...]
    rows: tuple[Row, ...]
    engagements: int
    error: CoachError | None = None


class Desk(Value):
    """The practice, the law and the ledger, read once; the law is None if it cannot be read."""

    context: Context
    listing: Listing
    practice: Practice
    ledger: Ledger
    law: Law | None
    specimen: bool
    until: date

    @property
    def today(self) -> date:
        """The day."""
        return self.context.today


def show_today(context: Context, *, days: int) -> Today:
    """Return the agenda of today and some days after it, and the rows of what has to be done."""
    practice = open_practice(context.folder, context.known)
    listing = Listing(context.folder)
    everything = open_all(context.folder, practice, known=context.known, listing=listing)
    law, wrong_law = _open_law(context, listing)
    desk = Desk(
        context,
        listing,
        practice,
        read_ledger(context.folder, context.known),
        law,
        is_specimen(context, practice),
        context.today + timedelta(days=days),
    )
    cases = tuple(_complete(desk, each) for each in the_only_files(context.folder, everything))
    found: list[Row] = []
    billed: list[Billing] = []
    for opened in cases:
        try:
            own, billing = _look_at(desk, opened)
        except (InvalidDataError, StorageError):  # of the law, which has a row of its own
            continue
        found += own
        if billing is not None:
            billed.append(billing)
    kept, wrong_log = _read_later(context)
    wrong = (*desk.ledger.damage, *wrong_law, *wrong_log)
    unread = (*everything.problems, *wrong, *law_remarks(listing))
    rows = (
        *unread_rows(unread),
        *found,
        *billing_rows(billed),
        *_practice_rows(desk, cases),
        *_backup_rows(desk),
        *_pen_rows(desk),
    )
    meetings = (
        each
        for opened in each_once(context.folder, everything)
        for each in meetings_of(opened.case, desk.today, desk.until)
    )
    return Today(
        desk.today,
        desk.until,
        order_meetings(meetings),
        order_rows(mark_aside(rows, kept, desk.today)),
        len(everything.opened),
        _error_of(everything, wrong),
    )


def _error_of(everything: Everything, others: tuple[Problem, ...]) -> CoachError | None:
    errors = (*errors_of(everything.problems), *others)
    return error_of(errors, refused=everything.refused) if errors else None


def _read_later(context: Context) -> tuple[tuple[LaterRow, ...], tuple[Problem, ...]]:
    """Return what was put aside, or nothing and why it cannot be read."""
    try:
        known = read_later(context.folder, context.known)
    except (InvalidDataError, StorageError) as error:
        return (), error.problems
    return known.value.rows if known else (), ()


def _open_law(context: Context, listing: Listing) -> tuple[Law | None, tuple[Problem, ...]]:
    """Return the law, or None and what is wrong with the coach's own."""
    try:
        return open_listed_law(listing, context.known), ()
    except (InvalidDataError, StorageError) as error:
        return None, error.problems


def _complete(desk: Desk, opened: Opened) -> Opened:
    """Return an engagement with its signed records and, if that counts, what is billed."""
    signed = read_signed(desk.context.folder, opened.ref, opened.engagement)
    counts = may_exceed_number(opened.case)
    billed = desk.ledger.billed(opened.ref) if counts else NOT_READ
    return replace(opened, case=replace(opened.case, signed=signed, billed=billed))


def _look_at(desk: Desk, opened: Opened) -> tuple[list[Row], Billing | None]:
    """Return the rows of an engagement, and what is to be invoiced for it."""
    context, case, ledger = desk.context, opened.case, desk.ledger
    around = look_around(context, opened, desk.practice, ledger)
    report = assess_cadence(case, habits=desk.practice.cadence, as_of=desk.today)
    quote = _lapsing_quote(desk, case)
    row = engagement_row(Situation(case, report, around, desk.until, quote))
    if ending_of(case) is None:
        owed = money_left(context, opened, ledger, desk.practice)
        billing = _due_before_the_end(desk, opened)
    else:
        settlement = settlement_of(context, opened, ledger, desk.practice)
        owed = report_owed(settlement)
        billing = _due_after_the_end(case, around, settlement)
    rows = [Row("unpaid", each, case.ref, case.client.name) for each in about(case.ref, owed)]
    unsaid = about(case.ref, report_unconfirmed(context.folder, case))
    day = case.engagement.outcome.ended_on
    mails = [Row("ends", each, case.ref, case.client.name, day) for each in unsaid]
    rows = [*([row] if row else []), *rows, *mails]
    return [*rows, *changed_rows(case, rows, billing)], billing


def _lapsing_quote(desk: Desk, case: Case) -> Problem | None:
    """Report the last quote if it can still be accepted, but not for much longer."""
    if case.contracted_on is not None or ending_of(case) is not None:
        return None
    quotes = quotes_of(desk.ledger, case.ref)
    number = find_fitting_quote(quotes, case, desk.today)
    quote = next((each for each in quotes if each.number == number), None)
    if quote is None or case.engagement.quote is not None or quote.valid_until > desk.until:
        return None
    args = {"number": quote.number, "until": quote.valid_until}
    return Problem("due.quote-lapses", args)


def _due_before_the_end(desk: Desk, opened: Opened) -> Billing | None:
    """Return what is to be invoiced before the end: an instalment, or the months that are over."""
    case = opened.case
    if desk.law is None or case.contracted_on is None:
        return None
    account = desk.ledger.account(case.ref, specimen=desk.specimen)
    drafting = drafting_today(desk.context, case, account, desk.practice, desk.law)
    due, amount = find_due(drafting)
    if not due:
        return None
    refusals = find_refusals(desk.context, opened, desk.ledger, drafting, desk.listing)
    step = (refusals or due)[0]
    alone = bool(refusals) or step.remedy is not None or step is not due[-1]
    return Billing(case.ref, case.client.name, amount, step, alone)


def _due_after_the_end(case: Case, around: Surroundings, settlement: Settlement) -> Billing | None:
    """Return what is to be invoiced after the end, or to be corrected before that."""
    step = next(iter(around.to_bill), None)
    if step is None or step in (*report_owed(settlement), *report_later(settlement.later)):
        return None
    invoices = (*report_unbilled(settlement), *steps_to_instalment(settlement))
    stands_alone = step.remedy is not None or step not in invoices
    return Billing(case.ref, case.client.name, settlement.to_bill, step, stands_alone)


def _practice_rows(desk: Desk, opened: Iterable[Opened]) -> Iterator[Row]:
    """Yield the clients in arrears, the limits of the year, law that ends, drafts, old data."""
    context, law = desk.context, desk.law
    for draft in draft_problems(context.folder):
        yield Row("others", draft, draft.ref)
    yield from (Row("others", each) for each in remind_recovery(context))
    if law is None:
        return
    late, _ = find_late(context.folder, desk.ledger, law, as_of=desk.today, specimen=desk.specimen)
    yield from unpaid_rows(late)
    with suppress(RuleRefusedError):  # the law of this year is not known: the row below says so
        _, lost, limits = measure_limits(
            desk.ledger, desk.practice, law, desk.today, specimen=desk.specimen
        )
        yield from (Row("stopped" if each in lost else "others", each) for each in limits)
    cases = [each.case for each in opened]
    left = (LeftOfArchived(*it) for it in list_left(desk.listing, before=desk.today.year - 1))
    if past := report_past(cases, left, law.duration, desk.today):
        yield Row("others", past)
    kinds = {each.client.kind for each in cases}
    for each in find_ending_law(law, desk.practice, kinds, desk.today):
        yield Row("others", replace(each, remedy=Remedy.DOCTOR))


def _backup_rows(desk: Desk) -> Iterator[Row]:
    """Yield that the practice was not backed up for long; a file of ours that is wrong says why."""
    try:
        last = last_backup(desk.context.folder, desk.context.known)
    except (InvalidDataError, StorageError) as error:
        yield from (Row("stopped", each) for each in error.problems)
        return
    real = next((each for each in desk.ledger.entries if not each.facts.specimen), None)
    began = real.entry.recorded_on if real and last is None else None
    if due := backup_due(last, began, desk.today):
        yield Row("others", due)


def _pen_rows(desk: Desk) -> Iterator[Row]:
    """Yield which other machine records in the ledger, or why none does."""
    for each in find_pen_problems(desk.context.folder, desk.context.known):
        yield Row("others" if each.level == "info" else "stopped", each)
