"""The result of `coach undo`, and the list of what it can take back."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.remedy_lines import Command
from phmcoach.cli.shell.tables import Column
from phmcoach.value import fields_of

if TYPE_CHECKING:
    from phmcoach.actions.keeping.undo_steps import Listed
    from phmcoach.actions.keeping.undoing import Undone

_COLUMNS = (
    Column("column.recorded-on", "date"),
    Column("column.at", "time"),
    Column("column.command"),
    Column("column.concerned", "list"),
    Column("column.to-type"),
)


def show_steps(out: Output, steps: Sequence["Listed"]) -> None:
    """Print the commands that can be taken back, each with what takes it back."""
    if not steps:
        out.result(out.tr.text("said.nothing-to-undo"))
        return
    out.table(_COLUMNS, [_row(out, step) for step in steps])


def _row(out: Output, step: "Listed") -> tuple[object, ...]:
    command = f"{step.command} ({step.of})" if step.of else step.command
    typed = out.spell(Command(f"undo {step.number}"))
    if step.entries:
        typed = out.tr.text("said.in-ledger", names=step.entries)
    return step.at.date(), step.at.time(), command, step.refs, typed


def step_data(step: "Listed") -> dict[str, object]:
    """Return a command of the list as JSON."""
    return {**fields_of(step), "at": _moment(step.at)}


def show_undone(out: Output, undone: "Undone") -> None:
    """Say what was taken back, and print the files that are as before."""
    state = undone.state
    args = {"command": state.of or state.command, "on": state.at.date(), "at": state.at.time()}
    message = "said.redone" if state.command == "undo" else "said.undone"
    out.say(message, refs=undone.refs or ("practice.toml",), **args)
    for path in undone.restored:
        out.result(path)
    if undone.removed:
        out.say("said.undo-removed", files=[path.name for path in undone.removed])
    if undone.papers:
        out.say("said.undo-left", files=[path.name for path in undone.papers])
    out.say("said.undo-again")


def undone_data(undone: "Undone") -> dict[str, object]:
    """Return what was taken back as JSON."""
    state = undone.state
    return {
        "number": undone.number,
        "undone": state.number,
        "command": state.command,
        "of": state.of,
        "at": _moment(state.at),
        "refs": undone.refs,
        "restored": undone.restored,
        "removed": undone.removed,
        "papers": undone.papers,
    }


def _moment(at: datetime) -> datetime:
    """Return the local time of a command, to the second."""
    return at.replace(microsecond=0, tzinfo=None)
