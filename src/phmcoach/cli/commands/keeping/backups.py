"""The commands that back a practice up, and bring it back."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated

from phmcoach.cli.commands.groups import GapReason, LastNumber
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import FILE
from phmcoach.cli.shell.options import argument
from phmcoach.cli.shell.panels import Panel

panel = Panel("practice")

_LEAST = Decimal("0.1")


@panel.command("backup")
def backup(
    file: Annotated[Path | None, argument("FILE", "option.backup-file", kind=FILE)] = None,
) -> None:
    state = current()
    with asking() as ask:
        file = ask.value("FILE", FILE, file)
    from phmcoach.actions.keeping.backing_up import back_up

    made = back_up(state.context(), file)
    state.out.warn_all(made.warnings)
    state.out.say(
        "said.backed-up",
        count=made.files,
        size=max(_LEAST, round(Decimal(made.size) / 1_000_000, 1)),
    )
    state.out.say("said.backup-locked" if made.is_locked else "said.backup-in-clear")
    state.out.result(made.path)


@panel.command("restore")
def restore(
    file: Annotated[Path | None, argument("FILE", "option.restored-file", kind=FILE)] = None,
    directory: Annotated[str | None, argument("DIR", "option.restored-folder")] = None,
    last_number: LastNumber = None,
    reason: GapReason = None,
) -> None:
    state = current()
    with asking() as ask:
        file = ask.value("FILE", FILE, file)
        directory = ask.text("DIR", directory)
    from phmcoach.actions.keeping.restoring import new_folder, open_backup, restore_backup
    from phmcoach.actions.practice.doctor import examine
    from phmcoach.cli.pages.keeping.diagnosis import show_diagnosis
    from phmcoach.cli.pages.keeping.last_numbers import last_numbers, say_gaps, usual_reason
    from phmcoach.cli.pages.keeping.locked_backup import unlock_backup
    from phmcoach.cli.shell.state import working_folder

    context = state.context(folder=new_folder(Path(directory), working_folder()))
    found = open_backup(context, file, partial(unlock_backup, state))
    numbers: tuple[str, ...] = ()
    if found.numbering is not None:
        if last_number is None:
            state.out.say("said.backup-of", on=found.backup.made_on)
        numbers = last_numbers(state, found.numbering, last_number)
    language = found.numbering.language if found.numbering else state.tr.language
    why = reason or usual_reason(language, "said.lost-reason", on=found.backup.made_on)
    done = restore_backup(context, found, numbers, why)
    state.out.warn_all(done.warnings)
    state.out.say("said.restored", count=done.files, on=done.made_on)
    say_gaps(state, done.gaps)
    if done.recorded_by:
        state.out.say("said.pen-left", name=done.recorded_by)
    state.out.result(done.folder)
    state.go_on_in(Path(directory), done.folder)
    with state.out.beside(json=True):  # the result is the folder
        show_diagnosis(state.out, examine(context))
