from datetime import date

import pytest
from tests.builders import make_client, make_practice, make_private_client

from phmcoach.domain.records.billing import Billing
from phmcoach.domain.records.practice import Closure, Profile, default_profiles
from phmcoach.domain.records.regimes import vat_return_on
from phmcoach.domain.shape.validation import InvalidRecordError, checked, validate
from phmcoach.errors import RuleRefusedError
from phmcoach.value import fields_of


def test_a_vat_number_must_match_the_siren_of_the_practice() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.vat-number-not-french"):
        make_practice(vat_regime="monthly", vat_number="FR52811222330")


def test_a_practice_with_vat_requires_a_vat_number() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.vat-number-missing"):
        make_practice(vat_regime="monthly")


COMPANY = {
    "form": "eurl",
    "capital": 1000,
    "rcs": "Paris",
    "represented_by": "Camille Durand",
    "title": "gérante",
}


def test_a_sasu_never_has_the_regime_of_micro_entrepreneurs() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.sasu-never-micro"):
        make_practice(company=COMPANY | {"form": "sasu"})


def test_an_eurl_may_have_the_regime_of_micro_entrepreneurs() -> None:
    assert make_practice(company=COMPANY).tax_regime == "micro-bnc"


def test_the_name_of_a_sole_trader_is_followed_by_the_legal_form() -> None:
    assert make_practice(name="Camille Durand").printed_name == "Camille Durand EI"


def test_the_name_of_a_company_is_printed_as_it_is() -> None:
    practice = make_practice(name="Durand Coaching", company=COMPANY)
    assert practice.printed_name == "Durand Coaching"


def test_a_private_client_with_a_siren_is_refused() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.private-with-siren"):
        make_client(kind="private")


def test_the_siren_is_also_derived_from_the_siret() -> None:
    client = make_client(siren=None, siret="81122233000011")
    assert client.known_siren == "811222330"


def test_the_rate_card_gives_the_latest_valid_price() -> None:
    def rate(valid_from: date, kind: str, hourly: int) -> dict[str, object]:
        return {"valid_from": valid_from, "client_kind": kind, "hourly": hourly}

    practice = make_practice(
        rates=[
            rate(date(2026, 1, 1), "company-fr", 280),
            rate(date(2017, 1, 1), "company-fr", 260),
        ]
    )
    assert practice.hourly_rate("company-fr", date(2025, 12, 31)) == 260
    assert practice.hourly_rate("company-fr", date(2026, 1, 1)) == 280
    assert practice.hourly_rate("company-fr", date(2016, 12, 31)) is None
    assert practice.hourly_rate("private", date(2026, 1, 1)) is None


def test_a_practice_without_a_rate_card_has_the_one_of_the_offer() -> None:
    practice = make_practice()
    assert practice.hourly_rate("company-fr", date(2026, 1, 1)) == 260
    assert practice.hourly_rate("private", date(2026, 1, 1)) is None


def bounds_of(profile: Profile) -> dict[str, object]:
    return fields_of(profile)


def test_the_offer_has_three_profiles_with_the_figures_of_its_page() -> None:
    assert {name: bounds_of(profile) for name, profile in default_profiles().items()} == {
        "standard": {
            "sessions_min": 10,
            "sessions_max": 20,
            "session_minutes_min": 60,
            "session_minutes_max": 180,
            "months_min": 3,
            "months_max": 6,
            "sessions_per_month_min": 1,
        },
        "short": {
            "sessions_min": 2,
            "sessions_max": 3,
            "session_minutes_min": 60,
            "session_minutes_max": 180,
            "months_min": None,
            "months_max": None,
            "sessions_per_month_min": None,
        },
        "follow-up": {
            "sessions_min": 1,
            "sessions_max": 3,
            "session_minutes_min": 60,
            "session_minutes_max": 180,
            "months_min": None,
            "months_max": None,
            "sessions_per_month_min": None,
        },
    }


def test_a_practice_can_change_a_profile_and_add_its_own() -> None:
    practice = make_practice(
        profiles={
            "long": {"sessions_min": 20, "sessions_max": 30},
            "standard": {"sessions_min": 5, "sessions_max": 10},
        }
    )
    assert practice.profile_names() == ("standard", "short", "follow-up", "long")
    found = [practice.profile(name) for name in ("standard", "long", "short", "none")]
    assert [profile and profile.sessions_min for profile in found] == [5, 20, 2, None]


@pytest.mark.parametrize(
    "bounds",
    [
        {"sessions_min": 11},
        {"session_minutes_min": 181},
        {"months_min": 7, "months_max": 6},
    ],
)
def test_a_lower_bound_above_the_upper_bound_is_refused(bounds: dict[str, int]) -> None:
    known = {"sessions_min": 5, "sessions_max": 10}
    with pytest.raises(InvalidRecordError, match=r"shape\.bounds-out-of-order"):
        validate(Profile, known | bounds)


@pytest.mark.parametrize(
    "bounds",
    [
        {"sessions_min": 10},
        {"session_minutes_min": 180},
        {"months_min": 6, "months_max": 6},
        {"months_min": 60},
        {"months_max": 1},
    ],
)
def test_bounds_may_be_equal_or_open_on_one_side(bounds: dict[str, int]) -> None:
    known = {"sessions_min": 5, "sessions_max": 10}
    kept = fields_of(validate(Profile, known | bounds))
    assert {key: kept[key] for key in bounds} == bounds


def test_a_closure_may_be_one_day_but_not_end_before_it_starts() -> None:
    day = date(2026, 8, 15)
    assert Closure(start_on=day, end_on=day).end_on == day
    with pytest.raises(InvalidRecordError, match=r"shape\.ends-before-start"):
        checked(Closure(start_on=day, end_on=date(2026, 8, 14)))


def test_the_siren_of_the_practice_is_derived_from_its_siret() -> None:
    assert make_practice().siren == "900000001"


def test_a_vat_number_of_a_practice_in_franchise_must_be_its_own() -> None:
    assert make_practice(vat_number="FR68900000001").vat_number == "FR68900000001"
    with pytest.raises(InvalidRecordError, match=r"shape\.vat-number-not-french"):
        make_practice(vat_number="FR52811222330")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"billing": {"prefix": "f"}}, "shape.bad-prefix"),
        ({"billing": {"prefix": "FACTURE"}}, "shape.bad-prefix"),
        ({"billing": {"payment_days": 46}}, "less_than_equal"),
        ({"billing": {"next_number": 0}}, "greater_than_equal"),
        ({"accent": "blue"}, "shape.bad-colour"),
        ({"time_zone": "Europe/Lyon"}, "shape.unknown-time-zone"),
        ({"time_zone": "Europe"}, "shape.unknown-time-zone"),
        ({"time_zone": "../etc"}, "shape.unknown-time-zone"),
        ({"vat_regime": "simplified"}, "literal_error"),
        ({"schema": 2}, "literal_error"),
        ({"colour": "#ffffff"}, "extra_forbidden"),
        ({"profiles": {"Long": {"sessions_min": 1, "sessions_max": 2}}}, "shape.bad-reference"),
        (
            {"address": {"street": "1 rue", "postcode": "75000", "city": "Paris", "country": "fr"}},
            "shape.bad-country",
        ),
    ],
)
def test_an_invalid_value_of_a_practice_is_refused(
    changes: dict[str, object], problem: str
) -> None:
    with pytest.raises(InvalidRecordError) as refused:
        make_practice(**changes)
    assert [error["type"] for error in refused.value.details] == [problem]


def test_a_siret_must_begin_with_the_siren() -> None:
    assert make_client(siret="81122233000011").known_siren == "811222330"
    with pytest.raises(InvalidRecordError, match=r"shape\.siret-not-of-siren"):
        make_client(siret="90000000100017")


@pytest.mark.parametrize("identity", [{"siret": "81122233000011"}, {"vat_number": "FR52811222330"}])
def test_a_private_client_with_a_siret_or_vat_number_is_refused(identity: dict[str, str]) -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.private-with-siren"):
        make_client(kind="private", siren=None, **identity)


def test_only_a_private_client_is_a_consumer() -> None:
    assert make_private_client().is_private
    assert not make_client().is_private
    assert make_private_client().known_siren is None


@pytest.mark.parametrize(("year", "first"), [(2026, 43), (2027, 1)])
def test_the_first_number_applies_to_the_year_in_which_it_was_set(year: int, first: int) -> None:
    billing = Billing(next_number=43, next_number_year=2026)
    assert billing.first_number(year) == first
    assert Billing(next_number=43).first_number(year) == 43, "a file of an earlier version"


OPENED = Billing(prefix="G", next_number=43, prefix_from=date(2027, 1, 1), prefix_first_number=7)


@pytest.mark.parametrize(
    ("billing", "on", "used", "number"),
    [
        (Billing(prefix="G", next_number=43), date(2026, 5, 1), (), 43),
        (OPENED, date(2027, 1, 1), ("F",), 7),
        (OPENED, date(2028, 3, 1), ("F",), 1),
    ],
    ids=["the first series", "a changed prefix", "a changed prefix, in another year"],
)
def test_a_series_opens_with_a_number_of_its_own(
    billing: Billing, on: date, used: tuple[str, ...], number: int
) -> None:
    assert billing.opening_number(on, used) == number


@pytest.mark.parametrize(
    ("billing", "message"),
    [
        (Billing(prefix="G", next_number=43, next_number_year=2026), "billing.prefix-changed"),
        (Billing(prefix="G", prefix_from=date(2026, 5, 1)), "billing.prefix-changed"),
        (Billing(prefix="G", prefix_first_number=1), "billing.prefix-changed"),
    ],
)
def test_a_changed_prefix_needs_its_first_day_and_number(billing: Billing, message: str) -> None:
    with pytest.raises(RuleRefusedError) as refused:
        billing.opening_number(date(2026, 12, 31), ("F",))
    assert [problem.message for problem in refused.value.problems] == [message]


@pytest.mark.parametrize(
    ("on", "used", "prefix"),
    [
        (date(2026, 12, 31), ("E", "F"), "F"),
        (date(2027, 1, 1), ("E", "F"), "G"),
        (date(2026, 12, 31), (), "G"),
    ],
    ids=["before its day the last one goes on", "from its day on", "without any invoice"],
)
def test_a_changed_prefix_holds_from_its_day(on: date, used: tuple[str, ...], prefix: str) -> None:
    assert OPENED.prefix_on(on, used) == prefix


def test_a_changed_prefix_draws_no_number_before_its_day() -> None:
    assert OPENED.opening_number(date(2026, 12, 31), ("F",)) == 43, "F has numbers already"


def test_a_change_of_regime_holds_from_its_day_and_what_was_before_until_then() -> None:
    practice = make_practice(
        vat_number="FR68900000001",
        vat_regimes=[
            {"valid_from": date(2027, 1, 1), "regime": "franchise"},
            {"valid_from": date(2026, 9, 1), "regime": "monthly"},
        ],
        tax_regimes=[{"valid_from": date(2027, 1, 1), "regime": "bnc-2035"}],
    )
    days = [date(2020, 1, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 12, 31)]
    regimes = [practice.vat_regime_on(day) for day in (*days, date(2027, 1, 1))]
    assert regimes == ["franchise", "franchise", "monthly", "monthly", "franchise"]
    assert practice.tax_regime_on(date(2026, 12, 31)) == "micro-bnc"
    assert practice.tax_regime_on(date(2027, 1, 1)) == "bnc-2035"


def test_a_practice_without_changes_has_its_one_regime_on_every_day() -> None:
    practice = make_practice()
    assert practice.vat_regime_on(date.min) == practice.vat_regime_on(date.max) == "franchise"
    assert practice.tax_regime_on(date.min) == practice.tax_regime_on(date.max) == "micro-bnc"


def test_vat_that_is_received_after_the_return_to_the_franchise_is_declared_as_before() -> None:
    practice = make_practice(
        vat_number="FR68900000001",
        vat_regimes=[
            {"valid_from": date(2026, 3, 1), "regime": "monthly"},
            {"valid_from": date(2027, 1, 1), "regime": "franchise"},
        ],
    )
    regimes = practice.vat_regime, practice.vat_regimes
    assert vat_return_on(*regimes, date(2026, 2, 28)) is None
    assert vat_return_on(*regimes, date(2027, 2, 1)) == "monthly"


def test_a_quarter_is_declared_in_its_first_rhythm_of_vat() -> None:
    practice = make_practice(
        vat_number="FR68900000001",
        vat_regimes=[
            {"valid_from": date(2026, 2, 10), "regime": "monthly"},
            {"valid_from": date(2026, 5, 15), "regime": "quarterly"},
            {"valid_from": date(2026, 8, 1), "regime": "franchise"},
            {"valid_from": date(2026, 11, 10), "regime": "monthly"},
        ],
    )
    days = [(1, 31), (2, 10), (4, 1), (5, 15), (6, 30), (7, 1), (9, 1), (10, 5), (11, 10)]
    found = [
        vat_return_on(practice.vat_regime, practice.vat_regimes, date(2026, *day)) for day in days
    ]
    monthly, quarterly = ["monthly"], ["quarterly"]
    assert found == [None, *monthly * 4, *quarterly * 3, *monthly]


@pytest.mark.parametrize("key", ["vat_regimes", "tax_regimes"])
def test_two_changes_of_a_regime_on_one_day_are_refused(key: str) -> None:
    regime = {"vat_regimes": "franchise", "tax_regimes": "micro-bnc"}[key]
    change = {"valid_from": date(2026, 9, 1), "regime": regime}
    with pytest.raises(InvalidRecordError, match=r"shape\.two-regimes"):
        make_practice(**{key: [change, change]})


def test_a_practice_that_comes_to_owe_vat_requires_a_vat_number() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.vat-number-missing"):
        make_practice(vat_regimes=[{"valid_from": date(2026, 9, 1), "regime": "monthly"}])
