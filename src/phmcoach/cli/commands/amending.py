"""The command that prepares an amendment; `coach sign` signs it."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import (
    Conditions,
    ContactOption,
    ContactRoleOption,
    Extent,
    NameOnInvoicesOption,
    ObjectiveTexts,
    PackageOption,
    PauseDays,
    PurchaseOrderOption,
    Scale,
    SessionDatesOption,
    TakeBack,
)
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.completion import complete_clients
from phmcoach.cli.shell.kinds import DATE, OBJECTIVE, TEXT
from phmcoach.cli.shell.options import Json, Reference, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import UsageError
from phmcoach.remedy import Remedy
from phmcoach.words import CLIENT_CHANGES, ClientChange

if TYPE_CHECKING:
    from phmcoach.actions.contract.amendment_keys import ObjectiveChange
    from phmcoach.cli.shell.prompts import Asking

panel = Panel("engagement")


@panel.command("amend")
def amend(
    *,
    ref: Reference = None,
    on: Annotated[date | None, option("--on", DATE, "option.amended-on")] = None,
    effective: Annotated[date | None, option("--effective", DATE, "option.effective")] = None,
    extent: Extent,
    package: PackageOption = None,
    conditions: Conditions,
    purchase_order: PurchaseOrderOption = None,
    session_dates: SessionDatesOption = None,
    name_on_invoices: NameOnInvoicesOption = None,
    applies_from: Annotated[
        date | None, option("--applies-from", DATE, "option.applies-from")
    ] = None,
    add_objective: Annotated[
        str | None, option("--add-objective", TEXT, "option.new-objective")
    ] = None,
    reword_objective: Annotated[
        str | None,
        option("--reword-objective", OBJECTIVE, "option.reword-objective"),
    ] = None,
    texts: ObjectiveTexts,
    scale: Scale,
    drop_objective: Annotated[
        list[str] | None,
        option("--drop-objective", OBJECTIVE, "option.drop-objective"),
    ] = None,
    client: Annotated[
        str | None, option("--client", TEXT, "option.successor", complete=complete_clients)
    ] = None,
    succession: Annotated[bool, flag("--succession", "option.succession")] = False,
    new_employer: Annotated[bool, flag("--new-employer", "option.new-employer")] = False,
    contact: ContactOption = None,
    contact_role: ContactRoleOption = None,
    beneficiary: Annotated[str | None, option("--beneficiary", TEXT, "option.amended-name")] = None,
    role: Annotated[str | None, option("--role", TEXT, "option.amended-role")] = None,
    pause: PauseDays,
    reason: Annotated[str | None, option("--reason", TEXT, "option.amendment-reason")] = None,
    anyway: Annotated[str | None, option("--anyway", TEXT, "option.amendment-anyway")] = None,
    take_back: TakeBack = False,
    json: Json = False,
) -> None:
    if take_back:
        from phmcoach.actions.contract.taking_back import take_back_amendment
        from phmcoach.cli.pages.endings import take_back_fact

        take_back_fact(ref, take_back_amendment, "said.amendment-taken-back")
        return
    state = current()
    levels = scale.levels()
    with asking() as ask:
        ref = ask.engagement(ref)
        on = ask.value(
            "--on",
            DATE,
            on,
            default=state.today,
            question="ask.amended-on",
            default_when_piped=True,
        )
        change = _read_client_change(
            ask, ref, client, succession=succession, new_employer=new_employer
        )
        objectives = _read_objectives(
            ask,
            add=add_objective,
            reword=reword_objective,
            texts=texts,
            scale=(levels or scale.ask(ask), scale.weight),
            drop=tuple(drop_objective or ()),
        )
    from phmcoach.actions.contract.amending import amend as prepare
    from phmcoach.actions.contract.amendment_keys import PartyChange, TermsChange
    from phmcoach.actions.contract.pausing import read_pause
    from phmcoach.actions.contract.succeeding import refuse_new_employer
    from phmcoach.cli.pages.amendment import show_amended

    if change == "new-employer" and client is not None:
        refuse_new_employer(state.context(), ref=ref, client=client)
    amended = prepare(
        state.context(),
        ref=ref,
        on=on,
        effective_on=effective,
        terms=TermsChange(
            sessions=extent.sessions,
            session_minutes=extent.hours,
            start_on=extent.start,
            end_on=extent.end,
            months=extent.months,
            hourly_rate=extent.rate,
            package_price=package,
            modes=conditions.modes() or None,
            place=conditions.place,
            also_billed=conditions.extras() or None,
            notice_hours=conditions.notice_hours,
            late_cancel_percent=conditions.late_cancel_percent,
            payment_days=conditions.payment_days,
            purchase_order=purchase_order,
            session_dates=session_dates,
            name_on_invoices=name_on_invoices,
            applies_from=applies_from,
        ),
        objectives=objectives,
        reason=reason,
        anyway=anyway,
        parties=PartyChange(
            client=client,
            contact=contact,
            role=contact_role,
            beneficiary=beneficiary,
            beneficiary_role=role,
        ),
        pause=read_pause(pause.pause_from, pause.pause_to, pause.pause_reason),
    )
    show_amended(state.out, amended, json=json)


def _read_client_change(
    ask: "Asking", ref: str, client: str | None, *, succession: bool, new_employer: bool
) -> ClientChange | None:
    """Return why another client comes in; asked on a terminal, else UsageError if it is missing.

    Only one that may succeed is asked about.
    """
    from phmcoach.actions.contract.succeeding import takes_a_place
    from phmcoach.store.folder import resolve_client

    if client is None:
        return None
    ask.named(lambda: resolve_client(current().find_folder(), client))
    if succession:
        return "succession"
    if new_employer:
        return "new-employer"
    if not takes_a_place(current().context(), ref=ref, client=client):
        return None
    if not current().interactive:
        raise UsageError.of("usage.succession-or-new-employer", remedy=Remedy.SUCCESSION)
    return ask.choice("", None, CLIENT_CHANGES, question="ask.client-change")


def _read_objectives(
    ask: "Asking",
    *,
    add: str | None,
    reword: str | None,
    texts: ObjectiveTexts,
    scale: tuple[tuple[str, ...], Decimal | None],
    drop: tuple[str, ...],
) -> "ObjectiveChange":
    """Ask for what an added objective lacks, or take the texts given for a reworded one.

    One objective is added or reworded at a time, because the texts belong to only one.
    """
    from phmcoach.actions.contract.amendment_keys import ObjectiveChange

    levels, weight = scale
    if add is not None:
        return ObjectiveChange(
            statement=ask.text("--add-objective", add, question="ask.statement"),
            result=ask.text("--result", texts.result),
            indicator=ask.text("--indicator", texts.indicator),
            levels=levels,
            weight=weight,
            drop=drop,
        )
    given = (texts.statement, texts.result, texts.indicator)
    return ObjectiveChange(reword, *given, levels, weight, drop)
