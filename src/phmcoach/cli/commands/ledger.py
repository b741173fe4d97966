"""Commands that show the ledger and archive a year of it."""

from datetime import date
from pathlib import Path
from typing import Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, TEXT, YEAR, one_of
from phmcoach.cli.shell.options import Json, Open, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import InvalidDataError, Problem
from phmcoach.words import EXPORTS, LEDGER_VIEWS, Export, LedgerView

panel = Panel("billing")


@panel.command("ledger")
def ledger(
    view: Annotated[
        LedgerView | None, option("--view", one_of(LEDGER_VIEWS), "option.view")
    ] = None,
    year: Annotated[int | None, option("--year", YEAR, "option.year")] = None,
    start: Annotated[date | None, option("--from", DATE, "option.from")] = None,
    end: Annotated[date | None, option("--to", DATE, "option.to")] = None,
    csv: Annotated[bool, flag("--csv", "option.csv")] = False,
    pdf: Annotated[bool, flag("--pdf", "option.printed")] = False,
    opens: Open = False,
    json: Json = False,
) -> None:
    from phmcoach.actions.money.views import period_of, print_ledger, view_ledger
    from phmcoach.cli.pages.ledger import sheet_data, show_sheet

    state = current()
    context = state.context()
    period = period_of(year, start, end, state.today)
    viewed = view_ledger(context, view or "receipts", period)
    if json:
        state.out.emit_json(sheet_data(viewed))
    elif csv:
        from phmcoach.exports.csv_sheet import write_csv

        state.out.raw(write_csv(viewed.sheet, state.tr))
    elif pdf:
        from phmcoach.cli.shell.terminal import open_papers

        printed = print_ledger(context, viewed)
        state.out.result(printed)
        if opens:
            open_papers(state.out, printed)
    else:
        from phmcoach.documents.papers.printed_sheet import print_sheet

        show_sheet(state.out, viewed.sheet, print_sheet(viewed.sheet, state.tr))
    state.out.warn_all(viewed.warnings)
    if viewed.damage:
        raise InvalidDataError(*viewed.damage)


@panel.command("export")
def export(
    what: Annotated[Export | None, argument("WHAT", "option.export", kind=one_of(EXPORTS))] = None,
    year: Annotated[int | None, option("--year", YEAR, "option.archived-year")] = None,
    to: Annotated[str | None, option("--to", TEXT, "option.archive-file")] = None,
    json: Json = False,
) -> None:
    state = current()
    with asking() as ask:
        ask.choice("WHAT", what, EXPORTS)
    from phmcoach.actions.practice.year_archive import export_archive

    year = state.today.year - 1 if year is None else year
    made = export_archive(state.context(), year, Path(to) if to else None)
    for problem in made.warnings:
        state.out.remark(problem)
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
    state.out.result(made.path)
