"""Problems and errors as data, without a sentence.

Domain, store and actions know neither a language nor a command line. They report a message id, its
arguments, the place in the user's file and the engagement it concerns. The command line turns them
into a sentence and names the command that helps (`cli/shell/remedies`).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar, Self

from phmcoach.exits import ExitCode
from phmcoach.remedy import Remedy
from phmcoach.value import NOTHING, Value, replace
from phmcoach.words import Level


class Place(Value):
    """The place of a problem in the user's files; `line` counts from 1, `key` is dotted."""

    file: Path
    line: int | None = None
    key: str | None = None


class Paste(Value):
    """Lines of TOML to paste into a file of the folder, which is new or has its `schema` already.

    `file` is the path in the folder, `text` is without the line of the schema.
    """

    file: str
    text: str
    is_new: bool


class Problem(Value):
    """One fact that the program reports: a refusal, a remark, a verdict or a finding.

    `message` is the id of a sentence in the catalogues; `args` fill its fields and those of the
    command that helps. `level` is its severity. `ref` is the reference of the engagement it
    concerns, or of the client if the message is about a client. `remedy` is set only if the context
    decides which command helps; otherwise the message determines it. `words` fill the
    fields of the command that the sentence does not contain; one that `waits` is accepted only from
    the day of the sentence on. `paste` among the arguments are lines that help if the user pastes
    them into a file.
    """

    message: str
    args: Mapping[str, object] = NOTHING
    place: Place | None = None
    level: Level = "error"
    ref: str | None = None
    remedy: Remedy | None = None
    words: Mapping[str, object] = NOTHING

    def naming(self, ref: str | None) -> "Problem":
        """Return the problem with `ref` set, unless it has a reference already."""
        return self if self.ref or not ref else replace(self, ref=ref)


def about(ref: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Set the engagement (or client) of the problems that have none yet."""
    return tuple(each.naming(ref) for each in problems)


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that are errors."""
    return tuple(each for each in problems if each.level == "error")


def warnings_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that are only warnings."""
    return tuple(each for each in problems if each.level == "warning")


def as_warnings(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems as warnings: they are reported, and stop nothing."""
    return tuple(replace(each, level="warning") for each in problems)


def without_remedy(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems of what was just typed: the sentence says what can be typed instead."""
    return tuple(replace(each, remedy=Remedy.NOTHING) for each in problems)


class CoachError(Exception):
    """A mistake in the user's input or files, not a bug; shown as sentences, with an exit code."""

    exit_code: ClassVar[ExitCode]

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            message = "an error needs at least one problem"
            raise ValueError(message)
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems

    @classmethod
    def of(
        cls,
        message: str,
        /,
        *,
        about: str | None = None,
        remedy: Remedy | None = None,
        words: Mapping[str, object] | None = None,
        place: Place | None = None,
        **args: object,
    ) -> Self:
        """Make an error of one problem; `about` is the reference of its engagement or client."""
        problem = Problem(message, args, place, ref=about, remedy=remedy, words=words or {})
        return cls(problem)


class UsageError(CoachError):
    """The command line cannot be understood, or something is missing in it."""

    exit_code = ExitCode.USAGE


class MissingError(CoachError):
    """Something that the user named does not exist."""

    exit_code = ExitCode.NOT_FOUND


class InvalidDataError(CoachError):
    """A file does not have the shape that it must have."""

    exit_code = ExitCode.INVALID_DATA


class RuleRefusedError(CoachError):
    """A gate or a bound of the practice forbids the step; the message names the missing fact."""

    exit_code = ExitCode.RULE_REFUSED


class ConflictError(CoachError):
    """Another process changed or locked the file that was about to be written."""

    exit_code = ExitCode.CONFLICT


class StorageError(CoachError):
    """The disk refused: no space, no permission, no such folder."""

    exit_code = ExitCode.IO


def error_of(problems: Iterable[Problem], *, refused: bool) -> CoachError:
    """Return the error of files that were left out; `refused` if the system refused to read one."""
    return StorageError(*problems) if refused else InvalidDataError(*problems)


def refuse(problems: Iterable[Problem], *, about: str | None = None) -> None:
    """Raise RuleRefusedError with the problems, if there are any.

    `about` is the reference of the engagement, for the problems that name none.
    """
    found = tuple(problems)
    if found:
        raise RuleRefusedError(*(problem.naming(about) for problem in found))
