"""Commands that bill."""

from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.shell.options import (
    DryRun,
    Json,
    Reference,
    Yes,
    amount_option,
    choice_option,
    date_option,
    month_option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState, current
from phmcoach.errors import Problem, UsageError
from phmcoach.words import PAYMENT_METHODS, PaymentMethod

if TYPE_CHECKING:
    from phmcoach.actions.context import Context
    from phmcoach.actions.money.invoices import Issued, Request
    from phmcoach.domain.money.invoice import PaidOnIssue

panel = Panel("billing")


@panel.command("invoice")
def invoice(
    ref: Reference = None,
    every: Annotated[bool, typer.Option("--all", help="option.all")] = False,
    month: Annotated[date | None, month_option("--month", help="option.month")] = None,
    through: Annotated[date | None, date_option("--through", help="option.through")] = None,
    on: Annotated[date | None, date_option("--on", help="option.issued-on")] = None,
    deposit: Annotated[Decimal | None, amount_option("--deposit", help="option.deposit")] = None,
    paid_on: Annotated[date | None, date_option("--paid-on", help="option.paid-on")] = None,
    by: Annotated[
        PaymentMethod | None, choice_option("--by", choices=PAYMENT_METHODS, help="option.by")
    ] = None,
    dry_run: DryRun = False,
    preview: Annotated[bool, typer.Option("--preview", help="option.preview")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    state = current()
    if every and (ref or deposit is not None or paid_on or preview):
        raise UsageError.of("usage.all-with-one")
    if month and through:
        raise UsageError.of("usage.month-and-through")
    if deposit is not None and (month or through):
        raise UsageError.of("usage.deposit-and-month")
    if preview and (json or dry_run):
        raise UsageError.of("usage.preview-alone")
    if not every:
        with state.asking() as ask:
            ref = ask.text("REF", ref)
    from phmcoach.actions.money.invoices import Request

    context = state.context()
    request = Request(
        ref or "",
        through=_last_of(month) if month else through,
        on=on,
        deposit=deposit,
        paid=_paid(paid_on, by),
    )
    if every:
        _bill_all(state, context, request, dry_run=dry_run, yes=yes, json=json)
    elif preview:
        _preview(state, context, request)
    elif dry_run:
        _dry_run(state, context, request, json=json)
    else:
        _issue(state, context, request, yes=yes, json=json)


def _last_of(month: date) -> date:
    from calendar import monthrange

    return month.replace(day=monthrange(month.year, month.month)[1])


def _paid(on: date | None, by: PaymentMethod | None) -> "PaidOnIssue | None":
    if (on is None) != (by is None):
        raise UsageError.of("usage.paid-on-and-by")
    if on is None or by is None:
        return None
    from phmcoach.domain.money.invoice import PaidOnIssue

    return PaidOnIssue(received_on=on, method=by)


def _preview(state: CliState, context: "Context", request: "Request") -> None:
    from phmcoach.actions.money import invoices

    written = invoices.write_preview(context, request)
    for problem in written.warnings:
        state.out.warn(problem)
    state.out.say("said.preview-written")
    state.out.result(str(written.path))


def _dry_run(state: CliState, context: "Context", request: "Request", *, json: bool) -> None:
    from phmcoach.actions.money import invoices
    from phmcoach.cli.pages.invoice import papers_data, print_invoice, warn_of

    drafted = invoices.draft(context, request)
    warnings = warn_of(state.out, drafted.uncovered, drafted.warnings)
    if json:
        state.out.emit_json(papers_data(drafted.invoices, warnings=warnings))
        return
    for each in drafted.invoices:
        print_invoice(state.out, each)
    state.out.say("said.dry-run")


def _issue(
    state: CliState, context: "Context", request: "Request", *, yes: bool, json: bool
) -> None:
    from phmcoach.actions.money import invoices
    from phmcoach.cli.pages.invoice import papers_data, say_issued, warn_of

    if state.interactive and not yes and not _agrees(state, context, request, json=json):
        state.out.say("said.nothing-issued")
        return
    done: list[Issued] = []
    warnings: tuple[Problem, ...] = ()
    for issued, _ in invoices.issue_invoices(context, request):
        if not done:
            warnings = warn_of(state.out, issued.uncovered, issued.warnings)
        say_issued(state.out, issued)
        done.append(issued)
        if not json:
            state.out.result(str(issued.path))
    if json:
        state.out.emit_json(papers_data(done, warnings=warnings))


def _agrees(state: CliState, context: "Context", request: "Request", *, json: bool) -> bool:
    from phmcoach.actions.money import invoices
    from phmcoach.cli.pages.invoice import print_invoice

    drafted = invoices.draft(context, request)
    with state.out.beside() if json else nullcontext():
        for each in drafted.invoices:
            print_invoice(state.out, each)
    total = sum((each.total_gross for each in drafted.invoices), Decimal(0))
    name = drafted.invoices[0].buyer.name
    return state.confirm("confirm.invoice", count=len(drafted.invoices), total=total, name=name)


def _bill_all(
    state: CliState,
    context: "Context",
    request: "Request",
    *,
    dry_run: bool,
    yes: bool,
    json: bool,
) -> None:
    from phmcoach.cli.pages import billing_round as round_page

    if dry_run:
        round_page.show_round(state, context, request, json=json)
        return
    if state.interactive and not yes:
        with state.out.beside() if json else nullcontext():
            round_page.show_round(state, context, request, json=False)
        if not state.confirm("confirm.invoice-all"):
            state.out.say("said.nothing-issued")
            return
    round_page.walk(state, context, request, json=json)
