"""The command that a coach opens the day with; `coach` alone is the same."""

from typing import Annotated

import typer

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import INTEGER
from phmcoach.cli.shell.options import Json, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState

panel = Panel("sessions")

USUAL_DAYS = 7
"""How many days after today the agenda shows."""

MOST_DAYS = 366


@panel.command("today")
def today(
    days: Annotated[int | None, option("--days", INTEGER, "option.days-ahead")] = None,
    everything: Annotated[bool, flag("--all", "option.all-rows")] = False,
    json: Json = False,
) -> None:
    show_day(current(), days=days, everything=everything, json=json)


def show_day(
    state: CliState, *, days: int | None = None, everything: bool = False, json: bool = False
) -> None:
    """Show the agenda and what has to be done; the exit code says what could not be read."""
    from phmcoach.actions.practice.today import show_today
    from phmcoach.cli.pages.today import print_today, today_data

    ahead = USUAL_DAYS if days is None else min(days, MOST_DAYS)
    found = show_today(state.context(), days=ahead)
    if json:
        state.out.emit_json(today_data(found))
    else:
        print_today(state.out, found, everything=everything)
    if found.error is not None:
        raise typer.Exit(found.error.exit_code)
