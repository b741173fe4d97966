"""From objectives and terms to a contract that everyone signed."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from phmcoach.cli.commands.evaluation import Scale, ScaleFile, Weight, read_scale
from phmcoach.cli.shell.choices import check_choice
from phmcoach.cli.shell.options import (
    Reference,
    amount_option,
    choice_option,
    date_option,
    integer_option,
    minutes_option,
    text_option,
)
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState, current
from phmcoach.errors import RuleRefusedError, UsageError
from phmcoach.words import (
    BILLED_EXTRAS,
    CONCLUSIONS,
    CONTRACT_KINDS,
    PARTIES,
    SERVICE_NATURES,
    SESSION_MODES,
    Conclusion,
    ContractKind,
    Party,
    ServiceNature,
)

panel = Panel("engagement")


@panel.command("add-objective")
def add_objective(
    ref: Reference = None,
    statement: Annotated[str | None, text_option("--statement", help="option.statement")] = None,
    result: Annotated[str | None, text_option("--result", help="option.result")] = None,
    indicator: Annotated[str | None, text_option("--indicator", help="option.indicator")] = None,
    personal: Annotated[bool, typer.Option("--personal", help="option.personal")] = False,
    scale: Scale = None,
    scale_file: ScaleFile = None,
    weight: Weight = None,
    scaled_on: Annotated[date | None, date_option("--scaled-on", help="option.scaled-on")] = None,
) -> None:
    state = current()
    levels = read_scale(scale, scale_file)
    with state.asking() as ask:
        ref = ask.engagement(ref)
        statement = ask.text("--statement", statement)
        result = ask.text("--result", result)
        indicator = ask.text("--indicator", indicator)
    from phmcoach.actions.contract import contracting

    name = contracting.add_objective(
        state.context(),
        ref=ref,
        statement=statement,
        result=result,
        indicator=indicator,
        personal=personal,
        levels=levels,
        weight=weight,
        scaled_on=scaled_on,
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
        list[str] | None, choice_option("--mode", choices=SESSION_MODES, help="option.mode")
    ] = None,
    place: Annotated[str | None, text_option("--place", help="option.place")] = None,
    also_billed: Annotated[
        list[str] | None,
        choice_option("--also-billed", choices=BILLED_EXTRAS, help="option.also-billed"),
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
    package: Annotated[Decimal | None, amount_option("--package", help="option.package")] = None,
    schedule: Annotated[str | None, text_option("--schedule", help="option.schedule")] = None,
    contract_number: Annotated[
        str | None, text_option("--contract-number", help="option.contract-number")
    ] = None,
    concluded: Annotated[
        Conclusion | None,
        choice_option("--concluded", choices=CONCLUSIONS, help="option.concluded"),
    ] = None,
    contract: Annotated[
        ContractKind | None,
        choice_option("--contract", choices=CONTRACT_KINDS, help="option.contract"),
    ] = None,
    nature: Annotated[
        ServiceNature | None,
        choice_option("--nature", choices=SERVICE_NATURES, help="option.nature"),
    ] = None,
) -> None:
    from phmcoach.actions.contract import contracting

    state = current()
    if nature == "training":
        raise RuleRefusedError.of("terms.no-training")
    percentages, monthly = _read_schedule(schedule)
    with state.asking() as ask:
        ref = ask.engagement(ref)
        sessions = ask.integer("--sessions", sessions)
        hours = ask.minutes("--hours", hours, default=120)
        start = ask.date("--start", start, default=state.today)
        if end is None:
            months = ask.integer("--months", months, default=6)
        if rate is None and package is None:
            # A start that is still missing is told by itself: the card of today will do.
            on = state.today if start == date.min else start
            rate = contracting.usual_rate(state.context(), ref=ref, on=on)
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
        modes=[check_choice(word, SESSION_MODES) for word in mode or SESSION_MODES[:1]],
        place=place,
        also_billed=[check_choice(word, BILLED_EXTRAS) for word in also_billed or ()],
        notice_hours=48 if notice_hours is None else notice_hours,
        late_cancel_percent=100 if late_cancel_percent is None else late_cancel_percent,
        payment_days=payment_days,
        session_dates=session_dates,
        contract=contract,
        billing=contracting.BillingTerms(
            package_price=package,
            schedule=percentages,
            monthly=monthly,
            contract_number=contract_number,
            concluded=concluded or "on-premises",
        ),
    )
    state.out.say(
        "said.terms-set" if terms.package_price is None else "said.package-set",
        sessions=terms.sessions,
        minutes=terms.session_minutes,
        start_on=terms.start_on,
        end_on=terms.end_on,
        price=terms.package_price or terms.hourly_rate,
    )


def _read_schedule(text: str | None) -> tuple[tuple[Decimal, ...], bool]:
    """Read `30/40/30` as percentages, and `monthly` as what it says."""
    if text is None:
        return (), False
    if text.strip().lower() in ("monthly", "mensuel"):
        return (), True
    from phmcoach.formats import parse_amount

    try:
        return tuple(parse_amount(part) for part in text.split("/")), False
    except UsageError:
        raise UsageError.of("usage.not-a-schedule", text=text) from None


@panel.command("contract")
def contract(
    ref: Reference = None,
    amendment: Annotated[
        int | None, integer_option("--amendment", help="option.amendment-paper")
    ] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract.papers import write_amendment, write_contract

    if amendment is None:
        written = write_contract(state.context(), ref=ref)
    else:
        written = write_amendment(state.context(), ref=ref, number=amendment)
    for problem in written.warnings:
        state.out.warn(problem)
    if amendment is None:
        said = "said.contract-of-signed" if written.all_signed else "said.contract-written"
        state.out.say(said, count=len(written.paths), ref=written.ref)
    else:
        said = "said.amendment-of-signed" if written.all_signed else "said.amendment-written"
        state.out.say(said, number=amendment, count=len(written.paths), ref=written.ref)
    for path in written.paths:
        state.out.result(str(path))


@panel.command("sign")
def sign(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.signed-on")] = None,
    party: Annotated[
        Party | None, choice_option("--party", choices=PARTIES, help="option.party")
    ] = None,
    express_request: Annotated[
        bool, typer.Option("--express-request", help="option.express-request")
    ] = False,
    amendment: Annotated[int | None, integer_option("--amendment", help="option.amendment")] = None,
) -> None:
    state = current()
    if express_request and amendment is not None:
        raise UsageError.of("usage.express-request-of-client")
    with state.asking() as ask:
        ref = ask.engagement(ref)
        on = ask.date("--on", on, default=state.today, question="ask.signed-on")
    from phmcoach.actions.contract import contracting

    if amendment is not None:
        _sign_amendment(state, ref, amendment, on, party)
        return
    signed = contracting.sign(
        state.context(), ref=ref, on=on, party=party, express_request=express_request
    )
    if signed:
        state.out.say("said.signed", parties=signed, on=on)
    if express_request:
        state.out.say("said.express-request", on=on)
    elif not signed:
        state.out.say("said.sealed")


def _sign_amendment(state: CliState, ref: str, number: int, on: date, party: Party | None) -> None:
    from phmcoach.actions.contract.amending import sign_amendment

    context = state.context()
    signed = sign_amendment(context, ref=ref, number=number, on=on, party=party)
    for problem in signed.warnings:
        state.out.warn(problem)
    if signed.parties:
        state.out.say("said.amendment-signed", number=number, parties=signed.parties, on=on)
    else:
        state.out.say("said.amendment-sealed", number=number)
    if signed.in_force:
        state.out.say("said.amendment-binds", number=number)
