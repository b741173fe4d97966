"""The sessions, the invoices and the payments as tables for a spreadsheet, all years in one."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import in_order
from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.ledger import LedgerEntry, papers_in
from phmcoach.domain.money.sheet import Period, SheetColumn, SheetLine
from phmcoach.domain.money.views import OF_PAPER, paper_cells, receipts_sheet
from phmcoach.value import Value

EVER = Period(date(1990, 1, 1), date(2199, 12, 31))
"""All days that a record may have."""

HOUR = 60
"""The minutes of an hour."""


class Table(Value):
    """The columns of a table and its lines, in order."""

    columns: tuple[SheetColumn, ...]
    lines: tuple[SheetLine, ...]


def in_hours(minutes: int) -> Decimal:
    """Return minutes as hours of a calculation, to the hundredth: 1 h 30 is 1.50."""
    return (Decimal(minutes) / HOUR).quantize(Decimal("0.01"))


def sessions_table(
    cases: Iterable[Case], billed_on: Mapping[tuple[str, str], str], period: Period
) -> Table:
    """Return every session, whatever became of it, by day.

    `billed_on` is the number of the invoice that bills a session, by engagement and session.
    """
    columns = (
        SheetColumn("column.held-on", "date"),
        SheetColumn("column.at", "time"),
        SheetColumn("column.ref"),
        SheetColumn("column.contract"),
        SheetColumn("column.beneficiary"),
        SheetColumn("column.client"),
        SheetColumn("column.type", "word"),
        SheetColumn("column.status", "word"),
        SheetColumn("column.hours", "number"),
        SheetColumn("column.invoice"),
    )
    lines = [
        SheetLine(
            session.on,
            (
                session.on,
                session.at,
                case.ref,
                case.engagement.contract_reference,
                case.beneficiary.name,
                case.client.name,
                session.type,
                session.status,
                in_hours(session.minutes),
                billed_on.get((case.ref, session.id), session.earlier_invoice),
            ),
        )
        for case in cases
        for session in in_order(case.engagement.sessions)
        if period.holds(session.on)
    ]
    return Table(columns, tuple(sorted(lines, key=lambda line: line.on)))


def invoices_table(entries: Iterable[LedgerEntry], period: Period) -> Table:
    """Return every invoice, deposit and credit note, with what is paid and left to pay by now.

    A credit note owes nothing itself: what it takes back is missing from the rest of its invoice.
    """
    columns = (
        *OF_PAPER,
        SheetColumn("column.due-on", "date"),
        SheetColumn("column.paid", "money"),
        SheetColumn("column.left-to-pay", "money"),
    )
    known = tuple(entries)
    account = Account(
        tuple(each.invoice for each in known if each.invoice),
        tuple(each.money for each in known if each.money),
    )
    lines = []
    for _, paper in papers_in(known, period):
        balance = None if paper.type == "credit" else balance_of(account, paper)
        owed: tuple[object, ...] = (None, None, None)
        if balance is not None:
            owed = (paper.due_on, balance.received, balance.outstanding)
        lines.append(SheetLine(paper.issued_on, (*paper_cells(paper), *owed)))
    return Table(columns, tuple(sorted(lines, key=lambda line: line.on)))


def payments_table(entries: Iterable[LedgerEntry], period: Period) -> Table:
    """Return every receipt, as in the receipts ledger."""
    sheet = receipts_sheet(entries, period)
    return Table(sheet.columns, sheet.lines)
