"""The command that changes the practice."""

from datetime import date
from functools import partial
from typing import Annotated

from phmcoach.cli.commands.groups import (
    BicOption,
    DeclarationOption,
    IbanOption,
    OwnElectronicAddressOption,
    TaxRegimeOption,
    VatNumberOption,
    VatRegimeOption,
)
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, INTEGER, TEXT
from phmcoach.cli.shell.options import option
from phmcoach.cli.shell.panels import Panel

panel = Panel("practice")


@panel.command("set-practice")
def set_practice(
    vat_regime: VatRegimeOption = None,
    tax_regime: TaxRegimeOption = None,
    valid_from: Annotated[date | None, option("--from", DATE, "option.regime-from")] = None,
    vat_number: VatNumberOption = None,
    declaration: DeclarationOption = None,
    iban: IbanOption = None,
    bic: BicOption = None,
    payment_days: Annotated[
        int | None, option("--payment-days", INTEGER, "option.usual-payment-days")
    ] = None,
    electronic_address: OwnElectronicAddressOption = None,
    franchise_kept: Annotated[
        str | None, option("--franchise-kept", TEXT, "option.franchise-kept")
    ] = None,
) -> None:
    state = current()
    context = state.context()
    from phmcoach.actions.opening import open_practice
    from phmcoach.actions.practice.identifiers import check_identifier
    from phmcoach.actions.practice.practice_changes import PracticeRequest
    from phmcoach.actions.practice.practice_changes import set_practice as change

    practice = open_practice(context.folder)
    with asking() as ask:
        if vat_regime or tax_regime:
            valid_from = ask.value("--from", DATE, valid_from, question="ask.regime-from")
        if vat_regime not in (None, "franchise") and practice.vat_number is None:
            check = partial(check_identifier, "vat-number")
            vat_number = ask.text("--vat-number", vat_number, check=check)
    request = PracticeRequest(
        vat_regime=vat_regime,
        tax_regime=tax_regime,
        valid_from=valid_from,
        vat_number=vat_number,
        declaration=declaration,
        iban=iban,
        bic=bic,
        payment_days=payment_days,
        electronic_address=electronic_address,
        franchise_kept=franchise_kept,
    )
    changed = change(context, request)
    state.out.wrote("said.practice-changed", changed.path)
    if changed.holds_from is not None:
        state.out.say("said.practice-from", on=changed.holds_from)
    if changed.begins or changed.ends:
        message = "said.vat-begins" if changed.begins else "said.vat-ends"
        state.out.say(message, on=valid_from)
    state.out.warn_all(changed.warnings)
