"""Which terms an amendment may change, and which papers of a contract state them."""

from types import NoneType
from typing import get_args

import pytest

from phmcoach.domain.base import annotations_of
from phmcoach.domain.records.amendment import CHANGEABLE_KEYS, Amendment
from phmcoach.domain.records.terms import CHANGEABLE, Mark, Terms, marked_terms, states_key
from phmcoach.value import field_defaults, field_names

OF_AN_AMENDMENT_ALONE = {
    *("number", "set_on", "effective_on", "reason", "exception"),
    *("client", "contact", "contact_role", "beneficiary", "beneficiary_role"),
    *("applies_from", "objectives", "dropped", "signatures", "seal"),
}


def test_an_amendment_has_exactly_the_changeable_keys_of_the_terms() -> None:
    assert set(field_names(Amendment)) - OF_AN_AMENDMENT_ALONE == marked_terms(CHANGEABLE)
    assert set(CHANGEABLE_KEYS) == marked_terms(CHANGEABLE)


def parts_of(hint: object) -> tuple[object, list[str]]:
    """Return a type without its `None`, and the rules of its values without marks."""
    rules = [each for each in getattr(hint, "__metadata__", ()) if not isinstance(each, Mark)]
    inner = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    given = [each for each in get_args(inner) if each is not NoneType]
    if NoneType not in get_args(inner):
        return inner, sorted(map(repr, rules))
    base, more = parts_of(given[0])
    return base, sorted([*more, *map(repr, rules)])


@pytest.mark.parametrize("key", CHANGEABLE_KEYS)
def test_a_key_has_the_same_type_and_reader_in_terms_and_amendments(key: str) -> None:
    terms, amendment = annotations_of(Terms), annotations_of(Amendment)

    assert parts_of(amendment[key]) == parts_of(terms[key])
    assert field_defaults(Amendment)[key] is None


def test_the_beneficiary_contract_of_a_pair_states_no_price_terms() -> None:
    unstated = {key for key in field_names(Terms) if not states_key("beneficiary", key)}

    assert unstated == {
        *("hourly_rate", "package_price", "late_cancel_percent", "payment_days"),
        *("schedule", "monthly", "purchase_order", "contract_number"),
    }
