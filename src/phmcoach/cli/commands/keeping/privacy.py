"""The command of personal data: give it to its person, erase it, say what is held too long."""

from pathlib import Path
from typing import Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_references
from phmcoach.cli.shell.kinds import FILE, TEXT, one_of
from phmcoach.cli.shell.options import DryRun, Json, Yes, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.words import PRIVACY_ACTIONS, PrivacyAction

panel = Panel("practice")


@panel.command("privacy")
def privacy(
    what: Annotated[
        PrivacyAction | None,
        argument("WHAT", "option.privacy-what", kind=one_of(PRIVACY_ACTIONS)),
    ] = None,
    person: Annotated[
        str | None,
        argument(
            "PERSON",
            "option.privacy-person",
            kind=TEXT,
            complete=complete_references,
            optional=True,
        ),
    ] = None,
    to: Annotated[Path | None, option("--to", FILE, "option.privacy-file")] = None,
    notes: Annotated[bool, flag("--notes", "option.privacy-notes")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    state = current()
    with asking() as ask:
        action = ask.choice("WHAT", what, PRIVACY_ACTIONS, question="ask.privacy")
        if action != "due":
            person = ask.text("PERSON", person)
        if action == "export":
            from phmcoach.actions.privacy.exporting import find_person

            ask.named(lambda: find_person(state.context(), str(person)))
            to = ask.value("--to", FILE, to, question="ask.privacy-to")
    if action == "due":
        _list_due(state, json=json)
    elif action == "export":
        if person is not None and to is not None:
            _export(state, person, to, with_notes=notes, json=json)
    elif person is not None:
        from phmcoach.cli.pages.keeping.erase_person import erase

        erase(state, person, dry_run=dry_run, yes=yes, json=json)


def _list_due(state: CliState, *, json: bool) -> None:
    from phmcoach.actions.privacy.due import list_due
    from phmcoach.cli.pages.keeping.privacy import due_data, print_due

    found = list_due(state.context())
    if json:
        state.out.emit_json(due_data(found))
    else:
        state.out.warn_all(found.warnings)
        print_due(state.out, found)
    if found.error is not None:
        raise found.error


def _export(state: CliState, person: str, to: Path, *, with_notes: bool, json: bool) -> None:
    from phmcoach.actions.privacy.exporting import export_person, find_person
    from phmcoach.cli.pages.keeping.privacy import exported_data, say_exported
    from phmcoach.cli.pages.keeping.secrets import unlock

    context = state.context()
    found = find_person(context, person)
    keys = unlock(state, context) if with_notes and found.notes else None
    made = export_person(context, found, to, keys)
    state.out.warn_all(made.warnings)
    if json:
        state.out.emit_json(exported_data(made))
    else:
        say_exported(state.out, made)
