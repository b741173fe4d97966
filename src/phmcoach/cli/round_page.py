"""The month's round on the screen: a bar while it goes, a line for each engagement, a summary."""

from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from phmcoach.cli.invoice_page import invoice_data, issued_data, say_issued
from phmcoach.cli.output import Column
from phmcoach.cli.progress import show_progress
from phmcoach.cli.state import CliState
from phmcoach.errors import CoachError

if TYPE_CHECKING:
    from phmcoach.actions.billing_round import Stop
    from phmcoach.actions.context import Context
    from phmcoach.actions.invoices import Request


def show_round(state: CliState, context: "Context", request: "Request", *, json: bool) -> None:
    """Show what a round would bill."""
    from phmcoach.actions.billing_round import draft_round

    rows: list[tuple[object, ...]] = []
    data: list[dict[str, object]] = []
    for ref, found in draft_round(context, request):
        if isinstance(found, CoachError):
            for problem in found.problems:
                state.out.warn(problem)
            continue
        for invoice in found.invoices:
            rows.append((ref, invoice.buyer.name, invoice.start_on, invoice.amount_due))
            data.append(invoice_data(invoice))
    if json:
        state.out.emit_json({"invoices": data})
        return
    columns: list[Column | str] = [
        "column.ref",
        "column.client",
        Column("column.month", "month"),
        Column("column.amount", "money"),
    ]
    state.out.table(columns, rows)
    state.out.say("said.dry-run")


def walk(state: CliState, context: "Context", request: "Request", *, json: bool) -> None:
    """Walk the round; exit as its first failure would, after all the others were billed."""
    from phmcoach.actions.billing_round import walk_round

    stops: list[Stop] = []
    with show_progress(state, "said.billing") as arrive:
        for stop in walk_round(context, request, arrive):
            stops.append(stop)
            for issued in stop.issued:
                say_issued(state.out, issued)
            if stop.error:
                state.out.report_error(stop.error)
    papers = [issued for stop in stops for issued in stop.issued]
    failed = [stop for stop in stops if stop.error]
    if json:
        errors = [
            {"ref": stop.ref, "problems": stop.error.problems} for stop in failed if stop.error
        ]
        state.out.emit_json(issued_data(papers) | {"failed": errors})
    else:
        due = sum((issued.invoice.amount_due for issued in papers), Decimal(0))
        args = {"count": len(papers), "total": due, "failed": len(failed)}
        state.out.result(state.tr.text("said.round", **args))
    for stop in failed:
        if stop.error:
            raise typer.Exit(stop.error.exit_code)
