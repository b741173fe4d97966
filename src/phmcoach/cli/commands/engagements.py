"""The command that records a demand; on a terminal, its interview goes on to the contract."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import (
    AskOption,
    Conditions,
    Extent,
    Identity,
    ObjectiveTexts,
    Place,
    Scale,
)
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_clients
from phmcoach.cli.shell.kinds import DATE, INTEGER, TEXT, one_of
from phmcoach.cli.shell.options import argument, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.words import REQUESTERS, SITUATIONS, Requester

if TYPE_CHECKING:
    from phmcoach.cli.pages.interview import Steps

panel = Panel("engagement")

NewReference = Annotated[str | None, argument("REF", "option.new-ref")]


@panel.command("new-engagement")
def new_engagement(
    ref: NewReference = None,
    client: Annotated[
        str | None,
        option("--client", TEXT, "option.client", complete=complete_clients),
    ] = None,
    beneficiary: Annotated[str | None, option("--beneficiary", TEXT, "option.beneficiary")] = None,
    beneficiary_id: Annotated[
        str | None, option("--beneficiary-id", TEXT, "option.beneficiary-id")
    ] = None,
    role: Annotated[str | None, option("--role", TEXT, "option.role")] = None,
    email: Annotated[str | None, option("--email", TEXT, "option.email")] = None,
    situation: Annotated[
        list[str] | None,
        option("--situation", one_of(SITUATIONS), "option.situation"),
    ] = None,
    situation_text: Annotated[
        str | None, option("--situation-text", TEXT, "option.situation-text")
    ] = None,
    requested_by: Annotated[
        Requester | None,
        option("--requested-by", one_of(REQUESTERS), "option.requested-by"),
    ] = None,
    sponsor_request: Annotated[
        str | None, option("--sponsor-request", TEXT, "option.sponsor-request")
    ] = None,
    profile: Annotated[str | None, option("--profile", TEXT, "option.profile")] = None,
    received_on: Annotated[date | None, option("--received-on", DATE, "option.received-on")] = None,
    justification: Annotated[
        str | None, option("--justification", TEXT, "option.justification")
    ] = None,
    follow_up_of: Annotated[
        str | None, option("--follow-up-of", TEXT, "option.follow-up-of")
    ] = None,
    already: Annotated[int | None, option("--already", INTEGER, "option.already")] = None,
    further: AskOption = False,
) -> None:
    from phmcoach.cli.pages import interview
    from phmcoach.store.folder import resolve_client

    state, steps = current(), _steps()
    noted: dict[tuple[str | int, ...], object] = {
        ("beneficiary", "id"): beneficiary_id,
        ("beneficiary", "role"): role,
        ("beneficiary", "email"): email,
        ("demand", "situations"): situation,
        ("demand", "situation_text"): situation_text,
        ("demand", "requested_by"): requested_by,
        ("demand", "sponsor_request"): sponsor_request,
        ("demand", "received_on"): received_on,
        ("profile",): profile,
        ("justification",): justification,
        ("follow_up_of",): follow_up_of,
        ("already_held",): already,
    }
    given = {key: value for key, value in noted.items() if value is not None}
    if ref is not None and client is None and beneficiary is None:
        done = _correct(ref, given) if given else interview.resume(state, steps, ref)
        if done:
            return
    if ref is not None:  # before anything is asked
        is_corrected = client is None and beneficiary is None and bool(given)
        _refuse_known(ref, beneficiary, corrected=is_corrected)
    with asking() as ask:
        named = None if state.interactive else ask.new_reference("REF", ref)
        if follow_up_of is not None:
            client, beneficiary = _followed(follow_up_of, client, beneficiary)
        if named is None:
            state.find_folder()
            beneficiary = ask.text("--beneficiary", beneficiary)
            named = interview.ask_reference(ask, state, ref, beneficiary)
            client = interview.ask_client(ask, state, steps, client)
        client = ask.text("--client", client)
        ask.named(lambda: resolve_client(state.find_folder(), client))
        beneficiary = ask.text("--beneficiary", beneficiary)
        situations = ask.choices("--situation", situation, SITUATIONS)
        if "other" in situations:
            situation_text = ask.text("--situation-text", situation_text)
        goes_on = ask.goes_on(further)
        if goes_on:
            received_on = ask.value("--received-on", DATE, received_on, default=state.today)
    from phmcoach.actions.contract import demands

    made = demands.new_engagement(
        state.context(),
        ref=named,
        client=client,
        beneficiary=beneficiary,
        beneficiary_id=beneficiary_id,
        role=role,
        email=email,
        situations=situations,
        situation_text=situation_text,
        requested_by=requested_by or "beneficiary",
        sponsor_request=sponsor_request,
        profile=profile,
        received_on=received_on,
        justification=justification,
        follow_up_of=follow_up_of,
        already_held=already,
    )
    state.out.wrote(
        "said.demand-noted" if goes_on else "said.engagement-made",
        made.path,
        warnings=made.warnings,
        ref=made.ref,
        name=beneficiary,
    )
    if goes_on:
        interview.offer_steps(state, steps, named)


def _steps() -> "Steps":
    """Return the commands that the interview goes on with."""
    from phmcoach.cli.commands.clients import new_client
    from phmcoach.cli.commands.contracting import contract, set_terms
    from phmcoach.cli.commands.objectives import record_objective
    from phmcoach.cli.commands.validation import validate_demand
    from phmcoach.cli.pages.interview import Steps

    return Steps(
        new_client=lambda ref, name: new_client(
            ref=ref, identity=Identity({"name": name} if name else {}), further=True
        ),
        validate_demand=lambda ref, on: validate_demand(ref=ref, on=on),
        add_objective=lambda ref, statement, personal: record_objective(
            ref=ref,
            texts=ObjectiveTexts({"statement": statement}),
            personal=personal,
            scale=Scale({}),
        ),
        set_terms=lambda ref, sessions: set_terms(
            ref=ref,
            extent=Extent({"sessions": sessions}),
            conditions=Conditions({}),
            place=Place({}),
        ),
        contract=lambda ref: contract(ref=ref),
    )


def _refuse_known(ref: str, beneficiary: str | None, *, corrected: bool) -> None:
    from phmcoach.actions.contract.demands import refuse_known
    from phmcoach.store.archive import refuse_archived
    from phmcoach.store.folder import Listing

    listing = Listing(current().find_folder())
    refuse_archived(listing, ref, corrected=corrected)
    if ref in listing.engagements.names:
        refuse_known(listing.folder, listing, ref, beneficiary)


def _correct(ref: str, values: dict[tuple[str | int, ...], object]) -> bool:
    """Correct what an engagement of this reference says; False if there is none."""
    from phmcoach.actions.contract.correcting import correct_demand, is_recorded

    state = current()
    if not is_recorded(state.find_folder(), ref):
        return False
    situations, words = values.get(("demand", "situations")), ("demand", "situation_text")
    if isinstance(situations, list) and "other" in situations and words not in values:
        with asking() as ask:
            values[words] = ask.text("--situation-text", None)
    if values.get(("already_held",)) == 0:
        values["already_held",] = None
    opened = correct_demand(state.context(), ref=ref, values=values)
    state.out.say("said.demand-corrected", ref=opened.ref, name=opened.case.beneficiary.name)
    return True


def _followed(
    followed: str, client: str | None, beneficiary: str | None
) -> tuple[str | None, str | None]:
    """Return the client and the beneficiary, by default those of the engagement it follows."""
    from phmcoach.actions.opening import open_anywhere
    from phmcoach.store.folder import Listing

    case = open_anywhere(Listing(current().find_folder()), followed).case
    return client or case.client_reference, beneficiary or case.beneficiary.name
