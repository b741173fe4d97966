"""The trace of a bug: where it happened, without the user's data.

The values in a program of this kind are names, fees and private notes. A trace therefore holds
types, files and lines, but neither local variables nor messages of exceptions, which quote values.
`COACH_DEBUG=1` shows all of it, to the user only.
"""

import os
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_state_path

from phmcoach import __version__
from phmcoach.errors import CoachError, Problem
from phmcoach.exits import ExitCode


class BugError(CoachError):
    """A bug, reported among other errors, because the command goes on after it."""

    exit_code = ExitCode.BUG


def explain_error(error: Exception, command: str) -> CoachError:
    """Return an error as one to report: as it is if it is no bug, else with its trace kept."""
    return error if isinstance(error, CoachError) else BugError(report_bug(error, command))


def report_bug(error: Exception, command: str) -> Problem:
    """Keep the trace of a bug, and return the problem that names it and holds no data."""
    if os.environ.get("COACH_DEBUG"):
        show_bug(error)
    kind = type(error).__name__
    path = record_bug(error, command)
    if path is None:
        return Problem("run.bug-without-trace", {"kind": kind})
    return Problem("run.bug", {"kind": kind, "path": path})


def describe_bug(error: BaseException, command: str) -> str:
    """Return a trace without values, the cause first."""
    lines = [
        f"coach {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, command {command}",
    ]
    link: BaseException | None = error
    while link is not None:
        name = f"{type(link).__module__}.{type(link).__qualname__}"
        lines[2:2] = ["", name, *traceback.format_tb(link.__traceback__)]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(line.rstrip("\n") for line in lines) + "\n"


def record_bug(error: BaseException, command: str) -> Path | None:
    """Write a trace that only the user can read; return its path, None if it cannot be written."""
    text = describe_bug(error, command).encode("utf-8", "backslashreplace")
    for folder in (_state_folder, _temporary_folder):
        try:
            handle, name = tempfile.mkstemp(".txt", "coach-trace-", folder())
        except OSError:
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        return Path(name)
    return None


def show_bug(error: BaseException) -> None:
    """Show the whole trace on stderr."""
    traceback.print_exception(error, file=sys.stderr)


def _state_folder() -> Path:
    folder = user_state_path("phmcoach", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _temporary_folder() -> Path:
    return Path(tempfile.gettempdir())
