"""An invoice on the screen and in JSON."""

from typing import TYPE_CHECKING

from phmcoach.cli.output import Column, Output
from phmcoach.errors import Problem
from phmcoach.formats import format_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phmcoach.domain.invoice import Invoice, InvoiceLine
    from phmcoach.domain.session import Session


def print_invoice(out: Output, invoice: "Invoice") -> None:
    """Print the lines and the totals, as they would be on the paper."""
    columns: list[Column | str] = [
        "column.line",
        "column.quantity",
        Column("column.unit-price", "money"),
        Column("column.amount", "money"),
    ]
    rows = [
        (_label(out, line), _quantity(line), line.unit_price, line.amount) for line in invoice.lines
    ]
    out.table(columns, rows)
    out.result(
        out.tr.text(
            "invoice.totals",
            net=invoice.total_net,
            vat=invoice.total_vat,
            gross=invoice.total_gross,
            due_on=invoice.due_on,
        )
    )


def _quantity(line: "InvoiceLine") -> str:
    """Return hours as people say them, pieces as a number."""
    return format_minutes(line.minutes) if line.minutes else f"{line.quantity:.0f}"


def _label(out: Output, line: "InvoiceLine") -> str:
    count = len(line.sessions)
    if line.kind == "travel":
        return out.tr.text("invoice.travel", label=line.label)
    message = "invoice.hours" if line.kind == "hours" else "invoice.reserved"
    return out.tr.text(message, month=line.start_on, count=count, percent=line.percent)


def warn_of(out: Output, uncovered: "Sequence[Session]", warnings: "Sequence[Problem]") -> None:
    """Tell which sessions were left out, and what else the coach should know."""
    for session in uncovered:
        out.warn(Problem("invoice.session-not-covered", {"id": session.id, "on": session.on}))
    for problem in warnings:
        out.warn(problem)


def invoice_data(invoice: "Invoice") -> dict[str, object]:
    """Return an invoice for a program: the fields of the ledger's entry."""
    return invoice.model_dump(exclude_none=True)
