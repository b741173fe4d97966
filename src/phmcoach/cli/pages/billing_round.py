"""The month's round on the screen: a bar while it goes, a line for each engagement, a summary."""

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from phmcoach.cli.pages.invoice import papers_data, say_issued
from phmcoach.cli.shell.output import Column
from phmcoach.cli.shell.progress import show_progress
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import CoachError, Problem, about

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from phmcoach.actions.context import Context
    from phmcoach.actions.money.billing_round import Stop
    from phmcoach.actions.money.invoices import Request
    from phmcoach.domain.money.invoice import Invoice


def show_round(state: CliState, context: "Context", request: "Request", *, json: bool) -> None:
    """Show what a round would bill."""
    from phmcoach.actions.money.billing_round import draft_round
    from phmcoach.domain.money.due import tell_uncovered

    rows: list[tuple[object, ...]] = []
    drafts: list[Invoice] = []
    failed: list[dict[str, object]] = []
    warn = _Warnings(state)
    for ref, found in draft_round(context, request):
        if isinstance(found, CoachError):
            warn.add(_at(ref, problem) for problem in found.problems)
            failed.append({"ref": ref, "problems": found.problems})
            continue
        warn.of(ref, (*about(ref, map(tell_uncovered, found.uncovered)), *found.warnings))
        for invoice in found.invoices:
            rows.append((ref, invoice.buyer.name, invoice.start_on, invoice.amount_due))
            drafts.append(invoice)
    if json:
        state.out.emit_json(papers_data(drafts, failed=failed, warnings=warn.told))
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
    from phmcoach.actions.money.billing_round import walk_round
    from phmcoach.domain.money.due import tell_uncovered

    stops: list[Stop] = []
    warn = _Warnings(state)
    with show_progress(state, "said.billing") as arrive:
        for stop in walk_round(context, request, arrive):
            stops.append(stop)
            for issued in stop.issued:
                say_issued(state.out, issued)
                uncovered = about(stop.ref, map(tell_uncovered, issued.uncovered))
                warn.of(stop.ref, (*uncovered, *issued.warnings))
            if stop.error:
                told = (_at(stop.ref, problem) for problem in stop.error.problems)
                state.out.report_error(type(stop.error)(*told))
    papers = [issued for stop in stops for issued in stop.issued]
    failed = [stop for stop in stops if stop.error]
    if json:
        errors = [
            {"ref": stop.ref, "problems": stop.error.problems} for stop in failed if stop.error
        ]
        state.out.emit_json(papers_data(papers, failed=errors, warnings=warn.told))
    else:
        due = sum((issued.invoice.amount_due for issued in papers), Decimal(0))
        args = {"count": len(papers), "total": due, "failed": len(failed)}
        state.out.result(state.tr.text("said.round", **args))
    for stop in failed:
        if stop.error:
            raise typer.Exit(stop.error.exit_code)


class _Warnings:
    """Warnings of a round, each told once, with the engagement that it is about."""

    def __init__(self, state: CliState) -> None:
        self._out = state.out
        self.told: list[Problem] = []

    def of(self, ref: str, problems: "Sequence[Problem]") -> None:
        """Warn of problems that an engagement met, or that the practice itself has."""
        self.add(_at(ref, problem) if problem.ref else problem for problem in problems)

    def add(self, problems: "Iterable[Problem]") -> None:
        """Warn of each problem that nobody was warned of yet."""
        for problem in problems:
            if problem not in self.told:
                self.told.append(problem)
                self._out.warn(problem)


def _at(ref: str, problem: Problem) -> Problem:
    """Return a problem that names its engagement; where it stands and what mends it stay."""
    inner = replace(problem, place=None)
    return replace(problem, message="invoice.at", args={"ref": ref, "problem": inner})
