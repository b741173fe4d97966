"""The practice: the legal identity, prices and preferences of the coach.

Everything that another coach might set differently is data here, with the figures of the standard
offer as defaults, so that no rule contains a number of the offer.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

from phmcoach.domain.base import ACCOUNTING, COACH, SPONSOR, Day, Email, Line, Money, Record, Slug
from phmcoach.domain.records import regimes
from phmcoach.domain.records.billing import Bank, Billing
from phmcoach.domain.records.company import Company, printed_name
from phmcoach.domain.values.identifiers import ElectronicAddress, Siret, VatNumber
from phmcoach.domain.values.marks import Check, Key, Limits, ShapeError, written_as
from phmcoach.domain.values.zones import HOME_ZONE, known_zone
from phmcoach.value import NOTHING
from phmcoach.words import (
    ClientKind,
    DeclarationRhythm,
    Language,
    MonthCounting,
    SocialFund,
    TaxRegime,
    VatRegime,
)


class Address(Record):
    """A postal address."""

    street: Annotated[Line, ACCOUNTING]
    postcode: Annotated[Line, ACCOUNTING]
    city: Annotated[Line, ACCOUNTING]
    country: Annotated[str, written_as("[A-Z]{2}", "shape.bad-country"), ACCOUNTING] = "FR"


def check_postcode(postcode: str, of: str = "address") -> str:
    """Return a French postcode: five digits. Raise ShapeError for anything else.

    `of` is the key of the address.
    """
    if not re.fullmatch("[0-9]{5}", postcode):
        raise ShapeError("shape.bad-postcode", at=(of, "postcode"))
    return postcode


def check_own_vat_number(number: str, siren: str) -> str:
    """Return the VAT number of a French company; raise ShapeError if it contains another SIREN."""
    if number[4:] != siren:
        raise ShapeError("shape.vat-number-not-french")
    return number


class Profile(Record):
    """The bounds that a contract must keep; an absent bound does not apply.

    The length of a session is in minutes, that of the contract in civil months, both days included.
    """

    sessions_min: Annotated[int, Limits(ge=1, le=200), SPONSOR]
    sessions_max: Annotated[int, Limits(ge=1, le=200), SPONSOR]
    session_minutes_min: Annotated[int, Limits(ge=1, le=1440), SPONSOR] = 60
    session_minutes_max: Annotated[int, Limits(ge=1, le=1440), SPONSOR] = 180
    months_min: Annotated[int | None, Limits(ge=1, le=60), SPONSOR] = None
    months_max: Annotated[int | None, Limits(ge=1, le=60), SPONSOR] = None
    sessions_per_month_min: Annotated[int | None, Limits(ge=1, le=31), SPONSOR] = None

    def check(self) -> None:
        """Refuse a lower bound above its upper bound."""
        pairs = (
            (self.sessions_min, self.sessions_max),
            (self.session_minutes_min, self.session_minutes_max),
            (self.months_min or 0, self.months_max or 999),
        )
        if any(low > high for low, high in pairs):
            raise ShapeError("shape.bounds-out-of-order")


@cache
def default_profiles() -> Mapping[str, Profile]:
    """Return the profiles of the standard offer: standard, short form, follow-up."""
    return {
        "standard": Profile(
            sessions_min=10, sessions_max=20, months_min=3, months_max=6, sessions_per_month_min=1
        ),
        "short": Profile(sessions_min=2, sessions_max=3),
        "follow-up": Profile(sessions_min=1, sessions_max=3),
    }


class HourlyRate(Record):
    """A price of the rate card from a day on, in euros an hour, without VAT for a company."""

    valid_from: Annotated[Day, COACH]
    client_kind: Annotated[ClientKind, COACH]
    hourly: Annotated[Money, COACH]


DEFAULT_RATES = (
    HourlyRate(valid_from=date(2017, 1, 1), client_kind="company-fr", hourly=Decimal("260.00")),
)
"""The default rate card: 260 € an hour without VAT for a company; individuals get a quote."""


class CadenceHabits(Record):
    """The way to count months, and the days without a booking after which to warn."""

    months: Annotated[MonthCounting, COACH] = "contract"
    drift_days: Annotated[int, Limits(ge=1, le=365), COACH] = 21


class Closure(Record):
    """Days on which the practice is closed, both included."""

    start_on: Annotated[Day, SPONSOR]
    end_on: Annotated[Day, SPONSOR]

    def check(self) -> None:
        """Refuse an end before the start."""
        if self.end_on < self.start_on:
            raise ShapeError("shape.ends-before-start")


class Insurance(Record):
    """Professional liability: the insurer and the policy that the contract names."""

    insurer: Annotated[Line, SPONSOR]
    policy: Annotated[Line, SPONSOR]


class Mediator(Record):
    """The consumer mediator that a private client's contract must name (C. conso. L616-1)."""

    name: Annotated[Line, SPONSOR]
    address: Annotated[Line, SPONSOR]
    website: Annotated[Line, SPONSOR]


# What a contract prints of the practice; the record of a signature holds the same.
PrintedLine = Annotated[Line, ACCOUNTING]
PrintedLineOrNone = Annotated[Line | None, ACCOUNTING]
PrintedCompany = Annotated[Company | None, ACCOUNTING]
PrintedSiret = Annotated[Siret, ACCOUNTING]
PrintedVatRegime = Annotated[VatRegime, ACCOUNTING]
PrintedVatNumber = Annotated[VatNumber | None, ACCOUNTING]
PrintedEmail = Annotated[Email, ACCOUNTING]
PrintedAddress = Annotated[Address, ACCOUNTING]
PrintedInsurance = Annotated[Insurance | None, SPONSOR]
PrintedMediator = Annotated[Mediator | None, SPONSOR]
EthicsCode = Annotated[Line | None, SPONSOR]
Accent = Annotated[str, written_as("#[0-9a-fA-F]{6}", "shape.bad-colour"), COACH]


class Practice(Record):
    """`practice.toml`; what has a history holds until its first change.

    These are the regimes, the declarations, the bank account and the payment period.
    """

    schema_version: Annotated[Literal[1], Key("schema"), COACH]
    name: PrintedLine
    trade_name: PrintedLineOrNone = None
    siret: PrintedSiret
    vat_regime: PrintedVatRegime
    vat_number: PrintedVatNumber = None
    vat_regimes: Annotated[tuple[regimes.VatChange, ...], COACH] = ()
    franchise_kept: Annotated[tuple[regimes.FranchiseKept, ...], ACCOUNTING] = ()
    tax_regime: Annotated[TaxRegime, COACH] = "micro-bnc"
    tax_regimes: Annotated[tuple[regimes.TaxChange, ...], COACH] = ()
    social_fund: Annotated[SocialFund, COACH] = "ssi"
    started_on: Annotated[Day | None, COACH] = None
    declaration: Annotated[DeclarationRhythm | None, COACH] = None
    declarations: Annotated[tuple[regimes.DeclarationChange, ...], COACH] = ()
    flat_income_tax: Annotated[bool, COACH] = False
    email: PrintedEmail
    phone: PrintedLineOrNone = None
    website: PrintedLineOrNone = None
    electronic_address: Annotated[ElectronicAddress | None, ACCOUNTING] = None
    language: Annotated[Language, COACH] = "fr"
    demo: Annotated[bool, COACH] = False
    code_of_ethics: EthicsCode = None
    accent: Accent = "#1f4e5f"
    address: PrintedAddress
    company: PrintedCompany = None
    bank: Annotated[Bank, ACCOUNTING]
    bank_accounts: Annotated[tuple[regimes.BankChange, ...], COACH] = ()
    payment_terms: Annotated[tuple[regimes.PaymentChange, ...], COACH] = ()
    billing: Annotated[Billing, COACH] = Billing()
    cadence: Annotated[CadenceHabits, COACH] = CadenceHabits()
    insurance: PrintedInsurance = None
    mediator: PrintedMediator = None
    rates: Annotated[tuple[HourlyRate, ...], COACH] = DEFAULT_RATES
    profiles: Annotated[Mapping[Slug, Profile], COACH] = NOTHING
    closures: Annotated[tuple[Closure, ...], COACH] = ()
    time_zone: Annotated[str, Check(known_zone), COACH] = HOME_ZONE

    def check(self) -> None:
        """Refuse a missing or wrong VAT number, a bad postcode, a micro SASU (CGI 102 ter, 6)."""
        regimes.refuse_one_day(self.declarations)
        regimes.refuse_one_day(self.bank_accounts)
        regimes.refuse_one_day(self.payment_terms)
        vat = regimes.all_regimes(self.vat_regime, self.vat_regimes)
        tax = regimes.all_regimes(self.tax_regime, self.tax_regimes)
        if vat != {"franchise"} and self.vat_number is None:
            raise ShapeError("shape.vat-number-missing")
        if self.vat_number is not None:
            check_own_vat_number(self.vat_number, self.siren)
        if self.address.country == "FR":
            check_postcode(self.address.postcode)
        if self.company and self.company.form == "sasu" and "micro-bnc" in tax:
            raise ShapeError("shape.sasu-never-micro", at=("tax_regime",))

    @property
    def printed_name(self) -> str:
        """The name as on every paper."""
        return printed_name(self.name, self.company)

    @property
    def siren(self) -> str:
        """The first nine digits of the SIRET."""
        return self.siret[:9]

    def vat_regime_on(self, day: date) -> VatRegime:
        """Return the VAT regime of the services of a day."""
        change = regimes.last_change(self.vat_regimes, day)
        return change.regime if change else self.vat_regime

    def charges_vat_on(self, day: date) -> bool:
        """Whether the services of a day bear VAT, if their client is one who pays it."""
        return self.vat_regime_on(day) != "franchise"

    def tax_regime_on(self, day: date) -> TaxRegime:
        """Return the regime of income tax of the receipts of a day."""
        change = regimes.last_change(self.tax_regimes, day)
        return change.regime if change else self.tax_regime

    @property
    def first_declaration(self) -> DeclarationRhythm:
        """The first rhythm of declarations; quarterly if nothing was chosen (CSS L613-7)."""
        return self.declaration or "quarterly"

    def declares_on(self, day: date) -> DeclarationRhythm:
        """Return how often the turnover of a day is declared, which holds for its whole year."""
        change = regimes.last_change(self.declarations, date(day.year, 1, 1))
        return change.declaration if change else self.first_declaration

    def bank_on(self, day: date) -> Bank:
        """Return the account that the papers of a day name."""
        change = regimes.last_change(self.bank_accounts, day)
        return change.value if change else self.bank

    def payment_days_on(self, day: date) -> int:
        """Return the usual payment period of the terms of a day."""
        change = regimes.last_change(self.payment_terms, day)
        return change.value if change else self.billing.payment_days

    def profile(self, name: str) -> Profile | None:
        """Return the practice's own profile of this name, else the default one, else None."""
        return self.profiles.get(name) or default_profiles().get(name)

    def profile_names(self) -> tuple[str, ...]:
        """Return the names of all profiles, the default ones first."""
        return tuple(dict.fromkeys((*default_profiles(), *self.profiles)))

    def hourly_rate(self, client_kind: ClientKind, on: date) -> Decimal | None:
        """Return the price of the rate card for a kind of client on a day, or None.

        A private client gets an individual quote, so the default rate card has no price for them.
        """
        known = [
            rate for rate in self.rates if rate.client_kind == client_kind and rate.valid_from <= on
        ]
        return max(known, key=lambda rate: rate.valid_from).hourly if known else None
