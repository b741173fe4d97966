"""Invoices, credit notes and quotes on the screen and in JSON."""

from typing import TYPE_CHECKING

from phmcoach.actions.money.invoices import Issued
from phmcoach.cli.pages.ledger import declared_data, say_declared
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column
from phmcoach.domain.money.billable import report_uncovered
from phmcoach.errors import Problem, about
from phmcoach.formats import format_minutes
from phmcoach.store.interrupts import take_done
from phmcoach.value import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from phmcoach.actions.money.invoices import Draft
    from phmcoach.domain.money.invoice import Invoice, InvoiceLine
    from phmcoach.domain.money.quote import Quote, QuoteLine


def print_invoice(out: Output, invoice: "Invoice") -> None:
    """Print the lines and the totals, as they would be on the paper."""
    _print_lines(out, invoice.lines, Column("column.unit-price", "price", spare=True))
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
        args = {"number": deduction.number, "amount": deduction.gross, "ref": deduction.engagement}
        if invoice.type == "credit":
            one, several = "invoice.deduction-released", "invoice.deduction-released-of"
        else:
            one, several = "invoice.deduction", "invoice.deduction-of"
        out.result(out.tr.text(several if deduction.engagement else one, **args))
    if invoice.replaces and invoice.carried_over:
        args = {"number": invoice.replaces.number, "amount": invoice.carried_over}
        out.result(out.tr.text("invoice.carried-over", **args))
    if invoice.prepaid:
        out.result(out.tr.text("invoice.amount-due", amount=invoice.amount_due))


def print_quote(out: Output, quote: "Quote") -> None:
    """Print the lines and the totals, as they would be on the paper."""
    _print_lines(out, quote.lines, Column("column.unit-price", "money", spare=True))
    out.result(
        out.tr.text(
            "quote.totals",
            net=quote.total_net,
            vat=quote.total_vat,
            gross=quote.total_gross,
            valid_until=quote.valid_until,
        )
    )


def _print_lines(
    out: Output, lines: "Iterable[InvoiceLine | QuoteLine]", unit_price: Column
) -> None:
    """Print each line; hours as people say them, pieces as a number."""
    out.table(
        [
            "column.line",
            Column("column.quantity", spare=True),
            unit_price,
            Column("column.amount", "money"),
        ],
        [
            (
                line.designation,
                format_minutes(line.minutes) if line.minutes else f"{line.quantity:.0f}",
                line.unit_price,
                line.amount,
            )
            for line in lines
        ],
    )


def say_issued(out: Output, issued: "Issued") -> None:
    """Say which paper was issued, and when it is due."""
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
    say_declared(out, issued.declared)
    take_done()


def say_quote_issued(out: Output, quote: "Quote") -> None:
    """Say which quote was issued, and until when it is valid."""
    out.say(
        "said.quote-issued",
        number=quote.number,
        total=quote.total_gross,
        valid_until=quote.valid_until,
        ref=quote.engagement,
    )


def warnings_of(billed: "Draft | Issued") -> "tuple[Problem, ...]":
    """Return the sessions that were left out, and what else the coach should know."""
    return (*about(billed.ref, map(report_uncovered, billed.uncovered)), *billed.warnings)


def papers_data(
    papers: "Sequence[Invoice | Issued]",
    *,
    failed: "Sequence[Mapping[str, object]]" = (),
    warnings: "Sequence[Problem]" = (),
) -> dict[str, object]:
    """Return drafts and issued papers for a program: the fields of the ledger's entry, the PDF.

    `failed` are the engagements that could not be billed.
    """
    return {
        "invoices": [_paper_data(each) for each in papers],
        "failed": failed,
        "warnings": warnings,
    }


def _paper_data(paper: "Invoice | Issued") -> dict[str, object]:
    """Return a paper for a program; a draft has neither a number nor a path."""
    invoice = paper.invoice if isinstance(paper, Issued) else paper
    facts = {**fields_of(invoice), "contracts": invoice.contracts or ()}
    if isinstance(paper, Issued):
        declared = [declared_data(each) for each in paper.declared]
        return {**facts, "path": paper.path, "declarations": declared}
    return {**facts, "path": None, "declarations": []}


def quote_data(
    quote: "Quote", path: "Path | None" = None, warnings: "Sequence[Problem]" = ()
) -> dict[str, object]:
    """Return a quote for a program: the fields of the ledger's entry; a draft has no path."""
    return {**fields_of(quote), "path": path, "warnings": warnings}
