"""The exit codes of `coach`."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes; scripts rely on them, so none ever changes its meaning."""

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
