"""From a problem to the command line that helps: its template of the table, with its words.

What the command line itself refuses has no template: it knows what was typed, and what to type
instead.
"""

import shlex
from dataclasses import dataclass, fields
from typing import NamedTuple

from phmcoach.cli.shell.no_remedy import WITHOUT
from phmcoach.cli.shell.remedies import CHOSEN, COMMANDS, EDIT, HELP
from phmcoach.errors import Problem


class Command(NamedTuple):
    """A command line to type; one that `explains` shows help, the others act."""

    line: str
    explains: bool = False


@dataclass(frozen=True)
class Instructed(Problem):
    """A problem of the command line itself, which knows what was typed and what to type instead."""

    command: Command | None = None


def instruct(problem: Problem, command: Command) -> Instructed:
    """Return a problem with the command line that helps."""
    known = {each.name: getattr(problem, each.name) for each in fields(Problem)}
    return Instructed(**known, command=command)


def find_command(problem: Problem) -> Command | None:
    """Return the command that helps with a problem, or None where none does.

    What passes on another's problem has the command of that one.
    """
    if isinstance(problem, Instructed):
        return problem.command
    if problem.fix is not None:
        return Command(problem.fix)
    inner = problem.args.get("problem")
    if isinstance(inner, Problem):
        return find_command(inner)
    template = _template_of(problem)
    if template is None:
        return None
    explains = problem.remedy is None and problem.message in HELP
    return Command(_fill(template, problem), explains=explains)


def _template_of(problem: Problem) -> str | None:
    """Return what the context chose, else what the message has, else the default."""
    if problem.remedy is not None:
        return CHOSEN[problem.remedy]
    own = COMMANDS.get(problem.message) or HELP.get(problem.message)
    is_mended = problem.ref is not None and problem.message not in WITHOUT
    return own or (EDIT if is_mended else None)


def _fill(template: str, problem: Problem) -> str:
    words = {name: _Word(value) for name, value in problem.args.items()}
    if problem.ref is not None:
        words["ref"] = _Word(problem.ref)
    return "coach " + template.format_map(words)


class _Word:
    """A value in a command line, quoted for a shell."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        return shlex.quote(format(self._value, spec))
