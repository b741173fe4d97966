"""Commands that record a demand and validate it."""

from datetime import date
from typing import Annotated

from phmcoach.cli.commands.groups import TakeBack
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_clients
from phmcoach.cli.shell.kinds import DATE, INTEGER, TEXT, one_of
from phmcoach.cli.shell.options import Reference, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.words import REQUESTERS, SITUATIONS, Requester

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
) -> None:
    state = current()
    with asking() as ask:
        ref = ask.new_reference("REF", ref)
        if follow_up_of is not None:
            client, beneficiary = _followed(follow_up_of, client, beneficiary)
        client = ask.text("--client", client)
        beneficiary = ask.text("--beneficiary", beneficiary)
        situations = ask.choices("--situation", situation, SITUATIONS)
        if "other" in situations:
            situation_text = ask.text("--situation-text", situation_text)
    from phmcoach.actions.contract import demands

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
        profile=profile,
        received_on=received_on,
        justification=justification,
        follow_up_of=follow_up_of,
        already_held=already,
    )
    state.out.wrote(
        "said.engagement-made",
        made.path,
        warnings=made.warnings,
        ref=made.ref,
        name=beneficiary,
    )


def _followed(
    followed: str, client: str | None, beneficiary: str | None
) -> tuple[str | None, str | None]:
    """Return the client and the beneficiary, by default those of the engagement it follows."""
    from phmcoach.actions.opening import open_anywhere
    from phmcoach.store.folder import Listing

    case = open_anywhere(Listing(current().find_folder()), followed).case
    return client or case.client_reference, beneficiary or case.beneficiary.name


@panel.command("validate-demand")
def validate_demand(
    ref: Reference = None,
    on: Annotated[date | None, option("--on", DATE, "option.validated-on")] = None,
    request: Annotated[str | None, option("--request", TEXT, "option.request")] = None,
    shared_request: Annotated[
        str | None, option("--shared-request", TEXT, "option.shared-request")
    ] = None,
    analysed_on: Annotated[date | None, option("--analysed-on", DATE, "option.analysed-on")] = None,
    received_on: Annotated[
        date | None, option("--received-on", DATE, "option.received-corrected")
    ] = None,
    beneficiary: Annotated[
        str | None, option("--beneficiary", TEXT, "option.beneficiary-corrected")
    ] = None,
    disciplinary: Annotated[
        bool | None, flag("--disciplinary/--no-disciplinary", "option.disciplinary")
    ] = None,
    take_back: TakeBack = False,
) -> None:
    if take_back:
        from phmcoach.actions.contract.taking_back import take_back_validation
        from phmcoach.cli.pages.endings import take_back_fact

        take_back_fact(ref, take_back_validation, "said.validation-taken-back")
        return
    state = current()
    others = (on, request, shared_request, analysed_on, received_on, disciplinary)
    if beneficiary is not None and all(each is None for each in others):
        from phmcoach.actions.contract.objectives import rename_beneficiary

        with asking() as ask:
            ref = ask.engagement(ref)
        opened = rename_beneficiary(state.context(), ref=ref, name=beneficiary)
        state.out.say("said.beneficiary-renamed", ref=opened.ref, name=beneficiary)
        return
    with asking() as ask:
        ref = ask.engagement(ref)
        on = ask.value("--on", DATE, on, default=state.today, question="ask.validated-on")
        request = ask.text("--request", request)
        disciplinary = ask.yes("--disciplinary", disciplinary)
    from phmcoach.actions.contract import demands
    from phmcoach.domain.contract.gates import demand_warnings

    opened = demands.validate_demand(
        state.context(),
        ref=ref,
        on=on,
        request=request,
        shared_request=shared_request,
        analysed_on=analysed_on,
        received_on=received_on,
        disciplinary=disciplinary,
        beneficiary=beneficiary,
    )
    state.out.warn_all(demand_warnings(opened.case))
    name = opened.case.beneficiary.name
    state.out.say("said.demand-validated", ref=opened.ref, name=name, on=on)
