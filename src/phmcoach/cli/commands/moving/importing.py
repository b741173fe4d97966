"""The command that reads a coach's own sheets."""

from pathlib import Path
from typing import Annotated

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import FILE, one_of
from phmcoach.cli.shell.options import Yes, argument
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import InvalidDataError
from phmcoach.words import IMPORTS, Import

panel = Panel("practice")


@panel.command("import")
def import_sheet(
    what: Annotated[Import | None, argument("WHAT", "option.import", kind=one_of(IMPORTS))] = None,
    file: Annotated[Path | None, argument("FILE", "option.import-file", kind=FILE)] = None,
    yes: Yes = False,
) -> None:
    state = current()
    with asking() as ask:
        what = ask.choice("WHAT", what, IMPORTS)
        file = ask.value("FILE", FILE, file)
    from phmcoach.actions.moving.importing import carry_out, plan_import
    from phmcoach.cli.pages.imported import show_plan
    from phmcoach.store.interrupts import take_done

    context = state.context()
    plan = plan_import(context, what, file)
    show_plan(state.out, plan)
    problems = plan.problems
    if plan.new and not yes and not state.interactive:
        state.out.say("said.import-waits", what=what, file=str(file))
    elif plan.new and (yes or state.confirm("confirm.import", count=len(plan.new_lines))):
        done = carry_out(context, plan)
        state.out.say("said.imported", count=done.made)
        take_done()
        if done.stopped is not None:
            raise done.stopped
        problems = (*problems, *done.refused)
    if problems:
        raise InvalidDataError(*problems)
