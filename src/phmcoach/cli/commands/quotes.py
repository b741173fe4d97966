"""Commands that issue a quote and record its acceptance."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_references
from phmcoach.cli.shell.kinds import DATE
from phmcoach.cli.shell.options import (
    DryRun,
    Json,
    Open,
    TodayIs,
    Yes,
    argument,
    flag,
    option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState

if TYPE_CHECKING:
    from pathlib import Path

    from phmcoach.actions.context import Context
    from phmcoach.actions.money.quotes import QuoteRequest
    from phmcoach.domain.money.quote import Quote

panel = Panel("engagement")


@panel.command("quote")
def quote(
    ref: Annotated[
        str | None, argument("REF", "option.quoted", complete=complete_references)
    ] = None,
    on: Annotated[date | None, option("--on", DATE, "option.quoted-on")] = None,
    valid_until: Annotated[date | None, option("--valid-until", DATE, "option.valid-until")] = None,
    dry_run: DryRun = False,
    preview: Annotated[bool, flag("--preview", "option.preview")] = False,
    yes: Yes = False,
    opens: Open = False,
    accept: Annotated[bool, flag("--accept", "option.accept-quote")] = False,
    take_back: Annotated[bool, flag("--take-back", "option.take-back-accepted")] = False,
    today_is: TodayIs = None,
    json: Json = False,
) -> None:
    state = current()
    if accept:
        if take_back:
            _take_back(state, ref)
        else:
            _accept(state, ref, on)
        return
    with asking() as ask:
        ref = ask.text("REF", ref)
    from phmcoach.actions.money import quotes
    from phmcoach.cli.shell.terminal import open_papers

    context = state.context(today_is=today_is, only_looks=dry_run)
    request = quotes.QuoteRequest(ref, on=on, valid_until=valid_until)
    if preview:
        written = quotes.write_preview(context, request)
        state.out.wrote("said.quote-preview", written.path, warnings=written.warnings)
        if opens:
            open_papers(state.out, written.path)
    elif dry_run:
        _show(state, quotes.draft(context, request), json=json)
        if not json:
            state.out.say("said.dry-run")
    elif yes or not state.interactive or _agrees(state, context, request, json=json):
        issued = _issue(state, context, request, json=json)
        if opens:
            open_papers(state.out, issued)
    else:
        state.out.say("said.nothing-issued")


_ACCEPTED = {"REF": "option.quote", "--on": "option.accepted-on"}
"""What is missing without a value, where the help is about the issue of a quote too."""


def _accept(state: CliState, name: str | None, on: date | None) -> None:
    from phmcoach.actions.money.quotes import accept_quote, refuse_unknown

    with asking(_ACCEPTED.__getitem__) as ask:
        name = ask.text("REF", name, question="ask.quote")
        ask.named(lambda: refuse_unknown(state.context(), name))
        on = ask.value("--on", DATE, on, default=state.today, question="ask.accepted-on")
    accepted = accept_quote(state.context(), name=name, on=on)
    state.out.say("said.quote-accepted", number=accepted.number, on=on, ref=accepted.engagement)


def _take_back(state: CliState, name: str | None) -> None:
    with asking(_ACCEPTED.__getitem__) as ask:
        name = ask.text("REF", name, question="ask.quote")
    from phmcoach.actions.money.quotes import take_back_acceptance

    ref = take_back_acceptance(state.context(), name=name)
    state.out.say("said.acceptance-taken-back", ref=ref)


def _show(state: CliState, drafted: "Quote", *, json: bool) -> None:
    from phmcoach.cli.pages.invoice import print_quote, quote_data

    if json:
        state.out.emit_json(quote_data(drafted))
    else:
        print_quote(state.out, drafted)


def _agrees(state: CliState, context: "Context", request: "QuoteRequest", *, json: bool) -> bool:
    from phmcoach.actions.money import quotes

    drafted = quotes.draft(context, request)
    with state.out.beside(json=json):
        _show(state, drafted, json=False)
    return state.confirm("confirm.quote", total=drafted.total_gross, name=drafted.buyer.name)


def _issue(state: CliState, context: "Context", request: "QuoteRequest", *, json: bool) -> "Path":
    """Issue a quote and say so; return its file."""
    from phmcoach.actions.money import quotes
    from phmcoach.cli.pages.invoice import quote_data, say_quote_issued

    issued = quotes.issue_quote(context, request)
    state.out.warn_all(issued.warnings)
    say_quote_issued(state.out, issued.quote)
    if json:
        state.out.emit_json(quote_data(issued.quote, issued.path, issued.warnings))
    else:
        state.out.result(issued.path)
    return issued.path
