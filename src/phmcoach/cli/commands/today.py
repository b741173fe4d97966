"""The commands that show the whole practice: the day, which `coach` alone shows too, and a page."""

from datetime import date
from typing import Annotated

import typer

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, INTEGER
from phmcoach.cli.shell.options import Json, Open, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import error_of

panel = Panel("sessions")

USUAL_DAYS = 7
"""How many days after today the agenda shows."""

MOST_DAYS = 366


@panel.command("today")
def today(
    days: Annotated[int | None, option("--days", INTEGER, "option.days-ahead")] = None,
    everything: Annotated[bool, flag("--all", "option.all-rows")] = False,
    later: Annotated[int | None, option("--later", INTEGER, "option.later")] = None,
    until: Annotated[date | None, option("--until", DATE, "option.later-until")] = None,
    json: Json = False,
) -> None:
    if later is not None or until is not None:
        put_aside(later, until, days)
        if not json:
            return
    show_day(current(), days=days, everything=everything, json=json)


@panel.command("dashboard")
def dashboard(
    private: Annotated[bool, flag("--private", "option.without-names")] = False,
    opens: Open = False,
) -> None:
    from phmcoach.actions.practice.dashboard import write_dashboard
    from phmcoach.cli.shell.terminal import open_papers

    state = current()
    written = write_dashboard(state.context(), state.tr.language, private=private)
    state.out.warn_all(written.warnings)
    state.out.result(written.path)
    if opens:
        open_papers(state.out, written.path)
    if written.errors:
        raise error_of(written.errors, refused=written.refused)


def put_aside(later: int | None, until: date | None, days: int | None) -> None:
    """Put a row aside that `coach today` has with this number, also one that is aside already."""
    state = current()
    with asking() as ask:
        later = ask.value("--later", INTEGER, later)
        until = ask.value("--until", DATE, until)
    from phmcoach.actions.practice.later import put_row_aside
    from phmcoach.actions.practice.today import show_today
    from phmcoach.cli.pages.today import say_put_aside

    context = state.context()
    rows = show_today(context, days=days_ahead(days)).rows
    row = put_row_aside(context, rows, later, until)
    say_put_aside(state.out, row, until, context.today)


def days_ahead(days: int | None) -> int:
    """Return how many days the agenda reaches, by default a week."""
    return USUAL_DAYS if days is None else min(days, MOST_DAYS)


def show_day(
    state: CliState, *, days: int | None = None, everything: bool = False, json: bool = False
) -> None:
    """Show the agenda and what has to be done; the exit code says what could not be read."""
    from phmcoach.actions.practice.today import show_today
    from phmcoach.cli.pages.today import print_today, today_data

    found = show_today(state.context(), days=days_ahead(days))
    if json:
        state.out.emit_json(today_data(found))
    else:
        print_today(state.out, found, everything=everything)
    if found.error is not None:
        raise typer.Exit(found.error.exit_code)
