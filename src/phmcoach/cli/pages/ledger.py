"""Views of the ledger, and a receipt that was recorded in it, on the screen and in JSON."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column
from phmcoach.domain.money.sheet import quarter_of
from phmcoach.value import fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phmcoach.actions.money.recording import Recorded
    from phmcoach.actions.money.views import ViewedLedger
    from phmcoach.documents.papers.printed_sheet import Printed
    from phmcoach.domain.money.dates import Declared
    from phmcoach.domain.money.sheet import Sheet


def show_sheet(out: Output, sheet: "Sheet", printed: "Printed") -> None:
    """Print a view of the ledger under its title."""
    period = sheet.period
    title = "sheet.title-unpaid" if sheet.view == "unpaid" else "sheet.title"
    out.result(out.tr.text(title, view=sheet.view, start_on=period.start_on, end_on=period.end_on))
    if not sheet.lines:
        out.say("sheet.empty")
        return
    out.table(
        [
            Column(column.heading, column.kind, right=column.right, worded=True, spare=column.spare)
            for column in printed.columns
        ],
        [row.cells for row in printed.rows],
    )


def sheet_data(viewed: "ViewedLedger") -> dict[str, object]:
    """Return a view of the ledger for a program, with the limits of the year."""
    sheet = viewed.sheet
    names = [column.name for column in sheet.columns]
    return {
        "view": sheet.view,
        "from": sheet.period.start_on,
        "to": sheet.period.end_on,
        "specimen": viewed.specimen,
        "lines": [dict(zip(names, line.cells, strict=True)) for line in sheet.lines],
        "totals": [
            {"span": each.span, "on": each.on}
            | {name: cell for name, cell in zip(names, each.cells, strict=True) if cell is not None}
            for each in sheet.totals
        ],
        "limits": [
            {
                "limit": each.limit,
                "amount": each.amount,
                "received": each.received,
                "percent": each.percent,
                "reached_on": each.reached_on,
            }
            for each in viewed.standings
        ],
        "warnings": (*viewed.warnings, *viewed.damage),
    }


def show_receipts(out: Output, recorded: "Sequence[Recorded]", *, json: bool) -> None:
    """Show several receipts that were recorded at once."""
    if json:
        for each in recorded:
            out.warn_all(each.warnings)
        out.emit_json({"receipts": [_receipt_data(each) for each in recorded]})
        return
    for each in recorded:
        show_receipt(out, each, json=False)


def _receipt_data(recorded: "Recorded") -> dict[str, object]:
    balance = recorded.balance
    return {
        "place": recorded.place,
        **fields_of(recorded.receipt),
        "outstanding": balance and balance.outstanding,
        "declarations": [declared_data(each) for each in recorded.declared],
        "warnings": recorded.warnings,
    }


def show_receipt(out: Output, recorded: "Recorded", *, json: bool) -> None:
    """Show a receipt that was recorded, and what is left to pay."""
    out.warn_all(recorded.warnings)
    receipt, balance = recorded.receipt, recorded.balance
    if json:
        out.emit_json(_receipt_data(recorded))
        return
    named = {"amount": receipt.amount, "on": receipt.received_on, "n": recorded.place}
    if receipt.counters is not None:
        out.result(out.tr.text("said.entry-cancelled", entry=receipt.counters, **named))
    else:
        message = "said.received" if receipt.direction == "in" else "said.refunded"
        out.result(out.tr.text(message, **named))
    if balance is not None:
        left = balance.outstanding
        message = "said.left-to-pay" if left >= 0 else "said.owed-to-client"
        out.result(out.tr.text(message, amount=abs(left), number=receipt.document))
    say_declared(out, recorded.declared)


def declared_data(declared: "Declared") -> dict[str, object]:
    """Return a declaration that money belongs to, for a program."""
    return {
        "declaration": declared.declaration,
        "from": declared.period.start_on,
        "to": declared.period.end_on,
        "due_on": declared.due_on,
    }


def say_declared(out: Output, found: "Sequence[Declared]") -> None:
    """Say which declarations money belongs to, and until when they are filed."""
    for each in found:
        first = each.period.start_on
        year, quarter = quarter_of(first)
        is_vat = each.declaration == "vat-return"
        if each.span == "year":
            message = "said.declared-year"
        elif each.span == "quarter":
            message = "said.declared-vat-quarter" if is_vat else "said.declared-quarter"
        else:
            message = "said.declared-vat-month" if is_vat else "said.declared-month"
        days = {"opens_on": each.opens_on, "due_on": each.due_on}
        out.say(message, month=first, quarter=quarter, year=f"{year}", **days)
