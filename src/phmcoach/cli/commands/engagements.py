"""The way in: a demand is written down, then validated."""

from datetime import date
from typing import Annotated

import typer

from phmcoach.cli.shell.completion import complete_clients
from phmcoach.cli.shell.options import Reference, choice_option, date_option, text_option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import current
from phmcoach.words import REQUESTERS, SITUATIONS, Requester

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
    )
    state.out.say("said.engagement-made", ref=made.ref, name=beneficiary)
    state.out.result(str(made.path))


def _followed(
    followed: str, client: str | None, beneficiary: str | None
) -> tuple[str | None, str | None]:
    """Take the client and the beneficiary of the engagement that this one follows."""
    from phmcoach.actions.opening import open_anywhere

    engagement = open_anywhere(current().find_folder(), followed).engagement
    return client or engagement.client, beneficiary or engagement.beneficiary.name


@panel.command("validate-demand")
def validate_demand(
    ref: Reference = None,
    on: Annotated[date | None, date_option("--on", help="option.validated-on")] = None,
    request: Annotated[str | None, text_option("--request", help="option.request")] = None,
    shared_request: Annotated[
        str | None, text_option("--shared-request", help="option.shared-request")
    ] = None,
    analysed_on: Annotated[
        date | None, date_option("--analysed-on", help="option.analysed-on")
    ] = None,
    disciplinary: Annotated[
        bool | None, typer.Option("--disciplinary/--no-disciplinary", help="option.disciplinary")
    ] = None,
) -> None:
    state = current()
    with state.asking() as ask:
        ref = ask.engagement(ref)
        on = ask.date("--on", on, default=state.today, question="ask.validated-on")
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
        disciplinary=disciplinary,
    )
    for problem in demand_warnings(opened.engagement):
        state.out.warn(problem)
    name = opened.engagement.beneficiary.name
    state.out.say("said.demand-validated", ref=opened.ref, name=name, on=on)
