"""The command about the coach's own templates: list them, copy one to change it, try them all."""

from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import one_of
from phmcoach.cli.shell.options import Json, argument, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.words import LANGUAGES, TEMPLATE_ACTIONS, Language, TemplateAction

if TYPE_CHECKING:
    from phmcoach.actions.practice.own_templates import CheckedTemplates

panel = Panel("practice")


@panel.command("templates")
def templates(
    action: Annotated[
        TemplateAction | None,
        argument("ACTION", "option.template-action", kind=one_of(TEMPLATE_ACTIONS)),
    ] = None,
    name: Annotated[str | None, argument("NAME", "option.template", optional=True)] = None,
    language: Annotated[
        Language | None,
        option("--language", one_of(LANGUAGES), "option.template-language"),
    ] = None,
    json: Json = False,
) -> None:
    state = current()
    with asking() as ask:
        action = ask.choice("ACTION", action, TEMPLATE_ACTIONS)
        if action == "copy":
            name = ask.text("NAME", name, question="ask.template")
    if action == "copy" and name is not None:
        from phmcoach.actions.practice.own_templates import copy_template

        path = copy_template(state.context(), name, language or "fr")
        if json:
            state.out.emit_json({"path": path})
            return
        state.out.wrote("said.template-copied", path)
    elif action == "list":
        _list(state, language or "fr", json=json)
    else:
        _check(state, json=json)


def _list(state: CliState, language: Language, *, json: bool) -> None:
    from phmcoach.actions.practice.own_templates import list_own
    from phmcoach.cli.shell.tables import Column

    listed = list_own(state.context(), language)
    if json:
        state.out.emit_json({"templates": listed})
        return
    yes = state.tr.text("said.own-templates")
    state.out.table(
        [Column("column.template"), "column.own-template"],
        [(each.name, yes if each.own else None) for each in listed],
    )


def _verdict(state: CliState, checked: "CheckedTemplates") -> str:
    if checked.problems:
        return state.tr.text("said.templates-broken", count=len(checked.problems))
    if not checked.count:
        return state.tr.text("said.templates-none")
    return state.tr.text("said.templates-good", count=checked.count)


def _check(state: CliState, *, json: bool) -> None:
    from phmcoach.actions.practice.own_templates import check_own
    from phmcoach.cli.shell.terminal import show_progress

    with show_progress(state.out, "said.trying-templates") as on_progress:
        checked = check_own(state.context(), on_progress)
    if json:
        state.out.emit_json({"checked": checked.count, "problems": checked.problems})
    else:
        for problem in checked.problems:
            state.out.finding(problem, "error.label", "breach")
        state.out.result(_verdict(state, checked))
    if checked.problems:
        raise typer.Exit(1)
