"""A table that was exported, as JSON."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phmcoach.actions.moving.tables import ExportedTable


def table_data(exported: "ExportedTable") -> dict[str, object]:
    """Return the lines of a table by the names of their columns, and what it lacks."""
    names = [column.name for column in exported.table.columns]
    return {
        "lines": [dict(zip(names, line.cells, strict=True)) for line in exported.table.lines],
        "problems": (*exported.warnings, *(exported.error.problems if exported.error else ())),
    }
