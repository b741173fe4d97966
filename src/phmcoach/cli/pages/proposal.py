"""Days that are proposed for the sessions left, before any of them is planned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.remedy_lines import Command
from phmcoach.cli.shell.tables import Column
from phmcoach.remedy import join_words
from phmcoach.words import WEEKDAYS

if TYPE_CHECKING:
    from phmcoach.actions.sessions.proposing import Proposed


def show_proposed(out: Output, proposed: "Proposed", *, json: bool) -> None:
    """Show the days, each with its weekday."""
    if json:
        out.emit_json(
            {
                "ref": proposed.ref,
                "proposed": proposed.days,
                "at": proposed.at,
                "warnings": proposed.warnings,
            }
        )
        return
    out.warn_all(proposed.warnings)
    out.table(
        [Column("column.weekday"), Column("column.held-on", "date"), Column("column.at", "time")],
        [(out.tr.word(WEEKDAYS[on.weekday()]), on, proposed.at) for on in proposed.days],
    )


def say_waiting(out: Output, words: Sequence[str]) -> None:
    """Say that nothing is planned yet, and the line that plans it."""
    out.say("said.proposed-waits")
    out.prompt(f"  {out.spell(Command(join_words((*words, '--yes'))))}\n")
