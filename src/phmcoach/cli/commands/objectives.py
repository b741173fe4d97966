"""The command that agrees on an objective, and corrects or scales one that is there."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import ObjectiveTexts, Scale
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, LIST, OBJECTIVE, TEXT
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
        str | None,
        option("--objective", OBJECTIVE._replace(alone=LIST), "option.objective-to-correct"),
    ] = None,
    remove: Annotated[bool, flag("--remove", "option.remove-objective")] = False,
) -> None:
    state = current()
    if objective is not None:
        if remove:
            _remove_objective(state, ref, objective)
        else:
            _correct_objective(state, ref, objective, texts, personal, scale, scaled_on)
        return
    ref, is_asked = record_objective(
        ref=ref, texts=texts, personal=personal, scale=scale, scaled_on=scaled_on
    )
    if is_asked:
        _offer_shared(state, ref)


def record_objective(
    *,
    ref: str | None,
    texts: ObjectiveTexts,
    personal: bool | None,
    scale: Scale,
    scaled_on: date | None = None,
) -> tuple[str, bool]:
    """Record an objective; return the reference, and whether a person was asked who reads it."""
    state = current()
    levels = scale.levels()
    from phmcoach.actions.contract import objectives

    is_asked = personal is None and state.interactive
    with asking() as ask:
        ref = ask.engagement(ref)
        objectives.refuse_to_ask(state.context(), ref=ref)
        statement = ask.text("--statement", texts.statement)
        result = ask.text("--result", texts.result)
        indicator = ask.text("--indicator", texts.indicator)
        if is_asked:
            personal = _ask_reading(state, ask, ref)
        levels = levels or scale.ask(ask)
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
    return ref, is_asked


def _offer_shared(state: CliState, ref: str) -> None:
    """Ask for a shared objective if there is none; an empty answer puts it off."""
    from phmcoach.actions.practice.interview import see_prepared

    state.begin(state.line_of("add-objective", ref))
    if not see_prepared(state.context(), ref).lacks_shared:
        return
    state.out.say("said.no-shared-objective")
    with asking() as ask:
        statement = ask.optional("", TEXT, question="ask.shared-objective")
    if statement is not None:
        state.begin(state.line_of("add-objective", ref, "--statement", statement, "--shared"))
        texts = ObjectiveTexts({"statement": statement})
        record_objective(ref=ref, texts=texts, personal=False, scale=Scale({}))


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
    state.answer(("--personal" if is_personal else "--shared", ""))
    return is_personal


def _remove_objective(state: CliState, ref: str | None, name: str) -> None:
    with asking() as ask:
        ref = ask.engagement(ref)
        name = _ask_name(ask, name)
    from phmcoach.actions.contract.objectives import remove_objective

    remove_objective(state.context(), ref=ref, name=name)
    state.out.say("said.objective-removed", id=name)


def _correct_objective(
    state: CliState,
    ref: str | None,
    name: str,
    texts: ObjectiveTexts,
    personal: bool | None,
    scale: Scale,
    scaled_on: date | None,
) -> None:
    levels = scale.levels()
    with asking() as ask:
        ref = ask.engagement(ref)
        name = _ask_name(ask, name)
        levels = levels or scale.ask(ask)
    from phmcoach.actions.contract.objectives import change_objective

    changed = change_objective(
        state.context(),
        ref=ref,
        name=name,
        statement=texts.statement,
        result=texts.result,
        indicator=texts.indicator,
        personal=personal,
        levels=levels,
        weight=scale.weight,
        scaled_on=scaled_on,
    )
    if any(vars(texts).values()) or personal is not None:
        message = "said.objective-now-personal" if changed.personal else "said.objective-now-shared"
    else:
        message = "said.scale-set"
    state.out.say(message, id=name)


def _ask_name(ask: "Asking", name: str) -> str:
    return ask.text("--objective", None if name == LIST else name, question="ask.objective")
