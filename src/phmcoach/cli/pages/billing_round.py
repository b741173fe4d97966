"""Billing all engagements, on the screen and in JSON: a bar, a line for each, a summary."""

from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from phmcoach.actions.money.billing_round import draft_round, walk_round
from phmcoach.cli.pages.invoice import papers_data, say_issued, warnings_of
from phmcoach.cli.shell.bugs import explain_error
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.tables import Column
from phmcoach.cli.shell.terminal import open_papers, show_progress
from phmcoach.errors import CoachError, Problem
from phmcoach.exits import ExitCode
from phmcoach.store.folder import Listing
from phmcoach.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from phmcoach.actions.context import Context
    from phmcoach.actions.money.billing_round import Stop
    from phmcoach.actions.money.invoices import Request
    from phmcoach.domain.money.invoice import Invoice


def rehearse(state: CliState, context: "Context", request: "Request", *, json: bool) -> None:
    """Show what would be billed for all engagements; then exit with the code that billing would."""
    errors, _ = show_round(state, context, request, json=json)
    _exit_with(errors)


def show_round(
    state: CliState, context: "Context", request: "Request", *, json: bool
) -> tuple[list[CoachError], "Sequence[Problem]"]:
    """Show what would be billed for all engagements; return what failed, and the warnings."""
    errors: list[CoachError] = []
    rows: list[tuple[object, ...]] = []
    drafts: list[Invoice] = []
    failed: list[dict[str, object]] = []
    warn = _Warnings(state)
    listing = Listing(context.folder)
    warn.add(listing.strays)
    for ref, found in draft_round(context, request, listing):
        if isinstance(found, Exception):
            error = explain_error(found, "invoice")
            warn.add(_at(ref, problem) for problem in error.problems)
            errors.append(error)
            failed.append({"ref": ref, "problems": error.problems})
            continue
        warn.of(ref, warnings_of(found))
        for invoice in found.invoices:
            rows.append((ref, invoice.buyer.name, invoice.start_on, invoice.amount_due))
            drafts.append(invoice)
    if json:
        state.out.emit_json(papers_data(drafts, failed=failed, warnings=warn.reported))
        return errors, warn.reported
    state.out.table(
        [
            "column.ref",
            "column.client",
            Column("column.month", "month"),
            Column("column.amount", "money"),
        ],
        rows,
    )
    state.out.say("said.dry-run")
    return errors, warn.reported


def walk(
    state: CliState,
    context: "Context",
    request: "Request",
    said: "Sequence[Problem]" = (),
    *,
    json: bool,
    opens: bool,
) -> None:
    """Bill all engagements, and sum up; then exit with the code of what failed.

    The warnings that were `said` before the question are not said again.

    The summary and the JSON are printed after whatever happened: what was issued is permanent. A
    bug goes before the first other failure, an interruption before both.
    """
    stops: list[Stop] = []
    failed: list[tuple[str, CoachError]] = []
    interruption: KeyboardInterrupt | None = None
    warn = _Warnings(state, said)
    listing = Listing(context.folder)
    warn.add(listing.strays)
    try:
        with show_progress(state.out, "said.billing") as on_progress:
            for stop in walk_round(context, request, listing, on_progress):
                stops.append(stop)
                for issued in stop.issued:
                    say_issued(state.out, issued)
                    warn.of(stop.ref, warnings_of(issued))
                if isinstance(stop.error, Exception):
                    error = explain_error(stop.error, "invoice")
                    failed.append((stop.ref, error))
                    problems = (_at(stop.ref, problem) for problem in error.problems)
                    state.out.report_error(type(error)(*problems))
    except KeyboardInterrupt as error:
        interruption = error
    papers = [issued for stop in stops for issued in stop.issued]
    if json:
        errors = [{"ref": ref, "problems": error.problems} for ref, error in failed]
        state.out.emit_json(papers_data(papers, failed=errors, warnings=warn.reported))
    else:
        due = sum((issued.invoice.amount_due for issued in papers), Decimal(0))
        args = {"count": len(papers), "total": due, "failed": len(failed)}
        state.out.result(state.tr.text("said.round", **args))
    if opens:
        open_papers(state.out, *(issued.path for issued in papers))
    if interruption:
        raise interruption
    _exit_with(error for _, error in failed)


def _exit_with(errors: "Iterable[CoachError]") -> None:
    """Exit with the code of the first error, or of a bug if one is; go on if there is none."""
    codes = [error.exit_code for error in errors]
    if codes:
        raise typer.Exit(ExitCode.BUG if ExitCode.BUG in codes else codes[0])


class _Warnings:
    """The warnings of a round, each reported once, with the engagement that it is about."""

    def __init__(self, state: CliState, said: "Sequence[Problem]" = ()) -> None:
        self._out = state.out
        self._said = said
        self.reported: list[Problem] = []

    def of(self, ref: str, problems: "Sequence[Problem]") -> None:
        """Warn of problems that an engagement met, or that the practice itself has."""
        self.add(_at(ref, problem) if problem.ref else problem for problem in problems)

    def add(self, problems: "Iterable[Problem]") -> None:
        """Warn of each problem that was not reported yet."""
        for problem in problems:
            if problem not in self.reported:
                self.reported.append(problem)
                if problem not in self._said:
                    self._out.warn(problem)


def _at(ref: str, problem: Problem) -> Problem:
    """Return a problem that names its engagement; its place and its remedy stay."""
    inner = replace(problem, place=None)
    return replace(problem, message="invoice.at", args={"ref": ref, "problem": inner})
