"""Ctrl-C and the commit: before it nothing was done, after it the answer says what was.

An interruption between a commit and the sentence about it would leave an issued invoice unknown to
the coach, and its number unread. So from the commit on, Ctrl-C waits until that sentence is said,
or until the program asks, opens the editor or begins the next commit. Who presses it twice is heard
at once.

Before the commit Ctrl-C raises KeyboardInterrupt at once, and code in C that calls back into Python
may lose that exception: Pydantic does, and so does the import system. `watch_interrupts` lets the
program remember each Ctrl-C, and the next commit is then refused.
"""

import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class _Process:
    """What the handler of the signal shares with the code that it interrupts."""

    is_watching = False
    arrived = False
    is_all_reported = True


def watch_interrupts() -> None:
    """Remember each Ctrl-C of this process, so that none is lost; say nothing where one is."""
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
def committing() -> "Iterator[None]":
    """Let Ctrl-C wait from this commit on, unless the system refuses it: then nothing was done."""
    was_reported = _Process.is_all_reported
    hold_interrupts()
    try:
        yield
    except Exception:
        if was_reported:
            _release()
        raise


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
