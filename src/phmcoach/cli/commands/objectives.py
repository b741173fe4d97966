"""The command that agrees on an objective, or corrects one that nobody has signed."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import ObjectiveTexts, Scale
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, OBJECTIVE
from phmcoach.cli.shell.options import Reference, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import UsageError
from phmcoach.remedy import Remedy
from phmcoach.words import OBJECTIVE_READINGS

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking

panel = Panel("engagement")


@panel.command("add-objective")
def add_objective(
    *,
    ref: Reference = None,
    texts: ObjectiveTexts,
    personal: Annotated[bool | None, flag("--personal/--shared", "option.personal")] = None,
    scale: Scale,
    scaled_on: Annotated[date | None, option("--scaled-on", DATE, "option.scaled-on")] = None,
    objective: Annotated[
        str | None, option("--objective", OBJECTIVE, "option.objective-to-correct")
    ] = None,
    remove: Annotated[bool, flag("--remove", "option.remove-objective")] = False,
) -> None:
    state = current()
    if objective is not None:
        _correct_objective(state, ref, objective, texts, personal, remove=remove)
        return
    levels = scale.levels()
    with asking() as ask:
        ref = ask.engagement(ref)
        statement = ask.text("--statement", texts.statement)
        result = ask.text("--result", texts.result)
        indicator = ask.text("--indicator", texts.indicator)
        if personal is None and state.interactive:
            personal = _ask_reading(state, ask, ref)
    from phmcoach.actions.contract import contracting

    if personal is None and contracting.kind_of_client(state.context(), ref=ref) != "private":
        raise UsageError.of("usage.objective-readers", remedy=Remedy.PERSONAL)
    name = contracting.add_objective(
        state.context(),
        ref=ref,
        statement=statement,
        result=result,
        indicator=indicator,
        personal=bool(personal),
        levels=levels,
        weight=scale.weight,
        scaled_on=scaled_on,
    )
    message = "said.objective-personal" if personal else "said.objective-shared"
    state.out.say(message, id=name)


def _ask_reading(state: CliState, ask: "Asking", ref: str) -> bool:
    """Return whether an objective stays between the beneficiary and the coach; ask if it may."""
    from phmcoach.actions.contract.contracting import kind_of_client

    if kind_of_client(state.context(), ref=ref) == "private":
        return False
    reading = ask.choice(
        "",
        None,
        OBJECTIVE_READINGS,
        default=OBJECTIVE_READINGS[0],
        question="ask.objective-reading",
    )
    is_personal = reading == "kept-between"
    state.answers.append(("--personal" if is_personal else "--shared", ""))
    return is_personal


def _correct_objective(
    state: CliState,
    ref: str | None,
    name: str,
    texts: ObjectiveTexts,
    personal: bool | None,
    *,
    remove: bool,
) -> None:
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract import objectives

    if remove:
        objectives.remove_objective(state.context(), ref=ref, name=name)
        state.out.say("said.objective-removed", id=name)
        return
    changed = objectives.change_objective(
        state.context(),
        ref=ref,
        name=name,
        statement=texts.statement,
        result=texts.result,
        indicator=texts.indicator,
        personal=personal,
    )
    message = "said.objective-now-personal" if changed.personal else "said.objective-now-shared"
    state.out.say(message, id=name)
