"""The commands of a concern, gathered under their heading before Typer knows them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import typer

from phmcoach.cli.click_language import CoachCommand

Function = TypeVar("Function", bound=Callable[..., None])


class Panel:
    """A group of commands under one heading of the help.

    The heading is the message `panel.<name>`, a command's help the message `help.<command>`: its
    first paragraph is the line in the list of commands.
    """

    def __init__(self, name: str) -> None:
        self.heading = f"panel.{name}"
        self._functions: dict[str, Callable[..., None]] = {}

    @property
    def names(self) -> Sequence[str]:
        """Return the names of the commands."""
        return tuple(self._functions)

    def command(self, name: str) -> Callable[[Function], Function]:
        """Register a function as the command `name`."""

        def register(function: Function) -> Function:
            self._functions[name] = function
            return function

        return register

    def add_to(self, app: typer.Typer) -> None:
        """Give the commands to Typer, in the order in which they were written."""
        for name, function in self._functions.items():
            app.command(name, cls=CoachCommand, help=f"help.{name}", rich_help_panel=self.heading)(
                function
            )
