"""The command line that a problem is shown with, for tests below the command line."""

from phmcoach.cli.shell.remedy_lines import find_command
from phmcoach.errors import Problem


def command_of(problem: Problem, about: str | None = None) -> str | None:
    """Return the command that helps with a problem; `about` is what an action would say it is."""
    command = find_command(problem.naming(about))
    return command and command.line
