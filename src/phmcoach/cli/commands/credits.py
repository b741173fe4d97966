"""Credit notes, and deposits that are billed anew after a change of the VAT regime."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, LINES, LIST, TEXT, one_of
from phmcoach.cli.shell.options import DryRun, Json, Number, Open, TodayIs, Yes, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import UsageError
from phmcoach.words import (
    RENEWED_VATS,
    RenewedVat,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from phmcoach.actions.context import Context
    from phmcoach.actions.money.credits import CreditRequest
    from phmcoach.actions.money.invoices import Issued
    from phmcoach.domain.money.credit import Selection
    from phmcoach.errors import Problem

panel = Panel("billing")


@panel.command("credit")
def credit(
    number: Number = None,
    reason: Annotated[str | None, option("--reason", TEXT, "option.reason")] = None,
    lines: Annotated[str | None, option("--lines", LINES, "option.lines")] = None,
    session: Annotated[
        list[str] | None, option("--session", TEXT, "option.credited-session")
    ] = None,
    amount: Annotated[list[str] | None, option("--amount", TEXT, "option.reduction")] = None,
    rebill: Annotated[bool, flag("--rebill", "option.rebill")] = False,
    renew: Annotated[bool, flag("--renew", "option.renew")] = False,
    vat: Annotated[
        RenewedVat | None, option("--vat", one_of(RENEWED_VATS), "option.renewed-vat")
    ] = None,
    on: Annotated[date | None, option("--on", DATE, "option.issued-on")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    opens: Open = False,
    today_is: TodayIs = None,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.money.unpaid import refuse_unknown
    from phmcoach.cli.shell.terminal import open_papers

    if renew:
        if number is not None and vat is None:
            from phmcoach.actions.money.renewed_deposits import check_renewal

            check_renewal(state.context(today_is=today_is), number, reason, on)
        with asking() as ask:
            number = ask.text("NUMBER", number)
            ask.named(partial(refuse_unknown, state.context(today_is=today_is), [number]))
            vat = ask.choice("--vat", vat, RENEWED_VATS)
        papers = _renew(
            state, number, vat, reason, on, today_is, dry_run=dry_run, yes=yes, json=json
        )
        if opens:
            open_papers(state.out, *papers)
        return
    from phmcoach.cli.pages import choices

    listed: tuple[str, ...] = ()
    if number is None:
        listed = choices.show_paper_choices(state, kinds=("invoice", "deposit"))
    elif lines == LIST:
        with choices.offering_papers(state, kinds=("invoice", "deposit")):
            choices.show_line_choices(state, number)
    with asking() as ask:
        number = ask.text("NUMBER", number, check=partial(choices.pick_number, listed))
        ask.named(lambda: refuse_unknown(state.context(today_is=today_is), [number]))
        lines = ask.value("--lines", LINES, None) if lines == LIST else lines
        reason = ask.text("--reason", reason)
    from phmcoach.actions.money.credits import CreditRequest

    selection = _read_selection(lines, session, amount)
    request = CreditRequest(number, selection, reason, rebillable=rebill, on=on)
    context = state.context(today_is=today_is, only_looks=dry_run)
    if dry_run:
        _show_credit(state, context, request, json=json)
        return
    issued = _issue_credit(state, context, request, asks=state.interactive and not yes, json=json)
    if opens and issued is not None:
        open_papers(state.out, issued)


def credit_sum(state: CliState, context: "Context", number: str, amount: "Decimal") -> None:
    """Credit a sum that a client paid too little, after its reason and a yes."""
    from phmcoach.actions.money.credits import CreditRequest
    from phmcoach.domain.money.credit import Selection

    with asking() as ask:
        reason = ask.text("--reason", None)
    request = CreditRequest(number, Selection(reduced=amount), reason)
    _issue_credit(state, context, request, asks=True, json=False)


def _renew(
    state: CliState,
    number: str,
    vat: RenewedVat,
    reason: str | None,
    on: date | None,
    today_is: date | None,
    *,
    dry_run: bool,
    yes: bool,
    json: bool,
) -> "Sequence[Path]":
    """Bill a deposit anew with the VAT of now: a credit note and a deposit invoice."""
    from phmcoach.actions.money.renewed_deposits import RenewRequest, draft_renewal, renew_deposit
    from phmcoach.cli.pages.invoice import papers_data, print_invoice, say_issued
    from phmcoach.cli.pages.ledger import say_declared
    from phmcoach.value import replace

    request = RenewRequest(number, vat == "included", reason, on)
    context = state.context(today_is=today_is, only_looks=dry_run)
    if dry_run or (state.interactive and not yes):
        drafted = draft_renewal(context, request)
        state.out.warn_all(drafted.late)
        if dry_run and json:
            state.out.emit_json(papers_data(drafted.papers, warnings=drafted.late))
            return ()
        with state.out.beside(json=json):
            for each in drafted.papers:
                print_invoice(state.out, each)
        if dry_run:
            state.out.say("said.dry-run")
            return ()
        count = len(drafted.papers)
        if count and not state.confirm("confirm.papers", count=count):
            state.out.say("said.nothing-issued")
            return ()
    done: list[Issued] = []
    warnings: list[Problem] = []

    def say(issued: "Issued") -> None:
        """Say each paper at once, because what comes next may fail."""
        done.append(issued)
        warnings.extend(issued.warnings)
        state.out.warn_all(issued.warnings)
        say_issued(state.out, issued)
        if not json:
            state.out.result(issued.path)

    renewed = renew_deposit(context, request, say)
    notes = renewed.notes
    state.out.warn_all(notes.remarks)
    say_declared(state.out, notes.declared)
    state.out.say(renewed.message, amount=renewed.carried_over)
    if json:
        papers = [*done[:-1], *(replace(each, declared=notes.declared) for each in done[-1:])]
        state.out.emit_json(papers_data(papers, warnings=(*warnings, *notes.remarks)))
    return [issued.path for issued in done]


def _show_credit(
    state: CliState, context: "Context", request: "CreditRequest", *, json: bool
) -> None:
    from phmcoach.actions.money.credits import weigh_credit_note
    from phmcoach.cli.pages.invoice import papers_data, print_invoice

    drafted, warnings = weigh_credit_note(context, request)
    state.out.warn_all(warnings)
    if json:
        state.out.emit_json(papers_data([drafted], warnings=warnings))
        return
    print_invoice(state.out, drafted)
    state.out.say("said.dry-run")


def _issue_credit(
    state: CliState, context: "Context", request: "CreditRequest", *, asks: bool, json: bool
) -> "Path | None":
    """Issue a credit note and say so, after a yes if `asks`; return its file.

    What was said before the question is not said again after it.
    """
    from phmcoach.actions.money.credits import issue_last_credit_note, weigh_credit_note
    from phmcoach.cli.pages.invoice import papers_data, print_invoice, say_issued

    said: tuple[Problem, ...] = ()
    if asks:
        paper, said = weigh_credit_note(context, request)
        with state.out.beside(json=json):
            print_invoice(state.out, paper)
        state.out.warn_all(said)
        if not state.confirm("confirm.credit", total=paper.total_gross, name=paper.buyer.name):
            state.out.say("said.nothing-issued")
            return None
    issued = issue_last_credit_note(context, request)
    state.out.warn_all(each for each in issued.warnings if each not in said)
    say_issued(state.out, issued)
    if json:
        state.out.emit_json(papers_data([issued], warnings=issued.warnings))
    else:
        state.out.result(issued.path)
    return issued.path


def _read_selection(
    lines: str | None, sessions: list[str] | None, amounts: list[str] | None
) -> "Selection":
    """Read `1,3`, `s2` and `2=130,00`; `15` reduces the whole paper."""
    from phmcoach.domain.money.credit import Selection
    from phmcoach.formats import parse_amount, parse_integer

    numbers = [parse_integer(part) for part in lines.split(",")] if lines else []
    reductions: dict[int, Decimal] = {}
    for text in amounts or ():
        line, sign, amount = text.partition("=")
        if not sign:
            if lines or sessions or len(amounts or ()) > 1:
                raise UsageError.of("usage.sum-alone", text=text)
            return Selection(reduced=_read_sum(text))
        number = parse_integer(line)
        if number in reductions:
            raise UsageError.of("usage.reduced-twice", line=number)
        reductions[number] = parse_amount(amount)
    return Selection(tuple(numbers), tuple(sessions or ()), reductions)


def _read_sum(text: str) -> "Decimal":
    from phmcoach.formats import parse_amount

    try:
        return parse_amount(text)
    except UsageError:
        raise UsageError.of("usage.not-a-reduction", text=text) from None
