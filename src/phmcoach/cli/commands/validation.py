"""The command that validates a demand."""

from datetime import date
from functools import partial
from typing import Annotated

from phmcoach.cli.commands.groups import TakeBack
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, TEXT
from phmcoach.cli.shell.options import Reference, flag, option
from phmcoach.cli.shell.panels import Panel

panel = Panel("engagement")


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
        from phmcoach.actions.contract.correcting import rename_beneficiary

        with asking() as ask:
            ref = ask.engagement(ref)
        opened = rename_beneficiary(state.context(), ref=ref, name=beneficiary)
        state.out.say("said.beneficiary-renamed", ref=opened.ref, name=beneficiary)
        return
    from phmcoach.actions.contract import objectives
    from phmcoach.actions.contract.correcting import refuse_validated
    from phmcoach.cli.pages.demand_prompts import check_validation_day

    with asking() as ask:
        ref = ask.engagement(ref)
        objectives.refuse_to_ask(state.context(), ref=ref, before_contract=True)
        refuse_validated(state.context(), ref=ref)
        check = partial(check_validation_day, state, ref, received_on, analysed_on)
        on = ask.value("--on", DATE, on, question="ask.validated-on", read=check)
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
    message = "said.validation-noted" if state.line.is_continued else "said.demand-validated"
    state.out.say(message, ref=opened.ref, name=name, on=on)
