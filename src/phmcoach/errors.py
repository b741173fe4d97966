"""What can go wrong, told as facts.

Domain, store and actions know no language: a problem is the id of a message, its arguments,
the place in the user's file and the command that mends it. The command line words it, once,
in the language of the user.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

from phmcoach.exits import ExitCode


@dataclass(frozen=True)
class Place:
    """Where in the user's files a problem stands; `line` counts from 1, `key` is dotted."""

    file: Path
    line: int | None = None
    key: str | None = None


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    `message` is the id of a sentence in the catalogues, `args` fill its fields, and `fix` is the
    command line that mends it (a command is the same in all languages).
    """

    message: str
    args: Mapping[str, object] = field(default_factory=dict)
    fix: str | None = None
    place: Place | None = None


class CoachError(Exception):
    """A mistake of the user or of his files, never a bug: it ends in sentences and an exit code."""

    exit_code: ClassVar[ExitCode]

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            message = "an error without a problem says nothing"
            raise ValueError(message)
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems

    @classmethod
    def of(
        cls, message: str, /, *, fix: str | None = None, place: Place | None = None, **args: object
    ) -> Self:
        """Make an error of one problem."""
        return cls(Problem(message, args, fix, place))


class UsageError(CoachError):
    """The command line says something that cannot be understood, or leaves something out."""

    exit_code = ExitCode.USAGE


class MissingError(CoachError):
    """What was named does not exist."""

    exit_code = ExitCode.NOT_FOUND


class InvalidDataError(CoachError):
    """A file does not have the shape that it must have."""

    exit_code = ExitCode.INVALID_DATA


class RuleRefusedError(CoachError):
    """A gate or a bound of the practice forbids it; the message names the missing fact."""

    exit_code = ExitCode.RULE_REFUSED


class ConflictError(CoachError):
    """Someone else changed or holds what was about to be written."""

    exit_code = ExitCode.CONFLICT


class StorageError(CoachError):
    """The disk refused: no space, no permission, no such folder."""

    exit_code = ExitCode.IO
