"""Commands about money."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.options import DryRun, Json, Reference, Yes, date_option
from phmcoach.cli.panels import Panel
from phmcoach.cli.state import CliState, current

if TYPE_CHECKING:
    from phmcoach.actions.context import Context

panel = Panel("billing")


@panel.command("invoice")
def invoice(
    ref: Reference = None,
    through: Annotated[date | None, date_option("--through", help="option.through")] = None,
    on: Annotated[date | None, date_option("--on", help="option.issued-on")] = None,
    dry_run: DryRun = False,
    preview: Annotated[bool, typer.Option("--preview", help="option.preview")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
    context = state.context()
    if preview:
        _preview(state, context, ref, through, on)
    elif dry_run:
        _dry_run(state, context, ref, through, on, json=json)
    else:
        _issue(state, context, ref, through, on, yes=yes, json=json)


def _preview(
    state: CliState, context: "Context", ref: str, through: date | None, on: date | None
) -> None:
    from phmcoach.actions import invoices

    written = invoices.write_preview(context, ref=ref, through=through, on=on)
    for problem in written.warnings:
        state.out.warn(problem)
    state.out.say("said.preview-written")
    state.out.result(str(written.path))


def _dry_run(
    state: CliState,
    context: "Context",
    ref: str,
    through: date | None,
    on: date | None,
    *,
    json: bool,
) -> None:
    from phmcoach.actions import invoices
    from phmcoach.cli.invoice_page import invoice_data, print_invoice, warn_of

    drafted = invoices.draft(context, ref=ref, through=through, on=on)
    warn_of(state.out, drafted.uncovered, drafted.warnings)
    if json:
        state.out.emit_json(invoice_data(drafted.invoice))
        return
    print_invoice(state.out, drafted.invoice)
    state.out.say("said.dry-run")


def _issue(
    state: CliState,
    context: "Context",
    ref: str,
    through: date | None,
    on: date | None,
    *,
    yes: bool,
    json: bool,
) -> None:
    from phmcoach.actions import invoices
    from phmcoach.cli.invoice_page import invoice_data, print_invoice, warn_of

    if state.interactive and not yes:
        drafted = invoices.draft(context, ref=ref, through=through, on=on)
        print_invoice(state.out, drafted.invoice)
        total = drafted.invoice.total_gross
        if not state.confirm("confirm.invoice", total=total, name=drafted.invoice.buyer.name):
            state.out.say("said.nothing-issued")
            return
    issued = invoices.issue_invoice(context, ref=ref, through=through, on=on)
    warn_of(state.out, issued.uncovered, issued.warnings)
    state.out.say(
        "said.invoice-issued",
        number=issued.number,
        total=issued.invoice.total_gross,
        due_on=issued.invoice.due_on,
    )
    if json:
        state.out.emit_json(invoice_data(issued.invoice) | {"path": issued.path})
    else:
        state.out.result(str(issued.path))
