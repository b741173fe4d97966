"""The private notes, as the coach reads them on the screen."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phmcoach.actions.notes.files import Note
    from phmcoach.actions.notes.texts import OpenNote


def print_notes(out: Output, notes: "Sequence[OpenNote]") -> None:
    """Print notes under their days, in the order of the days."""
    for place, each in enumerate(notes):
        if place:
            out.page("")
        out.title(out.tr.text("page.note", ref=each.ref, on=each.on))
        for line in each.text.rstrip().splitlines():
            out.result(line)


def print_found(out: Output, notes: "Sequence[OpenNote]") -> None:
    """Print the lines that were found, under the day of their note."""
    for each in notes:
        out.title(out.tr.text("page.note", ref=each.ref, on=each.on))
        for line in each.text.splitlines():
            out.item("-", line)


def print_list(out: Output, notes: "Sequence[Note]") -> None:
    """Print which notes there are; nothing has to be opened for it."""
    for each in notes:
        out.item(each.ref, out.tr.format_value(each.on, "date"))


def notes_data(notes: "Sequence[OpenNote]") -> list[dict[str, object]]:
    """Return notes for a program."""
    return [{"ref": each.ref, "on": each.on, "text": each.text} for each in notes]
