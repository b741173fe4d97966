"""What an import would make, before anything is written."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column

if TYPE_CHECKING:
    from phmcoach.actions.moving.importing import Plan
    from phmcoach.actions.moving.sheet_rows import Row


def show_plan(out: Output, plan: "Plan") -> None:
    """Print each row that makes something, and what is left out."""
    if plan.new:
        out.table(
            [
                Column("column.line", "number"),
                Column("column.ref"),
                Column("column.imported"),
            ],
            [(row.line, row.ref, _content(out, row)) for row in plan.new],
        )
    out.say("said.import-plan", count=len(plan.new), known=len(plan.rows) - len(plan.new))
    if plan.unknown:
        out.say("said.import-unknown", names=plan.unknown)


def _content(out: Output, row: "Row") -> str:
    """Return what a row is about; of an engagement, also how much of it another tool billed."""
    held = row.facts.get("already_held")
    return (
        row.name if held is None else out.tr.text("show.begun-before", name=row.name, sessions=held)
    )
