"""Every key of `practice.toml` is changed by an option of `set-practice`, or says why not."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.commands.test_contradictions import options_of
from tests.cli.conftest import Run, edit
from tests.cli.road import IN, INIT

from phmcoach.domain.base import Record
from phmcoach.domain.records.billing import Bank, Billing
from phmcoach.domain.records.company import Company
from phmcoach.domain.records.practice import (
    Address,
    CadenceHabits,
    Closure,
    HourlyRate,
    Insurance,
    Mediator,
    Practice,
    Profile,
)

TABLES: dict[str, type[Record]] = {
    "address": Address,
    "bank": Bank,
    "billing": Billing,
    "cadence": CadenceHabits,
    "closures": Closure,
    "company": Company,
    "insurance": Insurance,
    "mediator": Mediator,
    "profiles": Profile,
    "rates": HourlyRate,
}
SETTINGS = {
    "accent": "--accent",
    "address.city": "--city",
    "address.postcode": "--postcode",
    "address.street": "--address",
    "bank.bic": "--bic",
    "bank.iban": "--iban",
    "bank_accounts": "--iban",
    "billing.next_number": "--next-number",
    "billing.next_number_year": "--next-number",
    "billing.payment_days": "--payment-days",
    "billing.prefix": "--prefix",
    "billing.prefix_first_number": "--prefix",
    "billing.prefix_from": "--prefix",
    "billing.quote_days": "--quote-days",
    "billing.quote_prefix": "--quote-prefix",
    "cadence.drift_days": "--drift-days",
    "cadence.months": "--month-counting",
    "closures.end_on": "--closed-to",
    "closures.start_on": "--closed-from",
    "code_of_ethics": "--code-of-ethics",
    "company.capital": "--capital",
    "company.rcs": "--rcs",
    "company.represented_by": "--represented-by",
    "company.title": "--title",
    "declaration": "--declaration",
    "declarations": "--declaration",
    "electronic_address": "--electronic-address",
    "email": "--email",
    "flat_income_tax": "--flat-income-tax",
    "franchise_kept": "--franchise-kept",
    "insurance.insurer": "--insurer",
    "insurance.policy": "--policy",
    "language": "--language",
    "mediator.address": "--mediator-address",
    "mediator.name": "--mediator",
    "mediator.website": "--mediator-website",
    "payment_terms": "--payment-days",
    "phone": "--phone",
    "profiles.months_max": "--months",
    "profiles.months_min": "--months",
    "profiles.session_minutes_max": "--hours",
    "profiles.session_minutes_min": "--hours",
    "profiles.sessions_max": "--sessions",
    "profiles.sessions_min": "--sessions",
    "profiles.sessions_per_month_min": "--per-month",
    "rates.client_kind": "--rate-for",
    "rates.hourly": "--rate",
    "rates.valid_from": "--from",
    "siret": "--siret",
    "social_fund": "--social-fund",
    "started_on": "--started-on",
    "tax_regime": "--tax-regime",
    "tax_regimes": "--tax-regime",
    "time_zone": "--time-zone",
    "trade_name": "--trade-name",
    "vat_number": "--vat-number",
    "vat_regime": "--vat-regime",
    "vat_regimes": "--vat-regime",
    "website": "--website",
}
BY_HAND = {
    "address.country": "a practice abroad follows another law",
    "company.form": "another form of company has other statutes: it is a decision for `coach init`",
    "demo": "a practice of specimens never becomes a real one",
    "name": "the person who signed the contracts: another name is no setting",
    "schema": "the format of the file",
}
"""What no option changes, each with the reason."""


def keys() -> Iterator[str]:
    for key in Practice.keys.values():
        if key in TABLES:
            yield from (f"{key}.{own}" for own in TABLES[key].keys.values())
        else:
            yield key


def test_every_key_has_an_option_or_a_reason_why_not() -> None:
    assert sorted(keys()) == sorted({**SETTINGS, **BY_HAND})
    assert set(SETTINGS.values()) <= options_of("set-practice")


@pytest.fixture
def file(coach: Run) -> Path:
    assert coach(*INIT).code == 0
    return Path("practice/practice.toml")


@pytest.mark.parametrize(
    ("typed", "key", "value"),
    [
        ("--accent #336699", ("accent",), "#336699"),
        ("--drift-days 30", ("cadence", "drift_days"), 30),
        ("--month-counting calendrier", ("cadence", "months"), "calendar"),
        ("--quote-days 60", ("billing", "quote_days"), 60),
        ("--social-fund cipav", ("social_fund",), "cipav"),
        ("--flat-income-tax oui", ("flat_income_tax",), True),
        ("--flat-income-tax no", ("flat_income_tax",), False),
        ("--time-zone Indian/Reunion", ("time_zone",), "Indian/Reunion"),
        ("--language fr", ("language",), "fr"),
    ],
)
def test_a_setting_is_written_and_the_rest_stays(
    coach: Run, file: Path, typed: str, key: tuple[str, ...], value: object
) -> None:
    wanted = tomllib.loads(file.read_text("utf-8"))
    table = wanted
    for name in key[:-1]:
        table = table[name]
    table[key[-1]] = value
    assert coach(*IN, "set-practice", *typed.split()).code == 0
    assert tomllib.loads(file.read_text("utf-8")) == wanted


def test_who_moves_is_reminded_of_the_siret_and_gives_that_of_the_new_place(
    coach: Run, file: Path
) -> None:
    moved = coach(*IN, "set-practice", "--address", "8 rue Neuve")
    assert moved.err.splitlines()[-1] == (
        "The SIRET 90000000100017 is that of the former address. If your establishment has moved,"
        " record the new one (same first nine digits): coach -C practice set-practice --siret …"
    )
    before = tomllib.loads(file.read_text("utf-8"))
    ran = coach(*IN, "set-practice", "--siret", "900 000 001 00025")
    assert (ran.code, ran.err) == (0, "The practice is up to date.\n"), ran
    assert tomllib.loads(file.read_text("utf-8")) == before | {"siret": "90000000100025"}
    same = ("--address", "8 bis rue Neuve", "--siret", "90000000100025")
    assert coach(*IN, "set-practice", *same).err == "The practice is up to date.\n"


def test_a_siret_of_another_business_is_refused(coach: Run, file: Path) -> None:
    before = file.read_bytes()
    ran = coach(*IN, "set-practice", "--siret", "81122233000011")
    assert (ran.code, ran.out, file.read_bytes()) == (5, "", before)
    assert ran.err == (
        "Error: The SIRET 81122233000011 is not one of the SIREN 900000001: a move changes its last"
        " five digits alone. Another business has a practice of its own (coach init).\n"
    )


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("typed", ["--sessions 30-20", "--sessions 0-3", "--hours 0-2"])
def test_a_wrong_bound_names_the_option_that_was_typed(coach: Run, typed: str) -> None:
    ran = coach(*IN, "set-practice", "--profile", "standard", *typed.split())
    option, _ = typed.split()
    assert (ran.code, option in ran.err.splitlines()[0], "-min" in ran.err) == (2, True, False), ran


@pytest.mark.parametrize(
    "typed",
    [
        *("--accent blue", "--drift-days 0", "--quote-days 400", "--time-zone Mars", "--title X"),
        *("--profile standard --sessions 30-20", "--profile standard --sessions 12-"),
        *("--sessions 8-20", "--profile standard --phone 01", "--profile unknown"),
        *("--profile standard --sessions none", "--profile standard --hours 1h-x"),
    ],
)
def test_a_setting_that_no_practice_may_have_changes_nothing(
    coach: Run, file: Path, typed: str
) -> None:
    before = file.read_bytes()
    ran = coach(*IN, "set-practice", *typed.split())
    assert (ran.code in (2, 5), ran.out, file.read_bytes()) == (True, "", before), ran


def test_the_capital_of_a_company_is_changed(coach: Run, file: Path) -> None:
    company = """
[company]
form = "eurl"
capital = 1000
rcs = "Paris"
represented_by = "Camille Durand"
title = "gérante"
"""
    edit(file, "\n[bank]", f"{company}\n[bank]")
    assert coach(*IN, "set-practice", "--capital", "5000", "--rcs", "Lyon").code == 0
    written = tomllib.loads(file.read_text("utf-8"))["company"]
    assert (written["capital"], written["rcs"], written["form"]) == (5000, "Lyon", "eurl")


def test_bounds_are_changed_and_those_beyond_the_offer_are_named(coach: Run, file: Path) -> None:
    profile = (*IN, "set-practice", "--profile", "standard")
    ran = coach(*profile, "--sessions", "8-20", "--hours", "1h30-2h")
    assert ran.out.replace("\xa0", " ").splitlines()[-5:] == [
        "Bound                    Yours          The offer",
        "the number of sessions   8 to 20        10 to 20",
        "the length of a session  1 h 30 to 2 h  1 h to 3 h",
        "the length in months     3 to 6         3 to 6",
        "the sessions a month     at least 1     at least 1",
    ]
    assert "Profile standard goes beyond the offer: the number of sessions." in ran.err
    assert tomllib.loads(file.read_text("utf-8"))["profiles"] == {
        "standard": {
            "sessions_min": 8,
            "sessions_max": 20,
            "session_minutes_min": 90,
            "session_minutes_max": 120,
            "months_min": 3,
            "months_max": 6,
            "sessions_per_month_min": 1,
        }
    }
    back = coach(*profile, "--sessions", "10-20")
    assert "offer:" not in back.err
    assert coach(*profile).out == back.out.partition("\n")[2]


@pytest.mark.usefixtures("file")
def test_a_profile_is_named_in_the_language_of_the_coach(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LANG", "fr")
    ran = coach(*IN, "set-practice", "--profile", "court", "--sessions", "4-8")
    assert "Profil court hors de la fiche : le nombre de séances." in ran.err.replace("\u202f", " ")


def test_a_new_name_begins_a_profile_that_engagements_may_have(coach: Run, file: Path) -> None:
    bounds = ("--sessions", "4-9", "--months", "none", "--per-month", "0")
    ran = coach(*IN, "set-practice", "--profile", "Été", *bounds)
    assert ran.code == 0, ran
    assert tomllib.loads(file.read_text("utf-8"))["profiles"]["ete"] == {
        "sessions_min": 4,
        "sessions_max": 9,
        "session_minutes_min": 60,
        "session_minutes_max": 180,
    }
    assert coach(*IN, "set-practice", "--profile", "été", language="fr").code == 0
