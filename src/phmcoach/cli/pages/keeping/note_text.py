"""Taking the text of a note: from the editor, in memory alone, or as it is typed or piped."""

import sys
from typing import TYPE_CHECKING

from phmcoach.actions.notes.texts import keep_draft
from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.terminal import read_line
from phmcoach.errors import UsageError
from phmcoach.notes.memory import file_in_memory, find_memory

if TYPE_CHECKING:
    from pathlib import Path

    from phmcoach.actions.context import Context
    from phmcoach.actions.notes.texts import Begun

END = "."
"""The line that ends a note which is typed."""


def take_text(state: CliState, context: "Context", begun: "Begun", before: str = "") -> str:
    """Return the text of a note from a terminal; `before` is its earlier text.

    The editor is opened only in a folder that is in memory. Without one, what is typed is added to
    what there is.
    """
    memory = find_memory()
    if memory is None:
        state.out.say("said.no-editor-in-memory", end=END)
        return join_texts(before, _type_lines(state, context, begun))
    with file_in_memory(memory, before) as path:
        try:
            terminal.open_editor(path, private=True)
        except UsageError as error:
            text = _read(path)
            if not text.strip() or text == before:
                raise
            raise UsageError(*error.problems, keep_draft(context, begun, text)) from None
        return _read(path)


def read_input() -> str:
    """Return all of the standard input; UsageError if it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise UsageError.of("prompt.unreadable") from None


def join_texts(before: str, text: str) -> str:
    """Return a text after another one; one without words adds nothing."""
    if not before.strip() or not text.strip():
        return before if before.strip() and not text.strip() else text
    return f"{before.rstrip()}\n\n{text}"


def _type_lines(state: CliState, context: "Context", begun: "Begun") -> str:
    """Return the lines that are typed; those of a note that is broken off are kept, locked."""
    lines: list[str] = []
    try:
        while (line := read_line(state.out, ">")) != END:
            lines.append(line)
    except KeyboardInterrupt:
        if any(map(str.strip, lines)):
            context.remark(keep_draft(context, begun, "\n".join(lines)))
        raise
    return "\n".join(lines)


def _read(path: "Path") -> str:
    """Return what an editor saved, also in the encoding of old programs."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # it was moved or deleted
        return ""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
