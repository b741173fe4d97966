from typing import Annotated

from typer.core import TyperOption

from phmcoach.cli.shell.kinds import INTEGER, TEXT
from phmcoach.cli.shell.options import OptionGroup, flag, option
from phmcoach.cli.shell.panels import Panel

panel = Panel("sessions")
received: list[object] = []


class Place(OptionGroup):
    """Where something is."""

    city: Annotated[str | None, option("--city", TEXT, "option.city")] = None
    floor: Annotated[int | None, option("--floor", INTEGER, "option.sessions")] = None


@panel.command("plan")
def visit(
    *,
    name: Annotated[str | None, option("--name", TEXT, "option.name")] = None,
    place: Place,
    json: Annotated[bool, flag("--json", "option.json")] = False,
) -> None:
    received.append((name, place.city, place.floor, json))


def test_the_options_of_a_group_take_the_place_of_its_parameter() -> None:
    options = [each for each in panel.build("plan").params if isinstance(each, TyperOption)]
    names = [each.opts[0] for each in options]
    assert names[:4] == ["--name", "--city", "--floor", "--json"]


def test_a_command_receives_the_values_of_a_group_together() -> None:
    callback = panel.build("plan").callback
    assert callback is not None
    callback(name=None, city="Lyon", floor=3, json=True)
    assert received == [(None, "Lyon", 3, True)]
