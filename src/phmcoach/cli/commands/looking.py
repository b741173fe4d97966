"""Commands that show engagements, and one that opens the file of one in the editor."""

from typing import Annotated

import typer

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.options import AsOf, Json, Reference, flag
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import InvalidDataError, error_of

panel = Panel("engagement")

LAST_NOTES = 2
"""How many private notes are read before a session."""


@panel.command("edit")
def edit(
    ref: Reference = None,
    discard: Annotated[bool, flag("--discard", "option.discard")] = False,
) -> None:
    state = current()
    with asking() as ask:
        ref = ask.text("REF", ref)
    if discard:
        _discard_drafts(state, ref)
        return
    from phmcoach.actions.practice.editing import edit_engagement

    while True:
        try:
            edited = edit_engagement(state.context(), ref=ref)
            break
        except InvalidDataError as error:
            state.out.report_error(error)
            if not state.interactive or not state.confirm("confirm.edit-again"):
                state.out.say("said.edit-kept", ref=ref)
                raise typer.Exit(error.exit_code) from None
    state.out.say("said.edited" if edited.changed else "said.not-edited")
    state.out.warn_all(edited.problems)
    state.out.result(edited.path)


def _discard_drafts(state: CliState, ref: str) -> None:
    from phmcoach.actions.practice.editing import discard_drafts, find_drafts

    context = state.context()
    drafts = find_drafts(context.folder, ref)
    if state.confirm("confirm.discard", names=[draft.path.name for draft in drafts]):
        discarded = discard_drafts(context, ref=ref)
        state.out.say("said.discarded", names=[path.name for path in discarded])


@panel.command("prepare")
def prepare(
    ref: Reference = None,
    notes: Annotated[bool, flag("--notes", "option.prepare-notes")] = False,
    json: Json = False,
) -> None:
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.practice import preparing
    from phmcoach.cli.pages.preparation import preparation_data, print_preparation

    prepared = preparing.prepare(state.context(), ref=ref)
    if json:
        state.out.emit_json(preparation_data(prepared, state.tr))
    else:
        state.out.warn_all(prepared.warnings)
        print_preparation(state.out, prepared)
    if notes and prepared.notes:
        from phmcoach.cli.pages.keeping.writing import show_last

        show_last(state, prepared.ref, most=LAST_NOTES)
    if prepared.damage:
        raise InvalidDataError(*prepared.damage)


@panel.command("show")
def show(ref: Reference = None, as_of: AsOf = None, json: Json = False) -> None:
    state = current()
    with asking() as ask:
        ref = ask.text("REF", ref)
    from phmcoach.actions.contract.overview import show_engagement
    from phmcoach.cli.pages.engagement import engagement_data, print_engagement

    overview = show_engagement(state.context(as_of=as_of), ref=ref)
    if json:
        state.out.emit_json(engagement_data(overview))
    else:
        print_engagement(state.out, overview)
    if overview.damage:
        raise InvalidDataError(*overview.damage)


@panel.command("list")
def list_engagements(
    archived: Annotated[bool, flag("--archived", "option.archived")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    from phmcoach.actions.contract import listing
    from phmcoach.cli.pages.cadence import print_list, summary_data

    state = current()
    listed = listing.list_engagements(state.context(as_of=as_of), archived=archived)
    errors = state.out.warn_first(listed.problems)
    if json:
        engagements = [summary_data(each) for each in listed.summaries]
        state.out.emit_json({"engagements": engagements, "problems": listed.problems})
    elif listed.summaries:
        print_list(state.out, listed.summaries)
    elif not errors:
        state.out.say("said.none-archived" if archived else "said.no-engagement")
    if errors:
        raise error_of(errors, refused=listed.refused)
