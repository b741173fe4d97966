"""The doctor reports legal data that ends within 60 days, as far as the practice needs it."""

from datetime import date
from decimal import Decimal

import pytest
from tests.actions.conftest import on_day
from tests.builders import make_practice

from phmcoach.actions.context import Context
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.law_check import find_ending_law
from phmcoach.domain.records.law_rules import LegalRate, Rules
from phmcoach.errors import Place
from phmcoach.law import load_law
from phmcoach.words import ClientKind

RATES = ("law-ssi", "law-training-fund")
HALF_YEARS = ("law-half-years",)


def ending(
    today: date, *kinds: ClientKind, **options: object
) -> list[tuple[object, object, object]]:
    found = find_ending_law(load_law(), make_practice(**options), kinds, today)
    return [(each.args["on"], each.args["what"], each.args["file"]) for each in found]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 1), []),
        (date(2026, 11, 2), [(date(2026, 12, 31), (*RATES, *HALF_YEARS), "law/2027.toml")]),
        (date(2027, 1, 15), [(date(2026, 12, 31), (*RATES, *HALF_YEARS), "law/2027.toml")]),
        (
            date(2027, 7, 15),
            [
                (date(2026, 12, 31), RATES, "law/2027.toml"),
                (date(2027, 6, 30), HALF_YEARS, "law/2027.toml"),
            ],
        ),
    ],
)
def test_data_is_reported_from_sixty_days_before_its_end_until_it_is_known(
    today: date, expected: list[object]
) -> None:
    assert ending(today) == expected


def test_who_chose_the_flat_income_tax_is_told_of_its_rate() -> None:
    (first, *_) = ending(date(2026, 12, 1), flat_income_tax=True)
    assert first[1] == (*RATES, "law-income-tax", *HALF_YEARS)


def test_a_practice_that_is_no_micro_entrepreneur_needs_no_rates_of_contributions() -> None:
    assert ending(date(2026, 12, 1), tax_regime="bnc-2035") == [
        (date(2026, 12, 31), HALF_YEARS, "law/2027.toml")
    ]


def test_only_mentions_of_the_own_regime_and_clients_are_reported() -> None:
    today = date(2028, 6, 1)
    liable = {"vat_regime": "quarterly", "vat_number": "FR68900000001"}
    last = date(2028, 6, 30)
    assert (last, ("law-franchise",), "law/2028.toml") in ending(today, "private")
    assert (last, ("law-reverse-charge",), "law/2028.toml") in ending(today, "company-eu", **liable)
    assert [on for on, *_ in ending(today, "private", **liable)] == [date(2027, 12, 31)]


def test_a_rate_that_the_coach_has_added_is_not_reported() -> None:
    added = LegalRate(
        id="ssi",
        rate=Decimal(26),
        valid_from=date(2027, 1, 1),
        valid_to=date(2027, 12, 31),
        source="URSSAF",
    )
    law = load_law().under(Rules(rates=(added,)), "2027")
    (problem,) = find_ending_law(law, make_practice(), (), date(2026, 12, 1))
    assert problem.args["what"] == (*RATES[1:], *HALF_YEARS)


def test_the_doctor_warns_of_it_and_the_practice_is_healthy(context: Context) -> None:
    diagnosis = examine(on_day(context, date(2026, 12, 1)))
    assert [(each.message, each.level) for each in diagnosis.findings] == [("law.ends", "warning")]
    assert diagnosis.is_healthy


def test_a_rule_that_names_an_unknown_mention_is_reported(context: Context) -> None:
    context.folder.law_dir.mkdir()
    (context.folder.law_dir / "2026.toml").write_text(
        'schema = 1\n\n[[vat]]\nliable = false\nclients = ["company-fr"]\n'
        'category = "E"\nrate = 0\n'
        'exemption_code = "VATEX-FR-FRANCHISE"\nmention = "qwvz"\nvalid_from = 2026-01-01\n'
        'source = "X"\n',
        "utf-8",
    )
    (finding,) = examine(context).findings
    assert (finding.message, finding.level, finding.args["what"]) == (
        "law.missing-named",
        "warning",
        "qwvz",
    )


DATED = 'valid_from = 2027-01-01\nsource = "X"\n'
DURATIONS = ("retention", "private-data", "contract-data", "accounts-data")
FILING = f'[[filings]]\nid = "urssaf"\nevery = "yearly"\nlast_day = 31\n{DATED}'


@pytest.mark.parametrize(
    ("table", "what", "names"),
    [
        (
            f'[[limits]]\nid = "micros"\namount = 90000\n{DATED}',
            "micros",
            ("cash", "vat-franchise", "vat-franchise-upper", "micro"),
        ),
        (
            f'[[rates]]\nid = "training_fund"\nrate = 0.2\n{DATED}',
            "training_fund",
            ("ssi", "cipav", "training-fund", "income-tax"),
        ),
        (
            FILING,
            "urssaf yearly",
            (
                *("urssaf monthly", "urssaf quarterly"),
                *("vat-return monthly", "vat-return quarterly", "declaration-2035 yearly"),
            ),
        ),
        (f'[[durations]]\nid = "keeping"\nyears = 9\n{DATED}', "keeping", DURATIONS),
    ],
)
def test_a_rule_that_nothing_asks_for_is_reported_with_the_names_that_exist(
    context: Context, table: str, what: str, names: tuple[str, ...]
) -> None:
    context.folder.law_dir.mkdir()
    file = context.folder.law_dir / "2027.toml"
    file.write_text(f"schema = 1\n\n{table}", "utf-8")
    diagnosis = examine(context)
    (found,) = (each for each in diagnosis.findings if each.message == "law.unasked")
    assert (found.args["what"], found.args["names"]) == (what, names)
    assert (found.level, found.place) == ("warning", Place(file, 3))
    assert diagnosis.is_healthy


def test_a_rule_that_is_asked_for_is_not_reported(context: Context) -> None:
    context.folder.law_dir.mkdir()
    text = f'schema = 1\n\n[[limits]]\nid = "micro"\namount = 90000\n{DATED}'
    (context.folder.law_dir / "2027.toml").write_text(text, "utf-8")
    assert [each.message for each in examine(context).findings] == []
