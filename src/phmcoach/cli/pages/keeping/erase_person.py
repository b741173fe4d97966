"""Show what erasing a person does, ask, and do it."""

from phmcoach.actions.privacy.erasing import erase_person, plan_erasure
from phmcoach.cli.pages.keeping.erasure import plan_data, show_plans
from phmcoach.cli.shell.state import CliState
from phmcoach.remedy import quote_word


def erase(state: CliState, name: str, *, dry_run: bool, yes: bool, json: bool) -> None:
    """Show the plan always; off a terminal and for a program, only `--yes` erases."""
    context = state.context()
    found = plan_erasure(context, name)
    plans = found.plans
    if json:
        if yes:
            erase_person(context, name, plans)
        shown = [plan_data(each) for each in plans]
        state.out.emit_json({"plans": shown, "erased": yes, "problems": found.left})
        return
    show_plans(state.out, plans)
    state.out.warn_all(found.left)
    if dry_run:
        return
    if not yes and not state.interactive:
        state.out.say("said.erase-waits", what="erase", name=quote_word(name))
    elif yes or state.confirm("confirm.erase", name=plans[0].name):
        erase_person(context, name, plans)
        state.out.say("said.erased", name=plans[0].name)
