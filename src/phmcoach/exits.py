"""What the exit code of `coach` says, for scripts and for people."""

from enum import IntEnum


class ExitCode(IntEnum):
    """One meaning a number; they never change, scripts rely on them."""

    OK = 0
    FINDING = 1
    USAGE = 2
    NOT_FOUND = 3
    INVALID_DATA = 4
    RULE_REFUSED = 5
    CONFLICT = 6
    IO = 7
    BUG = 70
    INTERRUPTED = 130
