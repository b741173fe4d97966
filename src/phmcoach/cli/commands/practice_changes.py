"""The command that changes the practice."""

from datetime import date
from functools import partial
from typing import Annotated

from phmcoach.cli.commands.groups import (
    BicOption,
    CityOption,
    DeclarationOption,
    EmailOption,
    IbanOption,
    NextNumberOption,
    OwnElectronicAddressOption,
    PostcodeOption,
    StreetOption,
    TaxRegimeOption,
    VatNumberOption,
    VatRegimeOption,
)
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, INTEGER, TEXT
from phmcoach.cli.shell.options import OptionGroup, option
from phmcoach.cli.shell.panels import Panel

panel = Panel("practice")


class Printed(OptionGroup):
    """What papers print of a practice, and has no history."""

    trade_name: Annotated[str | None, option("--trade-name", TEXT, "option.trade-name")] = None
    street: StreetOption = None
    postcode: PostcodeOption = None
    city: CityOption = None
    email: EmailOption = None
    phone: Annotated[str | None, option("--phone", TEXT, "option.phone")] = None
    website: Annotated[str | None, option("--website", TEXT, "option.website")] = None
    insurer: Annotated[str | None, option("--insurer", TEXT, "option.own-insurer")] = None
    policy: Annotated[str | None, option("--policy", TEXT, "option.policy")] = None
    mediator: Annotated[str | None, option("--mediator", TEXT, "option.mediator")] = None
    mediator_address: Annotated[
        str | None, option("--mediator-address", TEXT, "option.mediator-address")
    ] = None
    mediator_website: Annotated[
        str | None, option("--mediator-website", TEXT, "option.mediator-website")
    ] = None
    code_of_ethics: Annotated[
        str | None, option("--code-of-ethics", TEXT, "option.code-of-ethics")
    ] = None


_TABLES = {
    "street": ("address", "street"),
    "postcode": ("address", "postcode"),
    "city": ("address", "city"),
    "insurer": ("insurance", "insurer"),
    "policy": ("insurance", "policy"),
    "mediator": ("mediator", "name"),
    "mediator_address": ("mediator", "address"),
    "mediator_website": ("mediator", "website"),
}
"""The keys of the file that are in a table; any other has the name of its option."""

_TOGETHER = (("insurer", "policy"), ("mediator", "mediator_address", "mediator_website"))
"""The options of a table that is new: all of its keys are needed."""


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
    prefix: Annotated[str | None, option("--prefix", TEXT, "option.prefix")] = None,
    next_number: NextNumberOption = None,
    quote_prefix: Annotated[
        str | None, option("--quote-prefix", TEXT, "option.quote-prefix")
    ] = None,
    electronic_address: OwnElectronicAddressOption = None,
    franchise_kept: Annotated[
        str | None, option("--franchise-kept", TEXT, "option.franchise-kept")
    ] = None,
    *,
    printed: Printed,
) -> None:
    state = current()
    context = state.context()
    from phmcoach.actions.opening import open_practice
    from phmcoach.actions.practice.identifiers import check_identifier
    from phmcoach.actions.practice.numbering import NumberingRequest
    from phmcoach.actions.practice.practice_changes import PracticeRequest, next_new_year
    from phmcoach.actions.practice.practice_changes import set_practice as change

    practice = open_practice(context.folder)
    with asking() as ask:
        if vat_regime or tax_regime or declaration:
            is_yearly = tax_regime is not None or declaration is not None
            new_year = next_new_year(state.today) if is_yearly else None
            valid_from = ask.value(
                "--from",
                DATE,
                valid_from,
                default=new_year,
                question="ask.regime-from",
                example=None if new_year is None else str(new_year),
            )
        if vat_regime not in (None, "franchise") and practice.vat_number is None:
            check = partial(check_identifier, "vat-number")
            vat_number = ask.text("--vat-number", vat_number, check=check)
        given = {name: text for name, text in vars(printed).items() if text is not None}
        for names in _TOGETHER:
            table = _TABLES[names[0]][0]
            if getattr(practice, table) is None and not given.keys().isdisjoint(names):
                for name in names:
                    given[name] = ask.text("--" + name.replace("_", "-"), given.get(name))
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
        numbering=NumberingRequest(
            prefix=prefix, first_number=next_number, quote_prefix=quote_prefix
        ),
        texts={_TABLES.get(name, (name,)): text for name, text in given.items()},
    )
    changed = change(context, request)
    state.out.wrote("said.practice-changed", changed.path)
    if changed.holds_from is not None:
        state.out.say("said.practice-from", on=changed.holds_from)
    if (series := changed.series) is not None:
        later = series.until_then is not None
        state.out.say("said.series-later" if later else "said.series", **vars(series))
    if changed.begins or changed.ends:
        if changed.until is None:
            message = "said.vat-begins" if changed.begins else "said.vat-ends"
            state.out.say(message, on=valid_from)
        else:
            message = "said.vat-begins-until" if changed.begins else "said.vat-ends-until"
            state.out.say(message, on=valid_from, until=changed.until)
    state.out.warn_all(changed.warnings)
