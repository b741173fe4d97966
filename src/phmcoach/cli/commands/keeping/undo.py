"""The command that takes another one back."""

from typing import Annotated

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import INTEGER
from phmcoach.cli.shell.options import Json, argument, flag
from phmcoach.cli.shell.panels import Panel

panel = Panel("practice")


@panel.command("undo")
def undo(
    number: Annotated[
        int | None, argument("NUMBER", "option.undo-number", kind=INTEGER, optional=True)
    ] = None,
    listed: Annotated[bool, flag("--list", "option.undo-list")] = False,
    json: Json = False,
) -> None:
    from phmcoach.cli.pages.keeping import undo as page

    state = current()
    context = state.context()
    if listed:
        from phmcoach.actions.keeping.undo_steps import list_steps

        steps = list_steps(context)
        if json:
            state.out.emit_json({"steps": [page.step_data(step) for step in steps]})
        else:
            page.show_steps(state.out, steps)
        return
    from phmcoach.actions.keeping.undoing import undo as take_back

    undone = take_back(context, number)
    if json:
        state.out.emit_json(page.undone_data(undone))
    else:
        page.show_undone(state.out, undone)
