"""The questions about the number, the length and the span of the sessions.

An answer that the profile forbids beside the earlier ones is refused at once, and asked again.
"""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from phmcoach.actions.practice.interview import refuse_figures
from phmcoach.cli.shell.kinds import DATE, INTEGER, MINUTES
from phmcoach.cli.shell.state import CliState

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking


class Span(Protocol):
    """The typed number, length and span of the sessions."""

    sessions: int | None
    hours: int | None
    start: date | None
    end: date | None
    months: int | None


def ask_extent(
    ask: "Asking", state: CliState, ref: str, extent: Span
) -> tuple[int, int, date, int | None]:
    """Return number, length, first day and number of months, which an end makes superfluous."""

    def read_minutes(answer: str) -> int:
        minutes = MINUTES.parse(answer, state)
        refuse_figures(state.context(), ref, sessions=sessions, minutes=minutes)
        return minutes

    def read_months(answer: str) -> int:
        count = INTEGER.parse(answer, state)
        span = (start, count)
        refuse_figures(state.context(), ref, sessions=sessions, minutes=minutes, span=span)
        return count

    sessions = ask.value(
        "--sessions",
        INTEGER,
        extent.sessions,
        example="N",
        read=lambda answer: read_sessions(state, ref, answer),
    )
    minutes = ask.value(
        "--hours", MINUTES, extent.hours, default=120, example="H", read=read_minutes
    )
    start = ask.value("--start", DATE, extent.start, default=state.today, example="DATE")
    months = extent.months
    if extent.end is None:
        months = ask.value("--months", INTEGER, months, default=6, example="M", read=read_months)
    return sessions, minutes, start, months


def read_sessions(state: CliState, ref: str, answer: str) -> int:
    """Read a number of sessions that the profile of the engagement allows."""
    sessions = INTEGER.parse(answer, state)
    refuse_figures(state.context(), ref, sessions=sessions)
    return sessions
