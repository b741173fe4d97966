"""The preview of an import, before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column

if TYPE_CHECKING:
    from phmcoach.actions.moving.importing import Plan
    from phmcoach.actions.moving.known_rows import Made, Row


_PARTS: Mapping["Made", str] = {
    "validation": "show.import-validation",
    "objective": "show.import-objective",
    "terms": "show.import-terms",
    "signature": "show.import-signature",
    "evaluation": "show.import-evaluation",
    "close": "show.import-close",
}
"""How each part of a contract is named."""


def show_plan(out: Output, plan: "Plan") -> None:
    """Print what each row makes, those of one engagement together, and what is left out."""
    if plan.new:
        out.table(
            [
                Column("column.line", "number"),
                Column("column.ref"),
                Column("column.imported"),
            ],
            [
                (rows[0].line, rows[0].ref, ", ".join(_contents(out, rows)))
                for rows in _together(plan)
            ],
        )
    out.say("said.import-plan", count=len(plan.new_lines), known=len(plan.known_lines))
    if plan.unknown:
        out.say("said.import-unknown", names=plan.unknown)


def _together(plan: "Plan") -> list[tuple["Row", ...]]:
    """Return what is made in the order of the sheet, all of an engagement with its first row."""
    if plan.what == "sessions":
        return [(row,) for row in plan.new]
    first: dict[tuple[bool, str], int] = {}
    for place, row in enumerate(plan.new):
        first.setdefault(_owner(row), place)
    ordered = sorted(plan.new, key=lambda row: first[_owner(row)])
    return [tuple(rows) for _, rows in groupby(ordered, key=_owner)]


def _owner(row: "Row") -> tuple[bool, str]:
    return row.made == "client", row.ref


def _contents(out: Output, rows: Sequence["Row"]) -> Iterator[str]:
    """Yield what rows make: the person first, then each part of the contract, with its day."""
    first = rows[0]
    name = next((row.name for row in rows if row.made != "session"), None)
    if name is None and len(rows) == 1:
        yield first.name
        return
    held = first.facts.get("already_held")
    if held is not None:
        yield out.tr.text("show.begun-before", name=name, sessions=held)
    elif name is not None:
        yield name
    for row in rows:
        if row.made in _PARTS:
            yield out.tr.text(_PARTS[row.made], **row.facts)
    if count := sum(row.made == "session" for row in rows):
        yield out.tr.text("show.import-sessions", sessions=count)
