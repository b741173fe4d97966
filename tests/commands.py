"""The remedy of a problem as a command line, for tests of the lower layers."""

from collections.abc import Iterable

from phmcoach.cli.shell.remedy_lines import find_command, flag_of
from phmcoach.errors import Problem


def command_of(problem: Problem, about: str | None = None) -> str | None:
    """Return the command that fixes a problem; `about` is the reference that an action adds."""
    command = find_command(problem.naming(about))
    return None if command is None else command.line


def flags_of(problems: Iterable[Problem]) -> list[str | None]:
    """Return the option that overcomes each problem when it is added to what was typed."""
    return [flag_of(each) for each in problems]
