"""The picture of the rooms in docs/architecture.md is drawn from the imports, and stays so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import nodes_of

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "phmcoach"
PAGE = ROOT / "docs" / "architecture.md"
FLOORS = ("cli", "actions", "documents", "domain")
"""The layers that have rooms inside; each other layer is one room."""

Arrow = tuple[str, str]


def room_of(module: str) -> str:
    """Return the room of a dotted module, such as `domain.money` for `domain.money.invoice`."""
    parts = module.split(".")
    return ".".join(parts[: 2 if parts[0] in FLOORS else 1])


def imports() -> Iterator[Arrow]:
    """Yield each import from one room to another, wherever in a module it stands."""
    modules = {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts): path
        for path in SOURCE.rglob("*.py")
    }
    for name, path in modules.items():
        for node in nodes_of(path):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("phmc"):
                continue
            package = (node.module or "").removeprefix("phmcoach").removeprefix(".")
            for each in node.names:
                inner = f"{package}.{each.name}".removeprefix(".")
                target = inner if inner in modules or f"{inner}.__init__" in modules else package
                if target and room_of(target) != room_of(name):
                    yield room_of(name), room_of(target)


def below(room: str, arrows: set[Arrow]) -> set[str]:
    """Return all rooms that a room reaches by one arrow or more."""
    reached: set[str] = set()
    waiting = [room]
    while waiting:
        here = waiting.pop()
        found = {end for start, end in arrows if start == here} - reached
        reached |= found
        waiting += found
    return reached


def without_shortcuts(arrows: set[Arrow]) -> set[Arrow]:
    """Leave out each arrow whose two rooms a longer way joins as well."""
    return {
        (start, end) for start, end in arrows if end not in below(start, arrows - {(start, end)})
    }


def drawn() -> set[Arrow]:
    """Return the arrows of the page's Mermaid picture."""
    (picture,) = re.findall(r"```mermaid\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    arrows: set[Arrow] = set()
    for start, ends in re.findall(r"^ *([\w.]+) --> ([\w. &]+)$", picture, re.MULTILINE):
        arrows |= {(start, end) for end in ends.split(" & ")}
    return arrows


def test_no_room_reaches_itself() -> None:
    arrows = set(imports())
    assert [room for room in {start for start, _ in arrows} if room in below(room, arrows)] == []


def test_the_picture_draws_the_imports_between_rooms() -> None:
    assert drawn() == without_shortcuts(set(imports()))


def test_no_room_is_a_corridor() -> None:
    """At most 25 modules a room, and no module over 300 lines."""
    rooms: dict[str, int] = {}
    for path in SOURCE.rglob("*.py"):
        if path.name != "__init__.py":
            room = str(path.parent.relative_to(SOURCE))
            rooms[room] = rooms.get(room, 0) + 1
    assert {room: count for room, count in rooms.items() if count > 25} == {}
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}
