"""The remedy of a problem as a command line, for tests of the lower layers."""

from phmcoach.cli.shell.remedy_lines import find_command
from phmcoach.errors import Problem


def command_of(problem: Problem, about: str | None = None) -> str | None:
    """Return the command that fixes a problem; `about` is the reference that an action adds."""
    command = find_command(problem.naming(about))
    return command and command.line
