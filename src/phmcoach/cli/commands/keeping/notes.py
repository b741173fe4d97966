"""The command of the private notes: write, list, show, search, and try or use the recovery key."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_references
from phmcoach.cli.shell.kinds import DATE, FILE, TEXT
from phmcoach.cli.shell.options import Json, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import UsageError
from phmcoach.typed_words import begin_words, read_word
from phmcoach.value import replace
from phmcoach.words import NOTE_ACTIONS

if TYPE_CHECKING:
    from phmcoach.actions.context import Context

panel = Panel("sessions")

_WHAT = TEXT._replace(
    parse=lambda text, state: read_word(text, NOTE_ACTIONS) or TEXT.parse(text, state),
    choices=NOTE_ACTIONS,
)
"""One of these words, or any reference."""

_QUESTIONS = {"show": "ask.ref", "search": "ask.note-words"}
"""What is asked for if NAME is missing."""


def complete_notes(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what can be done with notes, and the engagements."""
    return [*begin_words(incomplete, NOTE_ACTIONS), *complete_references(ctx, incomplete)]


@panel.command("note")
def note(
    what: Annotated[
        str | None, argument("WHAT", "option.note-what", kind=_WHAT, complete=complete_notes)
    ] = None,
    name: Annotated[
        str | None,
        argument("NAME", "option.note-name", complete=complete_references, optional=True),
    ] = None,
    on: Annotated[date | None, option("--on", DATE, "option.note-on")] = None,
    source: Annotated[Path | None, option("--from", FILE, "option.note-from")] = None,
    remove: Annotated[bool, flag("--remove", "option.note-remove")] = False,
    json: Json = False,
) -> None:
    state = current()
    with asking() as ask:
        what = ask.text("WHAT", what, question="ask.note")
        action = read_word(what, NOTE_ACTIONS)
        if question := _QUESTIONS.get(action or ""):
            name = ask.text("NAME", name, question=question)
    if action is None:
        _refuse_unread(what, name, json=json)
    context = state.context()
    match action:
        case "list":
            _list(state, context, name, json=json)
        case "show":
            _show(state, context, name, on, json=json)
        case "search":
            _search(state, context, name or "", json=json)
        case "check":
            _check(state, context)
        case "recover":
            _recover(state, context)
        case None:
            if remove:
                _remove(state, context, what, on)
            else:
                _write(state, what, on, source)


def _write(state: CliState, ref: str, on: date | None, source: Path | None) -> None:
    from phmcoach.cli.pages.keeping.writing import write_note

    write_note(state, ref, on or state.today, source=source)


def _refuse_unread(ref: str, text: str | None, *, json: bool) -> None:
    """Refuse what a note that is written does not read: its text, which the shell would keep."""
    if text is not None:
        raise UsageError.of("notes.text-typed", about=ref)
    if json:
        raise UsageError.of("usage.exclusive", one="--json", other=ref)


def _list(state: CliState, context: "Context", ref: str | None, *, json: bool) -> None:
    from phmcoach.actions.notes.texts import find_notes
    from phmcoach.cli.pages.keeping.notes import print_list

    notes = find_notes(context, ref=ref)
    if json:
        state.out.emit_json({"notes": [{"ref": each.ref, "on": each.on} for each in notes]})
    else:
        print_list(state.out, notes)


def _show(
    state: CliState, context: "Context", ref: str | None, on: date | None, *, json: bool
) -> None:
    from phmcoach.actions.notes import texts
    from phmcoach.cli.pages.keeping.notes import notes_data, print_notes
    from phmcoach.cli.pages.keeping.secrets import unlock

    notes = texts.find_notes(context, ref=ref, on=on)
    opened = texts.open_notes(context, notes, unlock(state, context))
    if json:
        state.out.emit_json({"notes": notes_data(opened.notes), "problems": opened.problems})
    else:
        print_notes(state.out, opened.notes)
    opened.raise_unread()


def _search(state: CliState, context: "Context", words: str, *, json: bool) -> None:
    from phmcoach.actions.notes import texts
    from phmcoach.cli.pages.keeping.notes import notes_data, print_found
    from phmcoach.cli.pages.keeping.secrets import unlock

    notes = texts.find_notes(context, ref=None)
    opened = texts.open_notes(context, notes, unlock(state, context))
    found = [
        replace(each, text="\n".join(lines))
        for each in opened.notes
        if (lines := texts.lines_with(each.text, words))
    ]
    if json:
        state.out.emit_json({"notes": notes_data(found), "problems": opened.problems})
    elif found:
        print_found(state.out, found)
    else:
        state.out.say("said.note-not-found", count=len(opened.notes))
    opened.raise_unread()


def _check(state: CliState, context: "Context") -> None:
    from phmcoach.actions.notes.keys import load_keys, record_trial
    from phmcoach.cli.pages.keeping.secrets import ask_recovery_key

    load_keys(context.folder)
    record_trial(context, ask_recovery_key(state, context))
    state.out.say("said.recovery-key-tried")


def _recover(state: CliState, context: "Context") -> None:
    from phmcoach.actions.notes.keys import recover_keys, refuse_without_keys
    from phmcoach.cli.pages.keeping.secrets import ask_new_passphrase, ask_recovery_key

    refuse_without_keys(context.folder)
    recovery = ask_recovery_key(state, context)
    recover_keys(context, recovery=recovery, passphrase=ask_new_passphrase(state))
    state.out.say("said.passphrase-replaced")


def _remove(state: CliState, context: "Context", ref: str, on: date | None) -> None:
    from phmcoach.actions.notes.texts import find_notes, remove_note

    with asking() as ask:
        on = ask.value("--on", DATE, on)
    found = find_notes(context, ref=ref, on=on)[0]
    if state.confirm("confirm.remove-note", ref=found.ref, on=on):
        remove_note(context, found)
        state.out.say("said.note-removed", ref=found.ref, on=on)
