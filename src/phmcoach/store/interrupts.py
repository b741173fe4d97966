"""Ctrl-C and the commit: before it nothing was done, after it the answer says what was.

An interruption between a commit and the sentence about it would leave an issued invoice unknown to
the coach, and its number unread. So from the commit on, Ctrl-C waits until that sentence is said,
or until the program asks, opens the editor or begins the next commit. Who presses it twice is heard
at once.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _Process:
    """What the handler of the signal shares with the code that it interrupts."""

    arrived = False
    is_all_reported = True


def hold_interrupts() -> None:
    """Let Ctrl-C wait until `heed_interrupts`: what follows has to be reported."""
    _Process.is_all_reported = False
    is_ours = threading.current_thread() is threading.main_thread()
    if is_ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _remember)


@contextmanager
def committing() -> Iterator[None]:
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
    """Let Ctrl-C be heard again; raise KeyboardInterrupt if it has waited."""
    _release()
    arrived, _Process.arrived = _Process.arrived, False
    if arrived:
        raise KeyboardInterrupt


def _release() -> None:
    _Process.is_all_reported = True
    if signal.getsignal(signal.SIGINT) is _remember:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def is_all_reported() -> bool:
    """Whether nothing was committed since `heed_interrupts`."""
    return _Process.is_all_reported


def _remember(number: int, frame: FrameType | None) -> None:
    del number, frame
    _Process.arrived = not _Process.arrived
    if not _Process.arrived:
        raise KeyboardInterrupt
