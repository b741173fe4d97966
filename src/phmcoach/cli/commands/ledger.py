"""The command that shows the ledger."""

from datetime import date
from typing import Annotated

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import DATE, YEAR, one_of
from phmcoach.cli.shell.options import Json, Open, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import InvalidDataError
from phmcoach.words import LEDGER_VIEWS, LedgerView

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

        state.out.raw(write_csv(viewed.sheet.columns, viewed.sheet.lines, state.tr))
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
