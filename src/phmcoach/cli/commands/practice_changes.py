"""The command that changes the practice."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import (
    BicOption,
    DeclarationOption,
    IbanOption,
    NextNumberOption,
    OwnElectronicAddressOption,
    TaxRegimeOption,
    VatNumberOption,
    VatRegimeOption,
)
from phmcoach.cli.commands.practice_options import OfProfile, Printed, Settings
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import (
    AMOUNT,
    DATE,
    INTEGER,
    TEXT,
    Range,
    one_of,
)
from phmcoach.cli.shell.options import option
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import UsageError
from phmcoach.typed_words import unless_none
from phmcoach.words import (
    CLIENT_KINDS,
    ClientKind,
)

if TYPE_CHECKING:
    from phmcoach.actions.changing import KeyPath
    from phmcoach.actions.practice.habits import HabitsRequest
    from phmcoach.actions.practice.practice_changes import PracticeChanged
    from phmcoach.domain.contract.bounds import Bound

panel = Panel("practice")


_TABLES = {
    "street": ("address", "street"),
    "postcode": ("address", "postcode"),
    "city": ("address", "city"),
    "insurer": ("insurance", "insurer"),
    "policy": ("insurance", "policy"),
    "mediator": ("mediator", "name"),
    "mediator_address": ("mediator", "address"),
    "mediator_website": ("mediator", "website"),
    "drift_days": ("cadence", "drift_days"),
    "month_counting": ("cadence", "months"),
    "quote_days": ("billing", "quote_days"),
    **{key: ("company", key) for key in ("capital", "rcs", "represented_by", "title")},
}
"""The keys of the file that are in a table; any other has the name of its option."""

_OPTIONAL: dict[str, "KeyPath"] = {"phone": ("phone",), "insurer": ("insurance",)}
"""What a practice may lack, and what goes out of the file if the answer is that there is none."""

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
    rate: Annotated[Decimal | None, option("--rate", AMOUNT, "option.usual-rate")] = None,
    rate_for: Annotated[
        ClientKind | None, option("--rate-for", one_of(CLIENT_KINDS), "option.rate-for")
    ] = None,
    closed_from: Annotated[date | None, option("--closed-from", DATE, "option.closed-from")] = None,
    closed_to: Annotated[date | None, option("--closed-to", DATE, "option.closed-to")] = None,
    not_closed: Annotated[date | None, option("--not-closed", DATE, "option.not-closed")] = None,
    electronic_address: OwnElectronicAddressOption = None,
    franchise_kept: Annotated[
        str | None, option("--franchise-kept", TEXT, "option.franchise-kept")
    ] = None,
    *,
    printed: Printed,
    settings: Settings,
    bounds: OfProfile,
) -> None:
    state = current()
    context = state.context()
    if bounds.profile is not None:
        _profile(state, bounds.profile, bounds)
        return
    from phmcoach.actions.opening import open_practice
    from phmcoach.actions.practice.habits import HabitsRequest
    from phmcoach.actions.practice.identifiers import check_identifier
    from phmcoach.actions.practice.numbering import NumberingRequest
    from phmcoach.actions.practice.practice_changes import PracticeRequest
    from phmcoach.actions.practice.practice_changes import set_practice as change
    from phmcoach.domain.records.regime_gates import next_new_year

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
        texts, given = _without(given)
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
        habits=HabitsRequest(
            rate=rate,
            rate_for=rate_for or "company-fr",
            closed_from=closed_from,
            closed_to=closed_to,
            not_closed=not_closed,
        ),
        settings=texts
        | {_TABLES.get(name, (name,)): text for name, text in given.items()}
        | _settings(settings),
    )
    changed = change(context, request)
    state.out.wrote("said.practice-changed", changed.path)
    if changed.holds_from is not None:
        state.out.say("said.practice-from", on=changed.holds_from)
    if changed.kept_siret is not None:
        state.out.say("said.practice-moved", siret=changed.kept_siret)
    _say_numbers(state.out, changed)
    _say_habits(state.out, request.habits, changed, valid_from or state.today)
    _say_vat(state.out, changed, valid_from)
    state.out.warn_all(changed.warnings)


def _settings(settings: Settings) -> dict["KeyPath", object]:
    """Return the keys of the settings that were given, with their values."""
    given = {name: value for name, value in vars(settings).items() if value is not None}
    if "flat_income_tax" in given:
        given["flat_income_tax"] = given["flat_income_tax"] == "yes"
    return {_TABLES.get(name, (name,)): value for name, value in given.items()}


def _profile(state: CliState, name: str, bounds: OfProfile) -> None:
    """Show the bounds of a profile, changed first if others are given."""
    from phmcoach.actions.practice import habits
    from phmcoach.cli.pages.profile import show_profile

    per_month = None if bounds.per_month is None else Range(bounds.per_month or None, None)
    spans: dict[Bound, Range | None] = {
        "sessions": bounds.sessions,
        "session_minutes": bounds.hours,
        "months": bounds.months,
        "sessions_per_month": per_month,
    }
    given = {bound: span for bound, span in spans.items() if span is not None}
    if not given:
        show_profile(state.out, habits.show_profile(state.context(), name))
        return
    shown = habits.set_profile(state.context(), name, given)
    state.out.wrote("said.practice-changed", shown.path)
    show_profile(state.out, shown)


def _without(given: dict[str, str]) -> tuple[dict["KeyPath", str | None], dict[str, str]]:
    """Split what was given into the keys to take out, since there is none, and the rest."""
    gone = {name for name in _OPTIONAL if unless_none(given.get(name, name)) is None}
    if "insurer" in gone and "policy" in given:
        explained = current().tr.text("option.own-insurer")
        raise UsageError.of("usage.missing", label="--insurer", help=explained)
    return {_OPTIONAL[name]: None for name in gone}, {
        name: text for name, text in given.items() if name not in gone
    }


def _say_numbers(out: Output, changed: "PracticeChanged") -> None:
    if (series := changed.series) is not None:
        later = series.until_then is not None
        out.say("said.series-later" if later else "said.series", **vars(series))


def _say_habits(out: Output, habits: "HabitsRequest", changed: "PracticeChanged", on: date) -> None:
    if habits.rate is not None:
        out.say("said.usual-rate", rate=habits.rate, kind=habits.rate_for, on=on)
    if habits.closed_from is not None:
        out.say("said.practice-closed", start_on=habits.closed_from, end_on=habits.closed_to)
    if (closure := changed.reopened) is not None:
        out.say("said.practice-reopened", start_on=closure.start_on, end_on=closure.end_on)


def _say_vat(out: Output, changed: "PracticeChanged", on: date | None) -> None:
    """Say whether VAT is charged from a day on, or no more, and until when."""
    if changed.begins or changed.ends:
        if changed.until is None:
            out.say("said.vat-begins" if changed.begins else "said.vat-ends", on=on)
        else:
            until = "said.vat-begins-until" if changed.begins else "said.vat-ends-until"
            out.say(until, on=on, until=changed.until)
