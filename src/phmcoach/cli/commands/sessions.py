"""Commands about past sessions, the attendance sheet, and the cadence."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.commands.groups import ProposedOption, PurposeOption, SessionFacts
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_references
from phmcoach.cli.shell.kinds import AMOUNT, DATE, ENGAGEMENT, MINUTES, MOMENT, TEXT, one_of
from phmcoach.cli.shell.options import (
    AsOf,
    Json,
    Open,
    Reference,
    argument,
    flag,
    option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import Problem, UsageError, error_of
from phmcoach.exits import ExitCode
from phmcoach.words import (
    MEETING_PURPOSES,
    SESSION_STATUSES,
    ClientKind,
    SessionStatus,
)

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking

panel = Panel("sessions")


@panel.command("log-session")
def log_session(
    *,
    ref: Reference = None,
    on: Annotated[date | None, option("--on", DATE, "option.held-on")] = None,
    facts: SessionFacts,
    status: Annotated[
        SessionStatus | None,
        option("--status", one_of(SESSION_STATUSES), "option.session-status"),
    ] = None,
    purpose: PurposeOption = None,
    notified: Annotated[
        datetime | None, option("--notified", MOMENT, "option.notified-status")
    ] = None,
    travel: Annotated[list[Decimal] | None, option("--travel", AMOUNT, "option.travel")] = None,
    travel_label: Annotated[
        list[str] | None, option("--travel-label", TEXT, "option.travel-label")
    ] = None,
    debrief: Annotated[int | None, option("--debrief", MINUTES, "option.debrief")] = None,
    proposed: ProposedOption = False,
    session: Annotated[str | None, option("--session", TEXT, "option.session")] = None,
    billed_on: Annotated[str | None, option("--billed-on", TEXT, "option.billed-on")] = None,
    promised: Annotated[str | None, option("--next", TEXT, "option.next")] = None,
    remove: Annotated[bool, flag("--remove", "option.remove-session")] = False,
    move_to: Annotated[
        str | None, option("--move-to", ENGAGEMENT, "option.move-to", complete=complete_references)
    ] = None,
    anyway: Annotated[bool, flag("--anyway", "option.anyway")] = False,
    note: Annotated[bool, flag("--note", "option.note-session")] = False,
    json: Json = False,
) -> None:
    state = current()
    if session is not None and (remove or move_to is not None):
        _take_out(state, ref, session, move_to, anyway=anyway, json=json)
        return
    from phmcoach.actions.sessions import recording
    from phmcoach.actions.sessions.usual import find_usual
    from phmcoach.cli.pages.session import show_logged

    with asking() as ask:
        ref = ask.engagement(ref)
        minutes, usual = facts.hours, None
        if session is None:
            on = ask.value("--on", DATE, on, default=state.today)
            if state.interactive:
                usual = find_usual(state.context(), ref, on, facts.kind)
                minutes = ask.value("--hours", MINUTES, minutes, default=usual.minutes)
        else:
            ask.named(partial(recording.refuse_unknown, state.context(), ref, session))
        if facts.kind == "three-way":
            purpose = ask.choice("--purpose", purpose, MEETING_PURPOSES)
        is_met = usual is not None and usual.type == "in-person" and status in (None, "held")
        if usual and is_met and ask.has_asked and not (travel or travel_label):
            travel = _ask_travel(ask, usual.client_kind)
        costs = _ask_costs(ask, travel, travel_label)
    text = None
    if note:
        from phmcoach.cli.pages.keeping.writing import begin_with_session, write_note

        text = begin_with_session(state)
    logged = recording.log_session(
        state.context(),
        ref=ref,
        on=on,
        at=facts.at,
        minutes=minutes,
        kind=facts.kind,
        status=status,
        purpose=purpose,
        notified_at=notified,
        travel=None if costs is None else [recording.travel_cost(*each) for each in costs],
        debrief_minutes=debrief,
        proposed_by_beneficiary=proposed,
        session_id=session,
        earlier_invoice=billed_on,
        promised=promised,
        anyway=anyway,
    )
    show_logged(state.out, logged, json=json)
    if note:
        day = min(logged.session.on, state.today)
        write_note(state, logged.ref, day, typed=text, is_of_session=True)


def _ask_travel(ask: "Asking", client: ClientKind) -> list[Decimal] | None:
    """Return the travel costs of a session that was logged by answering questions, if any.

    Like a price, they are with VAT for a private client.
    """
    question = "ask.travel-private" if client == "private" else "ask.travel-if-any"
    amount = ask.optional("--travel", AMOUNT, question=question, empty="prompt.none")
    return None if amount is None else [amount]


def _ask_costs(
    ask: "Asking", amounts: Sequence[Decimal] | None, labels: Sequence[str] | None
) -> list[tuple[Decimal, str]] | None:
    """Return each travel cost with its label, none for an amount of 0, None if none was typed."""
    if not amounts and not labels:
        return None
    if amounts and not any(amounts):
        return []
    costs = (
        (ask.value("--travel", AMOUNT, amount), ask.text("--travel-label", label))
        for amount, label in zip_longest(amounts or (), labels or ())
    )
    return [(amount, label) for amount, label in costs if amount]


def _take_out(
    state: CliState,
    ref: str | None,
    session: str,
    move_to: str | None,
    *,
    anyway: bool,
    json: bool,
) -> None:
    from phmcoach.actions.sessions import removing
    from phmcoach.cli.pages.session import show_moved, show_removed

    with asking() as ask:
        ref = ask.engagement(ref)
    context = state.context()
    if move_to is None:
        removed = removing.remove_session(context, ref=ref, session_id=session)
        show_removed(state.out, removed, json=json)
    else:
        moved = removing.move_session(
            context, ref=ref, session_id=session, to=move_to, anyway=anyway
        )
        show_moved(state.out, moved, json=json)


@panel.command("attendance")
def attendance(
    ref: Reference = None,
    start: Annotated[date | None, option("--from", DATE, "option.attendance-from")] = None,
    end: Annotated[date | None, option("--to", DATE, "option.attendance-to")] = None,
    opens: Open = False,
) -> None:
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.sessions.attendance import write_attendance
    from phmcoach.cli.shell.terminal import open_papers

    written = write_attendance(state.context(), ref=ref, start_on=start, end_on=end)
    sheet = written.attendance
    state.out.wrote(
        "said.attendance-open" if sheet.dates_open else "said.attendance",
        written.path,
        warnings=written.warnings,
        count=len(sheet.presences),
        minutes=sum(presence.minutes for presence in sheet.presences),
    )
    if opens:
        open_papers(state.out, written.path)


@panel.command("check-cadence")
def check_cadence(
    refs: Annotated[
        list[str] | None,
        argument("REF", "option.refs", complete=complete_references, optional=True),
    ] = None,
    verbose: Annotated[bool, flag("--verbose", "option.verbose")] = False,
    acknowledge: Annotated[str | None, option("--acknowledge", TEXT, "option.acknowledge")] = None,
    take_back: Annotated[bool, flag("--take-back", "option.take-back-acknowledged")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    if acknowledge is not None or take_back:
        _explain(refs or [], acknowledge)
        return
    from phmcoach.actions.sessions import cadence
    from phmcoach.cli.pages.cadence import cadence_data, print_cadence

    state = current()
    found = cadence.check_cadence(state.context(as_of=as_of), refs=refs or ())
    checked = found.checked
    errors = state.out.warn_first(found.problems)
    if json:
        engagements = [cadence_data(each, state.tr) for each in checked]
        state.out.emit_json({"engagements": engagements, "problems": found.problems})
    elif checked or not errors:
        print_cadence(state.out, checked, verbose=verbose)
    for problem in (problem for each in checked for problem in each.warnings):
        state.out.warn(problem)
    if errors:
        raise error_of(errors, refused=found.refused)
    if any(each.report.level == "breach" for each in checked):
        raise typer.Exit(ExitCode.FINDING)


def _explain(refs: list[str], reason: str | None) -> None:
    """Explain the past months without a session; without a reason, take that back."""
    state = current()
    from phmcoach.actions.sessions.explaining import explain_months, take_back_explanations
    from phmcoach.cli.pages.cadence import print_explained

    if refs[1:]:
        raise UsageError(Problem("usage.unexpected", {"count": len(refs) - 1, "words": refs[1:]}))
    with asking(lambda _: "option.ref") as ask:  # all open ones are not the default here
        ref = ask.engagement(refs[0] if refs else None)
    if reason is None:
        explained = take_back_explanations(state.context(), ref=ref)
    else:
        explained = explain_months(state.context(), ref=ref, reason=reason)
    print_explained(state.out, explained, taken_back=reason is None)
