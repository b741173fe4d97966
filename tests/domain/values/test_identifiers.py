from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.shape.validation import InvalidRecordError, validate_value
from phmcoach.domain.values.identifiers import Bic, Iban, Siren, Siret, VatNumber

GOOD: list[tuple[Any, str, str]] = [
    (Siren, "900000001", "shape.bad-siren"),
    (Siret, "90000000100017", "shape.bad-siret"),
    (VatNumber, "FR68900000001", "shape.bad-vat-number"),
    (Iban, "FR7699999000010000000000115", "shape.bad-iban"),
]


def check(kind: Any, text: str) -> str:  # noqa: ANN401 - an annotated type
    return str(validate_value(kind, text))


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
    with pytest.raises(InvalidRecordError) as refused:
        check(kind, text[:at] + other + text[at + 1 :])
    assert refused.value.details[0]["type"] == problem


@pytest.mark.parametrize("text", ["TESTFRPP", "TESTFRPPXXX"])
def test_a_bic_has_eight_or_eleven_characters(text: str) -> None:
    assert check(Bic, text) == text


@pytest.mark.parametrize("text", ["TESTFRP", "TESTFRPPXX", "1234FRPP", ""])
def test_another_bic_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecordError) as refused:
        check(Bic, text)
    assert refused.value.details[0]["type"] == "shape.bad-bic"


def luhn_key(digits: str) -> str:
    """Return the digit that makes the sum of a Luhn number a multiple of ten, by definition."""
    doubled = [int(mark) * (2 if place % 2 == 0 else 1) for place, mark in enumerate(digits[::-1])]
    return str(-sum(sum(divmod(each, 10)) for each in doubled) % 10)


sirens = st.from_regex(r"[1-9][0-9]{7}", fullmatch=True).map(lambda d: d + luhn_key(d))
sirets = st.tuples(sirens, st.from_regex(r"[0-9]{4}", fullmatch=True)).map(
    lambda pair: pair[0] + pair[1] + luhn_key(pair[0] + pair[1])
)
vat_numbers = sirens.map(lambda siren: f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}")
ibans = st.from_regex(r"[0-9]{23}", fullmatch=True).map(
    lambda account: f"FR{98 - int(account + '152700') % 97:02}{account}"
)
numbers = st.one_of(
    st.tuples(st.just(Siren), sirens),
    st.tuples(st.just(Siret), sirets),
    st.tuples(st.just(VatNumber), vat_numbers),
    st.tuples(st.just(Iban), ibans),
)


@given(numbers, st.data())
def test_every_number_with_a_right_key_is_taken_and_no_neighbour_of_it(
    case: tuple[object, str], data: st.DataObject
) -> None:
    kind, text = case
    assert check(kind, text) == text
    at = data.draw(st.sampled_from([i for i, mark in enumerate(text) if mark.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    with pytest.raises(InvalidRecordError):
        check(kind, text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize("kind", [Siren, Siret, VatNumber, Iban])
@pytest.mark.parametrize("text", ["", "0", "abc", "FR", "\n"])
def test_a_text_that_is_not_a_number_is_only_refused(kind: object, text: str) -> None:
    with pytest.raises(InvalidRecordError):
        check(kind, text)


@pytest.mark.parametrize(("country", "digits", "length"), [("DE", "1314", 18), ("FR", "1527", 23)])
def test_the_account_of_each_country_has_its_own_length(
    country: str, digits: str, length: int
) -> None:
    def iban(account: str) -> str:
        return f"{country}{98 - int(account + digits + '00') % 97:02}{account}"

    right = iban("7" * length)
    assert check(Iban, right) == right
    for other in (length - 1, length + 1):
        with pytest.raises(InvalidRecordError):
            check(Iban, iban("7" * other))
