"""Commands of an engagement's way from the demand to the signed contract."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from phmcoach.cli.choices import check_choice
from phmcoach.cli.completion import complete_clients
from phmcoach.cli.options import (
    AsOf,
    Json,
    Reference,
    amount_option,
    choice_option,
    date_option,
    integer_option,
    minutes_option,
    text_option,
)
from phmcoach.cli.output import Column
from phmcoach.cli.panels import Panel
from phmcoach.cli.state import current
from phmcoach.words import (
    PARTIES,
    REQUESTERS,
    SESSION_TYPES,
    SITUATIONS,
    Party,
    Requester,
    SessionType,
)

panel = Panel("engagement")

NewReference = Annotated[str | None, typer.Argument(metavar="REF", help="option.new-ref")]


@panel.command("new-engagement")
def new_engagement(
    ref: NewReference = None,
    client: Annotated[
        str | None,
        typer.Option(
            "--client",
            metavar="metavar.text",
            help="option.client",
            autocompletion=complete_clients,
        ),
    ] = None,
    beneficiary: Annotated[
        str | None, text_option("--beneficiary", help="option.beneficiary")
    ] = None,
    beneficiary_id: Annotated[
        str | None, text_option("--beneficiary-id", help="option.beneficiary-id")
    ] = None,
    role: Annotated[str | None, text_option("--role", help="option.role")] = None,
    email: Annotated[str | None, text_option("--email", help="option.email")] = None,
    situation: Annotated[
        list[str] | None,
        choice_option("--situation", choices=SITUATIONS, help="option.situation"),
    ] = None,
    situation_text: Annotated[
        str | None, text_option("--situation-text", help="option.situation-text")
    ] = None,
    requested_by: Annotated[
        Requester | None,
        choice_option("--requested-by", choices=REQUESTERS, help="option.requested-by"),
    ] = None,
    sponsor_request: Annotated[
        str | None, text_option("--sponsor-request", help="option.sponsor-request")
    ] = None,
    profile: Annotated[str | None, text_option("--profile", help="option.profile")] = None,
    received_on: Annotated[
        date | None, date_option("--received-on", help="option.received-on")
    ] = None,
    justification: Annotated[
        str | None, text_option("--justification", help="option.justification")
    ] = None,
    follow_up_of: Annotated[
        str | None, text_option("--follow-up-of", help="option.follow-up-of")
    ] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
        client = ask.text("--client", client)
        beneficiary = ask.text("--beneficiary", beneficiary)
        situations = ask.choices("--situation", situation, SITUATIONS)
        if "other" in situations:
            situation_text = ask.text("--situation-text", situation_text)
    from phmcoach.actions import demands

    made = demands.new_engagement(
        state.context(),
        ref=ref,
        client=client,
        beneficiary=beneficiary,
        beneficiary_id=beneficiary_id,
        role=role,
        email=email,
        situations=situations,
        situation_text=situation_text,
        requested_by=requested_by or "beneficiary",
        sponsor_request=sponsor_request,
        profile=profile or "standard",
        received_on=received_on,
        justification=justification,
        follow_up_of=follow_up_of,
    )
    state.out.say("said.engagement-made", ref=ref, name=beneficiary)
    state.out.result(str(made.path))


@panel.command("validate-demand")
def validate_demand(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.validated-on")] = None,
    request: Annotated[str | None, text_option("--request", help="option.request")] = None,
    shared_request: Annotated[
        str | None, text_option("--shared-request", help="option.shared-request")
    ] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
        on = ask.date("--on", on, default=state.today, question="ask.validated-on")
        request = ask.text("--request", request)
    from phmcoach.actions import demands

    opened = demands.validate_demand(
        state.context(), ref=ref, on=on, request=request, shared_request=shared_request
    )
    name = opened.engagement.beneficiary.name
    state.out.say("said.demand-validated", ref=opened.ref, name=name, on=on)


@panel.command("add-objective")
def add_objective(
    ref: Reference = None,
    statement: Annotated[str | None, text_option("--statement", help="option.statement")] = None,
    result: Annotated[str | None, text_option("--result", help="option.result")] = None,
    indicator: Annotated[str | None, text_option("--indicator", help="option.indicator")] = None,
    personal: Annotated[bool, typer.Option("--personal", help="option.personal")] = False,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
        statement = ask.text("--statement", statement)
        result = ask.text("--result", result)
        indicator = ask.text("--indicator", indicator)
    from phmcoach.actions import contracting

    name = contracting.add_objective(
        state.context(),
        ref=ref,
        statement=statement,
        result=result,
        indicator=indicator,
        personal=personal,
    )
    message = "said.objective-personal" if personal else "said.objective-shared"
    state.out.say(message, id=name)


@panel.command("set-terms")
def set_terms(
    ref: Reference = None,
    sessions: Annotated[int | None, integer_option("--sessions", help="option.sessions")] = None,
    hours: Annotated[int | None, minutes_option("--hours", help="option.hours")] = None,
    start: Annotated[date | None, date_option("--start", help="option.start")] = None,
    end: Annotated[date | None, date_option("--end", help="option.end")] = None,
    months: Annotated[int | None, integer_option("--months", help="option.months")] = None,
    rate: Annotated[Decimal | None, amount_option("--rate", help="option.rate")] = None,
    purchase_order: Annotated[
        str | None, text_option("--purchase-order", help="option.purchase-order")
    ] = None,
    mode: Annotated[
        list[str] | None, choice_option("--mode", choices=SESSION_TYPES, help="option.mode")
    ] = None,
    place: Annotated[str | None, text_option("--place", help="option.place")] = None,
    also_billed: Annotated[
        list[str] | None,
        choice_option("--also-billed", choices=SESSION_TYPES, help="option.also-billed"),
    ] = None,
    notice_hours: Annotated[
        int | None, integer_option("--notice-hours", help="option.notice-hours")
    ] = None,
    late_cancel_percent: Annotated[
        int | None, integer_option("--late-cancel-percent", help="option.late-cancel-percent")
    ] = None,
    payment_days: Annotated[
        int | None, integer_option("--payment-days", help="option.payment-days")
    ] = None,
    session_dates: Annotated[
        bool, typer.Option("--session-dates", help="option.session-dates")
    ] = False,
) -> None:
    from phmcoach.actions import contracting

    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
        sessions = ask.integer("--sessions", sessions)
        hours = ask.minutes("--hours", hours, default=120)
        start = ask.date("--start", start, default=state.today)
        if end is None:
            months = ask.integer("--months", months, default=6)
        if rate is None:
            rate = contracting.usual_rate(state.context(), ref=ref, on=start)
            if rate is None:
                rate = ask.amount("--rate", rate)
    terms = contracting.set_terms(
        state.context(),
        ref=ref,
        sessions=sessions,
        minutes=hours,
        start_on=start,
        end_on=end,
        months=months,
        rate=rate,
        purchase_order=purchase_order,
        modes=_session_types(mode or ["in-person"]),
        place=place,
        also_billed=_session_types(also_billed or []),
        notice_hours=48 if notice_hours is None else notice_hours,
        late_cancel_percent=100 if late_cancel_percent is None else late_cancel_percent,
        payment_days=payment_days,
        session_dates=session_dates,
    )
    state.out.say(
        "said.terms-set",
        sessions=terms.sessions,
        minutes=terms.session_minutes,
        start_on=terms.start_on,
        end_on=terms.end_on,
        rate=terms.hourly_rate,
    )


def _session_types(words: list[str]) -> tuple[SessionType, ...]:
    return tuple(check_choice(word, SESSION_TYPES) for word in words)


@panel.command("sign")
def sign(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.signed-on")] = None,
    party: Annotated[
        Party | None, choice_option("--party", choices=PARTIES, help="option.party")
    ] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
        on = ask.date("--on", on, default=state.today, question="ask.signed-on")
    from phmcoach.actions import contracting

    signed = contracting.sign(state.context(), ref=ref, on=on, party=party)
    state.out.say("said.signed", parties=signed, on=on)


@panel.command("edit")
def edit(ref: Reference = None) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
    from phmcoach.actions.editing import edit_engagement
    from phmcoach.errors import InvalidDataError

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
    for problem in edited.problems:
        state.out.warn(problem)
    state.out.result(str(edited.path))


@panel.command("show")
def show(ref: Reference = None, as_of: AsOf = None, json: Json = False) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.text("REF", ref)
    from phmcoach.actions.overview import show_engagement
    from phmcoach.cli.engagement_page import engagement_data, print_engagement

    overview = show_engagement(state.context(as_of=as_of), ref=ref)
    if json:
        state.out.emit_json(engagement_data(overview))
    else:
        print_engagement(state.out, overview)


@panel.command("list")
def list_engagements(as_of: AsOf = None, json: Json = False) -> None:
    from phmcoach.actions import overview

    state = current()
    summaries = overview.list_engagements(state.context(as_of=as_of))
    if json:
        state.out.emit_json(summaries)
        return
    if not summaries:
        state.out.say("said.no-engagement")
        return
    columns: list[Column | str] = [
        Column("column.ref", whole=True),
        "column.beneficiary",
        "column.client",
        Column("column.state", "word"),
        "column.sessions",
        Column("column.last-on", "day"),
        Column("column.end-on", "day"),
    ]
    rows = [
        (
            each.ref,
            each.beneficiary,
            each.client,
            each.state,
            f"{each.counted}/{each.contracted}" if each.contracted else None,
            each.last_on,
            each.end_on,
        )
        for each in summaries
    ]
    state.out.table(columns, rows)
