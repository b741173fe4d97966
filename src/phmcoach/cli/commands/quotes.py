"""Offering a price, and recording that it was accepted."""

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.shell.completion import complete_references
from phmcoach.cli.shell.options import DryRun, Json, Reference, Yes, date_option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState, current
from phmcoach.errors import UsageError

if TYPE_CHECKING:
    from phmcoach.actions.context import Context
    from phmcoach.actions.money.quotes import QuoteRequest
    from phmcoach.domain.money.quote import Quote

panel = Panel("engagement")


@panel.command("quote")
def quote(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.quoted-on")] = None,
    valid_until: Annotated[
        date | None, date_option("--valid-until", help="option.valid-until")
    ] = None,
    dry_run: DryRun = False,
    preview: Annotated[bool, typer.Option("--preview", help="option.preview")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    state = current()
    if preview and (json or dry_run):
        raise UsageError.of("usage.preview-alone")
    with state.asking() as ask:
        ref = ask.text("REF", ref)
    from phmcoach.actions.money import quotes

    context = state.context()
    request = quotes.QuoteRequest(ref, on=on, valid_until=valid_until)
    if preview:
        written = quotes.write_preview(context, request)
        for problem in written.warnings:
            state.out.warn(problem)
        state.out.say("said.quote-preview")
        state.out.result(str(written.path))
    elif dry_run:
        _show(state, quotes.draft(context, request), json=json)
        if not json:
            state.out.say("said.dry-run")
    elif yes or not state.interactive or _agrees(state, context, request, json=json):
        _issue(state, context, request, json=json)
    else:
        state.out.say("said.nothing-issued")


@panel.command("accept-quote")
def accept_quote(
    name: Annotated[
        str | None,
        typer.Argument(metavar="QUOTE", help="option.quote", autocompletion=complete_references),
    ] = None,
    on: Annotated[date | None, date_option("--on", help="option.accepted-on")] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        name = ask.text("QUOTE", name)
        on = ask.date("--on", on, default=state.today)
    from phmcoach.actions.money import quotes

    accepted = quotes.accept_quote(state.context(), name=name, on=on)
    state.out.say("said.quote-accepted", number=accepted.number, on=on, ref=accepted.engagement)


def _show(state: CliState, drafted: "Quote", *, json: bool) -> None:
    from phmcoach.cli.pages.quote import print_quote, quote_data

    if json:
        state.out.emit_json(quote_data(drafted))
    else:
        print_quote(state.out, drafted)


def _agrees(state: CliState, context: "Context", request: "QuoteRequest", *, json: bool) -> bool:
    from phmcoach.actions.money import quotes

    drafted = quotes.draft(context, request)
    with state.out.beside() if json else nullcontext():
        _show(state, drafted, json=False)
    return state.confirm("confirm.quote", total=drafted.total_gross, name=drafted.buyer.name)


def _issue(state: CliState, context: "Context", request: "QuoteRequest", *, json: bool) -> None:
    from phmcoach.actions.money import quotes
    from phmcoach.cli.pages.quote import quote_data

    issued = quotes.issue_quote(context, request)
    for problem in issued.warnings:
        state.out.warn(problem)
    made = issued.quote
    state.out.say(
        "said.quote-issued",
        number=made.number,
        total=made.total_gross,
        valid_until=made.valid_until,
        ref=made.engagement,
    )
    if json:
        state.out.emit_json(quote_data(made, issued.path, issued.warnings))
    else:
        state.out.result(str(issued.path))
