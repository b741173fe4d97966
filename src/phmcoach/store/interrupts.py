"""Ctrl-C and the commit: before it nothing was done, after it the answer says what was.

An interruption between a commit and the sentence about it would leave an issued invoice unknown to
the coach, and its number unread. So from the commit on, Ctrl-C waits until that sentence is said,
or until the program asks, opens the editor or begins the next commit. Who presses it twice is heard
at once.

Before the commit Ctrl-C raises KeyboardInterrupt at once, and code in C that calls back into Python
may lose that exception: Pydantic does, and so does the import system. `watch_interrupts` lets the
program remember each Ctrl-C, and the next commit is then refused.

A command may commit several files, and the system may refuse a later one. What was committed is
noted here, so that the answer to the failure can say it (`cli.shell.state.say_done`).
"""

import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import FrameType


class _Process:
    """The state that the signal handler shares with the code that it interrupts."""

    is_watching = False
    arrived = False
    is_all_reported = True
    done: "Mapping[Path, str | None]" = {}  # noqa: RUF012 - replaced, never changed


def watch_interrupts() -> None:
    """Remember each Ctrl-C of this process, also one that Python itself would drop."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _hear)
        _Process.is_watching = True
        sys.unraisablehook = _tell_unraisable


def hold_interrupts() -> None:
    """Let Ctrl-C wait until `heed_interrupts`: what follows has to be reported.

    Raises KeyboardInterrupt if one arrived before, and was lost: nothing was committed yet.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        with suppress(ValueError):  # another thread may not, and is not interrupted either
            signal.signal(signal.SIGINT, _hear)
    was_reported, _Process.is_all_reported = _Process.is_all_reported, False
    if was_reported and _Process.arrived:
        heed_interrupts()


@contextmanager
def committing(path: "Path") -> "Iterator[None]":
    """Let Ctrl-C wait from this commit on, unless the system refuses it: then nothing was done.

    `path` is the name that the file gets; a hidden one is only on the way to another.
    """
    was_reported = _Process.is_all_reported
    hold_interrupts()
    try:
        yield
    except Exception:
        if was_reported:
            _release()
        raise
    if not path.name.startswith("."):
        note_done(path)


def note_done(path: "Path", number: str | None = None) -> None:
    """Note a file that was committed, and the number of the paper that it is about."""
    _Process.done = {**_Process.done, path: number}


def forget_done(path: "Path") -> None:
    """Forget a file that the command took back."""
    _Process.done = {each: number for each, number in _Process.done.items() if each != path}


def take_done() -> "Mapping[Path, str | None]":
    """Return what was committed and not said yet, in its order, and count it as said."""
    done, _Process.done = _Process.done, {}
    return done


@contextmanager
def finishing() -> "Iterator[None]":
    """Note nothing of what is finished for a command that was killed: it is not this one's."""
    done = _Process.done
    try:
        yield
    finally:
        _Process.done = done


def heed_interrupts() -> None:
    """Let Ctrl-C be heard again; raise KeyboardInterrupt if it has waited, or was lost."""
    _release()
    arrived, _Process.arrived = _Process.arrived, False
    if arrived:
        raise KeyboardInterrupt


def take_interrupt() -> None:
    """Take a Ctrl-C as heard, so that the command that it ends can keep what was answered."""
    _Process.arrived = False


def _release() -> None:
    _Process.is_all_reported = True
    if signal.getsignal(signal.SIGINT) is _hear and not _Process.is_watching:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def is_all_reported() -> bool:
    """Whether nothing was committed since `heed_interrupts`."""
    return _Process.is_all_reported


def _hear(number: int, frame: "FrameType | None") -> None:
    del number, frame
    waits = not (_Process.is_all_reported or _Process.arrived)
    _Process.arrived = waits or _Process.is_watching
    if not waits:
        raise KeyboardInterrupt


def _tell_unraisable(lost: "sys.UnraisableHookArgs") -> None:
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
