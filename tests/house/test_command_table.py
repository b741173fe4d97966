"""The table of commands says of each module what the module itself defines."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from typer.models import TyperPath

from phmcoach.cli import commands
from phmcoach.cli.app import build_program
from phmcoach.cli.commands import PANELS
from phmcoach.cli.shell.command_page import help_id
from phmcoach.cli.shell.panels import Commands, PanelFile, list_names

NAMES = [name for panel in PANELS for name in panel.names]


@pytest.mark.parametrize("row", PANELS, ids=lambda row: row.module)
def test_a_row_has_the_heading_and_the_commands_of_its_module_in_their_order(
    row: PanelFile,
) -> None:
    panel = import_module(row.module).panel
    assert (row.heading, row.names) == (panel.heading, panel.names)


def test_every_module_that_defines_commands_has_one_row() -> None:
    modules = [each.name for each in walk_packages(commands.__path__, f"{commands.__name__}.")]
    defining = [name for name in modules if hasattr(import_module(name), "panel")]
    assert sorted(row.module for row in PANELS) == sorted(defining)


def test_every_path_that_is_typed_is_checked_by_those_who_open_it() -> None:
    commands = build_program().commands.items()
    params = [(name, each.name, each.type) for name, command in commands for each in command.params]
    assert [(name, of) for name, of, kind in params if isinstance(kind, TyperPath)] == []


def test_no_command_is_in_the_table_twice() -> None:
    assert sorted(NAMES) == sorted(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_a_command_has_the_name_and_the_help_that_the_page_of_the_program_shows(name: str) -> None:
    command = Commands(PANELS)[name]
    assert (command.name, command.help, command.hidden) == (name, help_id(name), False)


def test_the_page_of_the_program_has_the_commands_in_the_order_of_the_table() -> None:
    listed = list_names(PANELS)
    assert [name for names in listed.values() for name in names] == NAMES
