"""Commands that look at the ledger, and that put a year of it away."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.shell.options import (
    Json,
    choice_argument,
    choice_option,
    date_option,
    text_option,
    year_option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState, current
from phmcoach.errors import Problem, UsageError
from phmcoach.words import EXPORTS, LEDGER_VIEWS, Export, LedgerView

if TYPE_CHECKING:
    from phmcoach.actions.money.views import Looked

panel = Panel("billing")


@panel.command("ledger")
def ledger(
    view: Annotated[
        LedgerView | None, choice_option("--view", choices=LEDGER_VIEWS, help="option.view")
    ] = None,
    year: Annotated[int | None, year_option("--year", help="option.year")] = None,
    start: Annotated[date | None, date_option("--from", help="option.from")] = None,
    end: Annotated[date | None, date_option("--to", help="option.to")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="option.csv")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="option.printed")] = False,
    json: Json = False,
) -> None:
    from phmcoach.actions.money.views import look_at_ledger, period_of, print_ledger

    if csv + pdf + json > 1:
        raise UsageError.of("usage.one-form")
    if year is not None and (start or end):
        raise UsageError.of("usage.year-and-days")
    state = current()
    context = state.context()
    period = period_of(year, start, end, state.today)
    looked = look_at_ledger(context, view or "receipts", period)
    if json:
        state.out.emit_json(_data(looked))
    elif csv:
        _print_csv(state, looked)
    elif pdf:
        state.out.result(str(print_ledger(context, looked, state.tr.language)))
    else:
        _print(state, looked)
    for problem in looked.warnings:
        state.out.warn(problem)


def _print(state: CliState, looked: "Looked") -> None:
    from phmcoach.cli.shell.output import Column
    from phmcoach.documents.papers.sheet import print_sheet

    sheet = looked.sheet
    title = "sheet.title-unpaid" if sheet.view == "unpaid" else "sheet.title"
    state.out.result(
        state.tr.text(
            title, view=sheet.view, start_on=sheet.period.start_on, end_on=sheet.period.end_on
        )
    )
    if not sheet.lines:
        state.out.say("sheet.empty")
        return
    printed = print_sheet(sheet, state.tr)
    state.out.table(
        [Column(column.heading, right=column.right, worded=True) for column in printed.columns],
        [row.cells for row in printed.rows],
    )


def _print_csv(state: CliState, looked: "Looked") -> None:
    from phmcoach.exports.csv_sheet import write_csv

    state.out.raw(write_csv(looked.sheet, state.tr))


def _data(looked: "Looked") -> dict[str, object]:
    sheet = looked.sheet
    names = [column.name for column in sheet.columns]
    return {
        "view": sheet.view,
        "from": sheet.period.start_on,
        "to": sheet.period.end_on,
        "specimen": looked.specimen,
        "lines": [dict(zip(names, line.cells, strict=True)) for line in sheet.lines],
        "totals": [
            {"span": each.span, "on": each.on}
            | {name: cell for name, cell in zip(names, each.cells, strict=True) if cell is not None}
            for each in sheet.totals
        ],
        "limits": [
            {
                "limit": each.limit,
                "amount": each.amount,
                "received": each.received,
                "percent": each.percent,
                "reached_on": each.reached_on,
            }
            for each in looked.standings
        ],
        "warnings": looked.warnings,
    }


@panel.command("export")
def export(
    what: Annotated[
        Export | None, choice_argument("WHAT", choices=EXPORTS, help="option.export")
    ] = None,
    year: Annotated[int | None, year_option("--year", help="option.archived-year")] = None,
    to: Annotated[str | None, text_option("--to", help="option.archive-file")] = None,
    json: Json = False,
) -> None:
    state = current()
    with state.asking() as ask:
        ask.choice("WHAT", what, EXPORTS)
    from phmcoach.actions.practice.year_archive import export_archive

    year = state.today.year - 1 if year is None else year
    made = export_archive(state.context(), year, Path(to) if to else None)
    if json:
        state.out.emit_json(
            {
                "path": made.path,
                "entries": made.entries,
                "sha256": made.sha256,
                "over": made.is_over,
            }
        )
        return
    state.out.say("said.archived", count=made.entries, year=f"{year}", sha256=made.sha256)
    if not made.is_over:
        state.out.warn(Problem("archive.year-not-over", {"year": f"{year}"}))
    state.out.result(str(made.path))
