"""An invoice on the screen and in JSON."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Column, Output
from phmcoach.formats import format_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phmcoach.actions.money.invoices import Issued
    from phmcoach.domain.money.invoice import Invoice, InvoiceLine
    from phmcoach.domain.records.session import Session
    from phmcoach.errors import Problem


def print_invoice(out: Output, invoice: "Invoice") -> None:
    """Print the lines and the totals, as they would be on the paper."""
    columns: list[Column | str] = [
        "column.line",
        "column.quantity",
        Column("column.unit-price", "price"),
        Column("column.amount", "money"),
    ]
    rows = [
        (line.designation, _quantity(line), line.unit_price, line.amount) for line in invoice.lines
    ]
    out.table(columns, rows)
    totals = {
        "net": invoice.total_net,
        "vat": invoice.total_vat,
        "gross": invoice.total_gross,
        "due_on": invoice.due_on,
    }
    if invoice.type == "credit":
        message = "invoice.credit-totals"
    else:
        message = "invoice.totals" if invoice.amount_due else "invoice.totals-settled"
    out.result(out.tr.text(message, **totals))
    for deduction in invoice.deductions:
        args = {"number": deduction.number, "amount": deduction.gross}
        out.result(out.tr.text("invoice.deduction", **args))
    if invoice.prepaid:
        out.result(out.tr.text("invoice.amount-due", amount=invoice.amount_due))


def _quantity(line: "InvoiceLine") -> str:
    """Return hours as people say them, pieces as a number."""
    return format_minutes(line.minutes) if line.minutes else f"{line.quantity:.0f}"


def say_issued(out: Output, issued: "Issued") -> None:
    """Say which paper was issued, and when it is to be paid."""
    invoice = issued.invoice
    total = invoice.amount_due
    if invoice.type == "credit":
        message = "said.credit-issued"
    elif total:
        message = "said.paper-issued"
    else:
        message, total = "said.paper-settled", invoice.total_gross
    args = {"kind": invoice.type, "number": issued.number, "total": total}
    out.say(message, due_on=invoice.due_on, **args)


def warn_of(
    out: Output, uncovered: "Sequence[Session]", warnings: "Sequence[Problem]"
) -> "tuple[Problem, ...]":
    """Tell which sessions were left out, and what else the coach should know; return all that."""
    from phmcoach.domain.money.due import tell_uncovered

    told = (*map(tell_uncovered, uncovered), *warnings)
    for problem in told:
        out.warn(problem)
    return told


def papers_data(
    papers: "Sequence[Invoice | Issued]",
    *,
    failed: "Sequence[Mapping[str, object]]" = (),
    warnings: "Sequence[Problem]" = (),
) -> dict[str, object]:
    """Return drafts and issued papers for a program: the fields of the ledger's entry, the PDF.

    `failed` are the engagements of a round that could not be billed.
    """
    return {
        "invoices": [_paper_data(each) for each in papers],
        "failed": failed,
        "warnings": warnings,
    }


def _paper_data(paper: "Invoice | Issued") -> dict[str, object]:
    """Return a paper for a program; a draft has neither a number nor a path."""
    from phmcoach.actions.money.invoices import Issued

    if isinstance(paper, Issued):
        return {**paper.invoice.model_dump(), "path": paper.path}
    return {**paper.model_dump(), "path": None}
