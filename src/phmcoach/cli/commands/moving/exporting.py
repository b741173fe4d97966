"""The command that writes files for other programs."""

from pathlib import Path
from typing import Annotated, Literal

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import TEXT, YEAR, one_of
from phmcoach.cli.shell.options import Json, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import Problem, error_of
from phmcoach.words import EXPORTS, Export

panel = Panel("practice")


@panel.command("export")
def export(
    what: Annotated[Export | None, argument("WHAT", "option.export", kind=one_of(EXPORTS))] = None,
    year: Annotated[int | None, option("--year", YEAR, "option.exported-year")] = None,
    csv: Annotated[bool, flag("--csv", "option.csv")] = False,
    to: Annotated[str | None, option("--to", TEXT, "option.export-file")] = None,
    json: Json = False,
) -> None:
    state = current()
    with asking() as ask:
        what = ask.choice("WHAT", what, EXPORTS)
    target = Path(to) if to else None
    if what == "ics":
        _export_calendar(state, target, json=json)
    elif what == "archive":
        _export_archive(state, year, target, json=json)
    else:
        _export_table(state, what, year, target, form="json" if json else "csv" if csv else "file")


def _export_archive(state: CliState, year: int | None, to: Path | None, *, json: bool) -> None:
    from phmcoach.actions.practice.year_archive import export_archive

    year = state.today.year - 1 if year is None else year
    made = export_archive(state.context(), year, to)
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


def _export_calendar(state: CliState, to: Path | None, *, json: bool) -> None:
    from phmcoach.actions.moving.calendar import export_calendar
    from phmcoach.value import fields_of

    written = export_calendar(state.context(), state.tr.language, to)
    if json:
        answer = fields_of(written)
        problems = (*answer.pop("warnings"), *answer.pop("errors"))
        del answer["refused"]
        state.out.emit_json(answer | {"problems": problems})
    else:
        state.out.warn_all(written.warnings)
        state.out.say("said.calendar", count=written.events, changed=written.changed)
        state.out.result(written.path)
    if written.errors:
        raise error_of(written.errors, refused=written.refused)


def _export_table(
    state: CliState,
    what: Export,
    year: int | None,
    to: Path | None,
    *,
    form: Literal["json", "csv", "file"],
) -> None:
    from phmcoach.actions.moving import hours, tables
    from phmcoach.cli.pages.exported import table_data
    from phmcoach.exports.csv_sheet import write_csv

    context = state.context()
    period = tables.period_of_year(year, context)
    match what:
        case "sessions":
            found = tables.collect_sessions(context, period)
        case "invoices":
            found = tables.collect_invoices(context, period)
        case "hours":
            found = hours.collect_hours(context, period)
        case _:
            found = tables.collect_payments(context, period)
    table = found.table
    content = write_csv(table.columns, table.lines, state.tr)
    state.out.warn_all(found.warnings)
    if form == "file" or to is not None:
        name = tables.table_name(what, year, state.tr.language)
        path = tables.write_table(context.folder, content, name, what, to)
        state.out.say("said.table", count=len(table.lines))
        if form != "json":
            state.out.result(path)
    elif form == "csv":
        state.out.raw(content)
    if form == "json":
        state.out.emit_json(table_data(found))
    if found.error is not None:
        raise found.error
