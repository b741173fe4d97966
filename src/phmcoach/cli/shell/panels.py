"""The commands of one subject under their heading, gathered before Typer reads them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar, cast

import typer
from typer.main import get_command

from phmcoach.cli.shell.click_language import CoachCommand
from phmcoach.cli.shell.options import spread_groups

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

    def build(self, name: str) -> CoachCommand:
        """Let Typer read the signature of a command's function."""
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name, cls=CoachCommand, help=f"help.{name}", rich_help_panel=self.heading)(
            spread_groups(self._functions[name])
        )
        return cast("CoachCommand", get_command(app))


class Commands(Mapping[str, CoachCommand]):
    """The commands of the program by name, in the order of the help; each is built when asked for.

    Reading fifty signatures takes longer than running most commands.
    """

    def __init__(self, panels: Sequence[Panel]) -> None:
        self._panels = {name: panel for panel in panels for name in panel.names}
        self._built: dict[str, CoachCommand] = {}

    def __getitem__(self, name: str) -> CoachCommand:
        if name not in self._built:
            self._built[name] = self._panels[name].build(name)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._panels)

    def __len__(self) -> int:
        return len(self._panels)
