"""The command that bills."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_references
from phmcoach.cli.shell.kinds import AMOUNT, DATE, INTEGER, MONTH, TEXT, one_of
from phmcoach.cli.shell.options import DryRun, Json, Open, Reference, TodayIs, Yes, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.words import PAYMENT_METHODS, PaymentMethod

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phmcoach.actions.context import Context
    from phmcoach.actions.money.invoices import Issued, Request
    from phmcoach.domain.money.invoice import PaidOnIssue
    from phmcoach.errors import Problem

panel = Panel("billing")


@panel.command("invoice")
def invoice(
    ref: Reference = None,
    others: Annotated[
        list[str] | None,
        option("--with", TEXT, "option.invoice-with", complete=complete_references),
    ] = None,
    every: Annotated[bool, flag("--all", "option.all")] = False,
    month: Annotated[date | None, option("--month", MONTH, "option.month")] = None,
    through: Annotated[date | None, option("--through", DATE, "option.through")] = None,
    on: Annotated[date | None, option("--on", DATE, "option.issued-on")] = None,
    deposit: Annotated[Decimal | None, option("--deposit", AMOUNT, "option.deposit")] = None,
    instalment: Annotated[int | None, option("--instalment", INTEGER, "option.instalment")] = None,
    credit_unpaid: Annotated[bool, flag("--credit-unpaid", "option.credit-unpaid")] = False,
    paid_on: Annotated[date | None, option("--paid-on", DATE, "option.paid-on")] = None,
    by: Annotated[
        PaymentMethod | None, option("--by", one_of(PAYMENT_METHODS), "option.by")
    ] = None,
    dry_run: DryRun = False,
    preview: Annotated[bool, flag("--preview", "option.preview")] = False,
    yes: Yes = False,
    opens: Open = False,
    today_is: TodayIs = None,
    json: Json = False,
) -> None:
    state = current()
    if not every:
        with asking() as ask:
            ref = ask.text("REF", ref)
    from phmcoach.actions.money.invoices import Request

    context = state.context(today_is=today_is, only_looks=dry_run)
    request = Request(
        ref or "",
        others=tuple(others or ()),
        through=_last_of(month) if month else through,
        on=on,
        deposit=deposit,
        instalment=instalment,
        paid=_paid(paid_on, by),
        credit_unpaid=credit_unpaid,
    )
    if preview:
        _preview(state, context, request, opens=opens)
        return
    if every:
        from phmcoach.cli.pages.billing_round import rehearse, walk

        show, agrees, issue = rehearse, _agrees_to_all, walk
    else:
        show, agrees, issue = _show, _agrees, _issue
    if dry_run:
        show(state, context, request, json=json)
        return
    asks = state.interactive and not yes
    said = agrees(state, context, request, json=json) if asks else ()
    if said is None:
        state.out.say("said.nothing-issued")
    else:
        issue(state, context, request, said, json=json, opens=opens)


def _last_of(month: date) -> date:
    from calendar import monthrange

    return month.replace(day=monthrange(month.year, month.month)[1])


def _paid(on: date | None, by: PaymentMethod | None) -> "PaidOnIssue | None":
    if on is None or by is None:
        return None
    from phmcoach.domain.money.invoice import PaidOnIssue

    return PaidOnIssue(received_on=on, method=by)


def _preview(state: CliState, context: "Context", request: "Request", *, opens: bool) -> None:
    from phmcoach.actions.money.invoices import write_preview
    from phmcoach.cli.shell.terminal import open_papers

    written = write_preview(context, request)
    state.out.wrote("said.preview-written", written.path, warnings=written.warnings)
    if opens:
        open_papers(state.out, written.path)


def _show(state: CliState, context: "Context", request: "Request", *, json: bool) -> None:
    from phmcoach.actions.money.unpaid_deposits import draft_papers
    from phmcoach.cli.pages.invoice import papers_data, print_invoice, warnings_of

    drafted = draft_papers(context, request)
    warnings = (*drafted.late, *warnings_of(drafted.draft))
    state.out.warn_all(warnings)
    if json:
        state.out.emit_json(papers_data(drafted.papers, warnings=warnings))
        return
    for each in drafted.papers:
        print_invoice(state.out, each)
    state.out.say("said.dry-run")


def _agrees(
    state: CliState, context: "Context", request: "Request", *, json: bool
) -> "Sequence[Problem] | None":
    """Ask whether the papers are to be issued; return what was warned of, or None after a no."""
    from phmcoach.actions.money.unpaid_deposits import draft_papers
    from phmcoach.cli.pages.invoice import print_invoice
    from phmcoach.errors import about

    drafted = draft_papers(context, request)
    papers, twin = drafted.papers, drafted.draft.twin
    said = (*drafted.late, *(about(drafted.draft.ref, [twin]) if twin else ()))
    state.out.warn_all(said)
    with state.out.beside(json=json):
        for each in papers:
            print_invoice(state.out, each)
    total = sum((each.total_gross for each in papers), Decimal(0))
    question = "confirm.papers" if drafted.credits else "confirm.invoice"
    args = {"count": len(papers), "total": total, "name": papers[0].buyer.name}
    return said if state.confirm(question, **args) else None


def _issue(
    state: CliState,
    context: "Context",
    request: "Request",
    said: "Sequence[Problem]" = (),
    *,
    json: bool,
    opens: bool,
) -> None:
    """Issue the papers and say each; what was `said` before the question is not said again."""
    from phmcoach.actions.money.unpaid_deposits import issue_papers
    from phmcoach.cli.pages.invoice import papers_data, say_issued, warnings_of
    from phmcoach.cli.shell.terminal import open_papers

    done: list[Issued] = []
    warnings: list[Problem] = []
    for issued in issue_papers(context, request):
        new = [problem for problem in warnings_of(issued) if problem not in warnings]
        state.out.warn_all(each for each in new if each not in said)
        warnings += new
        say_issued(state.out, issued)
        done.append(issued)
        if not json:
            state.out.result(issued.path)
    if json:
        state.out.emit_json(papers_data(done, warnings=warnings))
    if opens:
        open_papers(state.out, *(issued.path for issued in done))


def _agrees_to_all(
    state: CliState, context: "Context", request: "Request", *, json: bool
) -> "Sequence[Problem] | None":
    from phmcoach.cli.pages.billing_round import show_round

    with state.out.beside(json=json):
        _, said = show_round(state, context, request, json=False)
    return said if state.confirm("confirm.invoice-all") else None
