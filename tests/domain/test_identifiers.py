from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from phmcoach.domain.identifiers import Bic, Iban, Siren, Siret, VatNumber

GOOD: list[tuple[Any, str, str]] = [
    (Siren, "900000001", "shape.bad-siren"),
    (Siret, "90000000100017", "shape.bad-siret"),
    (VatNumber, "FR68900000001", "shape.bad-vat-number"),
    (Iban, "FR7699999000010000000000115", "shape.bad-iban"),
]


def check(kind: Any, text: str) -> str:  # noqa: ANN401 - an annotated type
    return str(TypeAdapter(kind).validate_python(text))


@pytest.mark.parametrize(("kind", "text", "_problem"), GOOD)
def test_a_right_identifier_is_kept_without_its_spaces(
    kind: object, text: str, _problem: str
) -> None:
    assert check(kind, text) == text
    assert check(kind, f"{text[:4]} {text[4:]}") == text


@given(st.sampled_from(GOOD), st.data())
def test_any_wrong_digit_is_refused(case: tuple[Any, str, str], data: st.DataObject) -> None:
    """A transposed or mistyped digit pays a stranger."""
    kind, text, problem = case
    at = data.draw(st.sampled_from([i for i, mark in enumerate(text) if mark.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    with pytest.raises(ValidationError) as refused:
        check(kind, text[:at] + other + text[at + 1 :])
    assert refused.value.errors()[0]["type"] == problem


@pytest.mark.parametrize("text", ["TESTFRPP", "TESTFRPPXXX"])
def test_a_bic_has_eight_or_eleven_characters(text: str) -> None:
    assert check(Bic, text) == text


@pytest.mark.parametrize("text", ["TESTFRP", "TESTFRPPXX", "1234FRPP", ""])
def test_another_bic_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check(Bic, text)
    assert refused.value.errors()[0]["type"] == "shape.bad-bic"
