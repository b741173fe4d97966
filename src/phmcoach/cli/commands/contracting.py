"""Commands that lead to a signed contract: its terms, its papers, its signatures."""

from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import (
    Conditions,
    Extent,
    HoursConsent,
    NameOnInvoicesOption,
    PackageOption,
    Place,
    PurchaseOrderOption,
    SessionDatesOption,
    TakeBack,
)
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_clients
from phmcoach.cli.shell.kinds import AMOUNT, DATE, FILE, INTEGER, TEXT, one_of, parse_word
from phmcoach.cli.shell.options import Open, Reference, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import RuleRefusedError, UsageError
from phmcoach.typed_words import read_word
from phmcoach.words import (
    CONTRACT_KINDS,
    DROPPED_TERMS,
    PARTIES,
    SERVICE_NATURES,
    ContractKind,
    Party,
    ServiceNature,
)

if TYPE_CHECKING:
    from phmcoach.actions.contract.signed_files import SignedFiles

panel = Panel("engagement")


@panel.command("set-terms")
def set_terms(
    *,
    ref: Reference = None,
    extent: Extent,
    purchase_order: PurchaseOrderOption = None,
    conditions: Conditions,
    session_dates: SessionDatesOption = None,
    name_on_invoices: NameOnInvoicesOption = None,
    package: PackageOption = None,
    schedule: Annotated[str | None, option("--schedule", TEXT, "option.schedule")] = None,
    contract_number: Annotated[
        str | None, option("--contract-number", TEXT, "option.contract-number")
    ] = None,
    place: Place,
    contract: Annotated[
        ContractKind | None,
        option("--contract", one_of(CONTRACT_KINDS), "option.contract"),
    ] = None,
    client: Annotated[
        str | None, option("--client", TEXT, "option.other-client", complete=complete_clients)
    ] = None,
    without: Annotated[
        list[str] | None, option("--without", one_of(DROPPED_TERMS), "option.without")
    ] = None,
    nature: Annotated[
        ServiceNature | None,
        option("--nature", one_of(SERVICE_NATURES), "option.nature"),
    ] = None,
) -> None:
    from phmcoach.actions.contract import contracting, objectives
    from phmcoach.cli.pages.terms_prompts import ask_extent

    state = current()
    if nature == "training":
        raise RuleRefusedError.of("terms.no-training")
    percentages, monthly = _read_schedule(schedule)
    context = state.context()
    given = (*vars(extent).values(), *vars(conditions).values(), session_dates, name_on_invoices)
    given += (*vars(place).values(), package, schedule, contract_number, contract, client, without)
    sessions, minutes, months, rate = extent.sessions, extent.hours, extent.months, extent.rate
    start_on = extent.start
    with asking() as ask:
        ref = ask.engagement(ref)
        count = sum(each is not None for each in given)
        if purchase_order is not None and not count:
            number = purchase_order
            found = contracting.set_purchase_order(context, ref=ref, number=number)
            if found is not None:
                state.out.say("said.order-set", ref=found, number=number)
                return
        objectives.refuse_to_ask(context, ref=ref, amends=True, client=client, alone=count == 1)
        ask.named(partial(contracting.kind_of_client, context, ref=ref, client=client))
        is_set, is_signed = contracting.has_terms(context, ref=ref)
        keeps = is_signed or (is_set and count > 0)
        if not keeps:
            sessions, minutes, start_on, months = ask_extent(ask, state, ref, extent)
            if rate is None and package is None:
                rate = contracting.usual_rate(context, ref=ref, on=start_on, client=client)
                if rate is None:
                    rate = ask.value("--rate", AMOUNT, rate, example="…")
        is_asked = state.interactive and not is_signed and (not keeps or client is not None)
        concluded, is_small = place.concluded, place.small_company
        if is_asked if concluded is None else state.interactive and concluded == "off-premises":
            kind = contracting.kind_of_client(context, ref=ref, client=client)
            concluded, is_small = place.ask(ask, kind)
    terms = contracting.set_terms(
        context,
        ref=ref,
        sessions=sessions,
        minutes=minutes,
        start_on=start_on,
        end_on=extent.end,
        months=months,
        rate=rate,
        purchase_order=purchase_order,
        modes=conditions.modes(),
        place=conditions.place,
        also_billed=conditions.extras(),
        notice_hours=conditions.notice_hours,
        late_cancel_percent=conditions.late_cancel_percent,
        payment_days=conditions.payment_days,
        session_dates=session_dates,
        name_on_invoices=name_on_invoices,
        contract=contract,
        billing=contracting.BillingTerms(
            package_price=package,
            schedule=percentages,
            monthly=monthly,
            contract_number=contract_number,
            concluded=concluded,
            small_company=is_small,
        ),
        client=client,
        without=[parse_word(word, DROPPED_TERMS) for word in without or ()],
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
    """Read `30/40/30` as percentages; the second value says whether it is `monthly`."""
    if text is None:
        return (), False
    if read_word(text, ("monthly",)):
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
        int | None, option("--amendment", INTEGER, "option.amendment-paper")
    ] = None,
    opens: Open = False,
) -> None:
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract.papers import write_amendment, write_contract
    from phmcoach.cli.shell.terminal import open_papers

    if amendment is None:
        written = write_contract(state.context(), ref=ref)
        message = "said.contract-already-signed" if written.has_copies else "said.contract-written"
    else:
        written = write_amendment(state.context(), ref=ref, number=amendment)
        message = "said.amendment-written"
        if written.has_copies:
            message = "said.amendment-already-signed"
    if written.originals:
        message = "said.copies-written"
    state.out.wrote(
        message,
        *written.paths,
        warnings=written.warnings,
        number=amendment,
        names=written.originals,
        count=len(written.originals or written.paths),
        ref=written.ref,
    )
    if opens:
        open_papers(state.out, *written.paths)


@panel.command("sign")
def sign(
    ref: Reference = None,
    on: Annotated[date | None, option("--on", DATE, "option.signed-on")] = None,
    party: Annotated[Party | None, option("--party", one_of(PARTIES), "option.party")] = None,
    express_request: Annotated[bool, flag("--express-request", "option.express-request")] = False,
    amendment: Annotated[int | None, option("--amendment", INTEGER, "option.amendment")] = None,
    paper: Annotated[list[Path] | None, option("--paper", FILE, "option.signed-paper")] = None,
    scan: Annotated[list[Path] | None, option("--scan", FILE, "option.signed-scan")] = None,
    instead_of: Annotated[str | None, option("--instead-of", TEXT, "option.instead-of")] = None,
    hours_consent: HoursConsent = None,
    take_back: TakeBack = False,
) -> None:
    if hours_consent is not None:
        from phmcoach.cli.pages.hours_consent import record_consent

        record_consent(ref, on, hours_consent)
        return
    if take_back:
        from phmcoach.actions.contract.taking_back import take_back_signatures
        from phmcoach.cli.pages.endings import take_back_fact

        take = partial(take_back_signatures, number=amendment, party=party)
        message = "said.signatures-taken-back"
        if amendment is not None:
            message = "said.amendment-signatures-taken-back"
        take_back_fact(ref, take, message)
        return
    from phmcoach.actions.contract.amendment_draft import refuse_unknown

    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
        ask.named(partial(refuse_unknown, state.context(), ref, amendment))
        if not (paper or scan):
            on = ask.value("--on", DATE, on, default=state.today, question="ask.signed-on")
    from phmcoach.actions.contract import signing
    from phmcoach.actions.contract.signed_files import read_signed_files
    from phmcoach.cli.pages.signing import (
        attach_alone,
        say_kept,
        say_missing,
        say_signed,
        sign_and_ask,
    )

    given = read_signed_files(paper or (), scan or ())
    if (paper or scan) and not express_request:
        wrong, number = instead_of, amendment
        if attach_alone(state, given, ref=ref, number=number, party=party, on=on, wrong=wrong):
            return
    with asking() as ask:
        on = ask.value("--on", DATE, on, default=state.today, question="ask.signed-on")
    if amendment is not None:
        _sign_amendment(state, ref, amendment, on, party, given)
        return
    context = state.context()
    signed = sign_and_ask(
        state,
        given,
        lambda files: signing.sign(
            context,
            ref=ref,
            on=on,
            party=party,
            express_request=express_request,
            given=files,
        ),
    )
    say_signed(state.out, signed, None, on)
    say_kept(state.out, signed.kept)
    if express_request:
        state.out.say("said.express-request", on=on)
    elif not (signed.parties or signed.again):
        state.out.say("said.sealed")
    say_missing(state.out, signed.ref, None, signed.missing)


def _sign_amendment(
    state: CliState, ref: str, number: int, on: date, party: Party | None, given: "SignedFiles"
) -> None:
    from phmcoach.actions.contract.amending import sign_amendment
    from phmcoach.cli.pages.signing import say_kept, say_missing, say_signed, sign_and_ask

    context = state.context()
    signed = sign_and_ask(
        state,
        given,
        lambda files: sign_amendment(
            context, ref=ref, number=number, on=on, party=party, given=files
        ),
    )
    state.out.warn_all(signed.warnings)
    say_signed(state.out, signed, number, on)
    if not (signed.parties or signed.again):
        state.out.say("said.amendment-sealed", number=number)
    say_kept(state.out, signed.kept)
    say_missing(state.out, signed.ref, number, signed.missing)
    if signed.in_force:
        state.out.say("said.amendment-binds", number=number)
