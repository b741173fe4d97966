from datetime import date

import pytest
from pydantic import ValidationError
from tests.builders import make_client, make_practice


def test_a_vat_number_must_be_that_of_the_practice() -> None:
    with pytest.raises(ValidationError, match="not this SIREN"):
        make_practice(vat_regime="monthly", vat_number="FR52811222330")


def test_a_practice_that_owes_vat_needs_its_number() -> None:
    with pytest.raises(ValidationError, match="no VAT number"):
        make_practice(vat_regime="monthly")


def test_a_private_person_has_no_siren() -> None:
    with pytest.raises(ValidationError, match="no SIREN"):
        make_client(kind="private")


def test_the_siren_is_also_known_from_the_siret() -> None:
    client = make_client(siren=None, siret="81122233000011")
    assert client.known_siren == "811222330"


def test_the_rate_card_gives_the_latest_price_that_is_valid() -> None:
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


def test_a_practice_without_a_rate_card_has_that_of_the_offer() -> None:
    practice = make_practice()
    assert practice.hourly_rate("company-fr", date(2026, 1, 1)) == 260
    assert practice.hourly_rate("private", date(2026, 1, 1)) is None
