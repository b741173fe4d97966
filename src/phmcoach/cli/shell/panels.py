"""The commands of one subject under their heading, gathered before Typer reads them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TypeVar, cast

import typer
from typer.main import get_command

from phmcoach.cli.shell.click_language import CoachCommand
from phmcoach.cli.shell.command_page import help_id
from phmcoach.cli.shell.options import spread_groups
from phmcoach.value import Value

Function = TypeVar("Function", bound=Callable[..., None])


class Panel:
    """A group of commands under one heading of the help.

    The heading is the message `panel.<name>`.
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
        app.command(name, cls=CoachCommand, help=help_id(name))(
            spread_groups(self._functions[name])
        )
        return cast("CoachCommand", get_command(app))


class PanelFile(Value):
    """A module whose `panel` has these commands; it is imported to build one of them."""

    name: str
    module: str
    names: Sequence[str]

    @property
    def heading(self) -> str:
        """Return the message id of the heading."""
        return f"panel.{self.name}"

    def build(self, name: str) -> CoachCommand:
        """Import the module and let its panel build a command."""
        panel: Panel = import_module(self.module).panel
        return panel.build(name)


def list_names(panels: Iterable[Panel | PanelFile]) -> Mapping[str, Sequence[str]]:
    """Return the names of the commands under each heading."""
    listed: dict[str, list[str]] = {}
    for panel in panels:
        listed.setdefault(panel.heading, []).extend(panel.names)
    return listed


class Commands(Mapping[str, CoachCommand]):
    """The commands of the program by name, in the order of the help; each is built when asked for.

    Reading fifty signatures takes longer than running most commands.
    """

    def __init__(self, panels: Iterable[Panel | PanelFile]) -> None:
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
