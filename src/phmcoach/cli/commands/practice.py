"""Commands about the practice itself: its folder and its health."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.commands.groups import (
    AskOption,
    BicOption,
    CityOption,
    DeclarationOption,
    EmailOption,
    IbanOption,
    NameOption,
    NextNumberOption,
    OwnElectronicAddressOption,
    PostcodeOption,
    SiretOption,
    StreetOption,
    TaxRegimeOption,
    VatNumberOption,
    VatRegimeOption,
)
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import AMOUNT, DATE, TEXT, one_of
from phmcoach.cli.shell.options import Json, argument, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.errors import UsageError
from phmcoach.exits import ExitCode
from phmcoach.typed_words import unless_none
from phmcoach.words import (
    LANGUAGES,
    LEGAL_FORMS,
    TAX_REGIMES,
    VAT_REGIMES,
    CompanyForm,
    Language,
    LegalForm,
    TaxRegime,
)

if TYPE_CHECKING:
    from phmcoach.cli.shell.state import CliState

panel = Panel("practice")

COMPANY_TAX_REGIMES: Mapping[CompanyForm, tuple[TaxRegime, ...]] = {
    "eurl": ("is", "bnc-2035", "micro-bnc"),
    "sasu": ("is", "bnc-2035"),
}
"""The tax regimes that a company may have; a SASU never has that of micro-entrepreneurs."""


def _parse_form(text: str) -> LegalForm:
    for form in LEGAL_FORMS:
        if text.casefold() == form:
            return form
    raise UsageError.of("usage.legal-form", text=text)


LEGAL_FORM = one_of(LEGAL_FORMS)._replace(parse=lambda text, _: _parse_form(text))

Directory = Annotated[str | None, argument("DIR", "option.directory")]


def _typed_folder(state: "CliState") -> str | None:
    """Return the folder that `-C` names, or None."""
    return None if state.folder_option is None else str(state.folder_option)


@panel.command("init")
def init(
    directory: Directory = None,
    legal_form: Annotated[
        LegalForm | None, option("--legal-form", LEGAL_FORM, "option.legal-form")
    ] = None,
    name: NameOption = None,
    siret: SiretOption = None,
    address: StreetOption = None,
    postcode: PostcodeOption = None,
    city: CityOption = None,
    email: EmailOption = None,
    iban: IbanOption = None,
    bic: BicOption = None,
    vat_regime: VatRegimeOption = None,
    vat_number: VatNumberOption = None,
    trade_name: Annotated[str | None, option("--trade-name", TEXT, "option.trade-name")] = None,
    phone: Annotated[str | None, option("--phone", TEXT, "option.phone")] = None,
    insurer: Annotated[str | None, option("--insurer", TEXT, "option.insurer")] = None,
    policy: Annotated[str | None, option("--policy", TEXT, "option.policy")] = None,
    electronic_address: OwnElectronicAddressOption = None,
    language: Annotated[
        Language | None, option("--language", one_of(LANGUAGES), "option.language")
    ] = None,
    next_number: NextNumberOption = None,
    tax_regime: TaxRegimeOption = None,
    started_on: Annotated[date | None, option("--started-on", DATE, "option.started-on")] = None,
    declaration: DeclarationOption = None,
    flat_income_tax: Annotated[bool, flag("--flat-income-tax", "option.flat-income-tax")] = False,
    opening_receipts: Annotated[
        Decimal | None, option("--opening-receipts", AMOUNT, "option.opening-receipts")
    ] = None,
    capital: Annotated[Decimal | None, option("--capital", AMOUNT, "option.capital")] = None,
    rcs: Annotated[str | None, option("--rcs", TEXT, "option.rcs")] = None,
    represented_by: Annotated[
        str | None, option("--represented-by", TEXT, "option.represented-by")
    ] = None,
    title: Annotated[str | None, option("--title", TEXT, "option.title")] = None,
    rate: Annotated[Decimal | None, option("--rate", AMOUNT, "option.company-rate")] = None,
    further: AskOption = False,
) -> None:
    from phmcoach.actions.practice.identifiers import check_identifier
    from phmcoach.cli.pages.practice_prompts import (
        ask_company,
        ask_policy,
        ask_vat_number,
        check_folder,
        say_put_off,
        usual_rate,
    )

    state = current()
    company: dict[str, object] | None = None
    line = partial(check_identifier, "line")
    with asking() as ask:
        directory = ask.text(
            "DIR",
            directory or _typed_folder(state),
            default=state.tr.text("prompt.folder"),
            check=check_folder,
        )
        check_folder(directory)
        needed = (name, siret, address, postcode, city, email, iban, bic, vat_regime)
        typed = legal_form or (None if further or ask.has_asked or None in needed else "ei")
        form: LegalForm = ask.value(
            "--legal-form", LEGAL_FORM, typed, default="ei", default_when_piped=True
        )
        name = ask.text(
            "--name", name, question="ask.name" if form == "ei" else "ask.company-name", check=line
        )
        siret = ask.text("--siret", siret, check=partial(check_identifier, "siret"))
        address = ask.text("--address", address, check=line)
        postcode = ask.text("--postcode", postcode, check=partial(check_identifier, "postcode"))
        city = ask.text("--city", city, check=line)
        email = ask.text("--email", email, check=partial(check_identifier, "email"))
        iban = ask.text("--iban", iban, check=partial(check_identifier, "iban"))
        bic = ask.text("--bic", bic, check=partial(check_identifier, "bic"))
        vat_regime = ask.choice("--vat-regime", vat_regime, VAT_REGIMES, default="franchise")
        if vat_regime != "franchise":
            vat_number = ask_vat_number(ask, vat_number, siret)
        if form != "ei":
            tax_regime = tax_regime or ask.choice("--tax-regime", None, COMPANY_TAX_REGIMES[form])
            company = ask_company(ask, form, capital, rcs, represented_by, title)
        if ask.goes_on(further):
            if form == "ei":
                tax_regime = ask.choice(
                    "--tax-regime", tax_regime, TAX_REGIMES, default=TAX_REGIMES[0]
                )
            rate = ask.value(
                "--rate", AMOUNT, rate, default=usual_rate(), question="ask.company-rate"
            )
            phone = ask.optional("--phone", TEXT, phone, question="ask.phone", read=line)
            insurer = ask.optional("--insurer", TEXT, insurer, question="ask.insurer", read=line)
        phone, insurer = unless_none(phone), unless_none(insurer)
        policy = ask_policy(ask, state, insurer, policy)
    from phmcoach.actions.practice.practice import init_practice
    from phmcoach.law import load_law

    duties = load_law().duties_on(state.today)
    made = init_practice(
        Path(directory),
        name=name,
        siret=siret,
        address=address,
        postcode=postcode,
        city=city,
        email=email,
        iban=iban,
        bic=bic,
        vat_regime=vat_regime,
        vat_number=vat_number,
        trade_name=trade_name,
        phone=phone,
        electronic_address=electronic_address,
        language=language or state.tr.language,
        next_number=1 if next_number is None else next_number,
        next_number_year=None if next_number is None else state.today.year,
        tax_regime=tax_regime or "micro-bnc",
        company=company,
        started_on=started_on,
        declaration=declaration,
        flat_income_tax=flat_income_tax,
        rate=rate,
        extra={"insurance": {"insurer": insurer, "policy": policy}} if policy else None,
    )
    for duty in duties:
        state.out.say("said.duty", text=duty.in_language(state.tr.language))
    if vat_regime != "franchise":
        state.out.say("said.vat-on-receipts")
    message = "said.practice-ready" if state.interactive else "said.practice-made"
    say_put_off(state, directory, insurer, policy)
    state.out.wrote(message, made.path, directory=directory)
    if opening_receipts:
        from phmcoach.actions.money.payments import record_opening
        from phmcoach.store.folder import Folder

        context = state.context(folder=Folder(Path(directory)))
        state.out.warn_all(record_opening(context, opening_receipts).warnings)


@panel.command("demo")
def demo(directory: Directory = None) -> None:
    from phmcoach.actions.practice.demo import make_demo
    from phmcoach.store.folder import Folder

    state = current()
    root = Path(directory) if directory else state.folder_option or Path("coach-demo")
    made = make_demo(state.context(folder=Folder(root.absolute())))
    text = state.tr.text(
        "said.demo",
        folder=root,
        ref=made.ref,
        refs=made.refs,
        contract=made.contract,
        invoice=made.invoices[-1].path,
        numbers=[issued.number for issued in made.invoices],
        total=sum(issued.invoice.total_gross for issued in made.invoices),
    )
    state.out.page(text)


@panel.command("doctor")
def doctor(
    verbose: Annotated[bool, flag("--verbose", "option.doctor-verbose")] = False,
    json: Json = False,
) -> None:
    from phmcoach.actions.practice.doctor import examine
    from phmcoach.cli.pages.keeping.diagnosis import show_diagnosis

    state = current()
    diagnosis = examine(state.context())
    if json:
        state.out.emit_json(
            {
                "healthy": diagnosis.is_healthy,
                "engagements": diagnosis.engagements,
                "clients": diagnosis.clients,
                "entries": diagnosis.entries,
                "findings": [
                    {"level": finding.level, "problem": finding} for finding in diagnosis.findings
                ],
            }
        )
    else:
        show_diagnosis(state.out, diagnosis)
        if verbose:
            state.out.result(state.tr.text("said.in-clear"))
    if not diagnosis.is_healthy:
        raise typer.Exit(ExitCode.FINDING)
