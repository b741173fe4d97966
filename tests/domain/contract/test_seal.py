"""The seal of a signed contract names each later change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import (
    NOTHING_SIGNED,
    OBJECTIVE,
    make_amendment,
    make_case,
    make_engagement,
    make_session,
    make_terms,
)
from tests.commands import command_of
from tests.earlier_seals import seal_of_amendment, seal_of_contract

from phmcoach.domain.contract.seal import missing_seals, seal_problems
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import validate
from phmcoach.errors import Problem
from phmcoach.value import field_names

PERSONAL = OBJECTIVE | {"id": "o2", "personal": True}


def sealed(**changes: object) -> Engagement:
    """Return a contract that was sealed as the builders make it, and then changed."""
    objectives = [OBJECTIVE, PERSONAL]
    seal = seal_of_contract(make_case(make_engagement(objectives=objectives)))
    return make_engagement(**{"objectives": objectives, "seal": seal} | changes)


def missing(engagement: Engagement) -> tuple[Problem, ...]:
    return missing_seals(make_case(engagement), NOTHING_SIGNED)


def changed_keys(engagement: Engagement) -> object:
    problems = seal_problems(make_case(engagement))
    return problems[0].args["keys"] if problems else ()


def test_an_unchanged_contract_keeps_its_seal() -> None:
    assert seal_problems(make_case(sealed())) == ()
    assert missing(sealed()) == ()


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"client": "other"}, ("client",)),
        (
            {"beneficiary": {"id": "claire", "name": "Claire"}},
            ("beneficiary.name",),
        ),
        ({"terms": make_terms(sessions=13)}, ("terms.sessions",)),
        ({"terms": make_terms(hourly_rate=Decimal("260.01"))}, ("terms.hourly_rate",)),
        ({"terms": make_terms(place="Lyon")}, ("terms.place",)),
        ({"terms": make_terms(session_dates=True)}, ("terms.session_dates",)),
        ({"terms": make_terms(late_cancel_percent=Decimal(0))}, ("terms.late_cancel_percent",)),
        ({"objectives": [OBJECTIVE | {"statement": "Dormir."}, PERSONAL]}, ("objectives.o1",)),
        ({"objectives": [PERSONAL]}, ("objectives.o1",)),
        ({"objectives": [OBJECTIVE | {"personal": True}, PERSONAL]}, ("objectives.o1",)),
        ({"objectives": [OBJECTIVE, PERSONAL | {"personal": False}]}, ("objectives.o2",)),
        ({"terms": None}, None),
    ],
)
def test_each_changed_key_is_named(changes: dict[str, Any], keys: tuple[str, ...] | None) -> None:
    found = changed_keys(sealed(**changes))
    if keys is None:
        assert isinstance(found, tuple)
        assert "terms.sessions" in found
    else:
        assert found == keys


def test_a_changed_bound_is_a_change_of_the_bounds() -> None:
    bounds = make_terms()["bounds"] | {"sessions_max": 30}
    assert changed_keys(sealed(terms=make_terms() | {"bounds": bounds})) == ("terms.bounds",)


@pytest.mark.parametrize(
    "changes",
    [
        {"terms": make_terms(hourly_rate=Decimal("260.00"), late_cancel_percent=Decimal("100.0"))},
        {"terms": make_terms(set_on=date(2026, 1, 7))},
        {"terms": make_terms(purchase_order="BC-17", contract_number="M-77")},
        {"terms": make_terms(notice_hours=48, plan="hourly", modes=["in-person"])},
        {"objectives": [OBJECTIVE]},
        {"objectives": [OBJECTIVE, PERSONAL | {"statement": "Dormir."}]},
        {"outcome": {"ended_on": date(2026, 3, 3)}},
        {"pauses": [{"start_on": date(2026, 3, 3), "end_on": date(2026, 3, 4)}]},
        {"beneficiary": {"id": "claire-martin", "name": "Claire Martin", "role": "Directrice"}},
    ],
)
def test_values_that_the_parties_did_not_sign_may_change(changes: dict[str, Any]) -> None:
    assert seal_problems(make_case(sealed(**changes))) == ()


def test_sessions_are_not_sealed() -> None:
    held = make_session(1, date(2026, 1, 20))
    seal = seal_of_contract(make_case(make_engagement()))
    assert seal_problems(make_case(make_engagement(held, seal=seal))) == ()


def test_a_field_of_a_later_version_is_no_change() -> None:
    """A key that is missing in the seal does not break it while it has its default."""
    seal = seal_of_contract(make_case(make_engagement()))
    del seal["terms.notice_hours"], seal["terms.plan"]
    assert seal_problems(make_case(make_engagement(seal=seal))) == ()


def test_every_term_with_a_value_is_sealed() -> None:
    whole = make_terms(
        place="Lyon",
        also_billed=["phone"],
        plan="package",
        package_price=Decimal(5000),
        schedule=[Decimal(50), Decimal(50)],
        concluded="off-premises",
        session_dates=True,
        name_on_invoices=True,
        small_company=True,
    )
    seal = seal_of_contract(make_case(make_engagement(terms=whole)))
    keys = {key.removeprefix("terms.") for key in seal if key.startswith("terms.")}
    left_out = {"set_on", "purchase_order", "contract_number", "monthly"}
    assert keys == set(field_names(Terms)) - left_out


def test_a_contract_signed_by_hand_is_reported_without_a_seal() -> None:
    (problem,) = missing(make_engagement())
    assert problem.message == "seal.contract-missing"
    assert command_of(problem, "martin") == "coach sign martin --on 2026-01-10"
    assert seal_problems(make_case(make_engagement())) == ()
    assert missing(make_engagement(signatures={})) == ()


def with_amendment(now: dict[str, Any], sealed_as: dict[str, Any]) -> Engagement:
    seal = seal_of_amendment(validate(Amendment, sealed_as))
    plain = make_engagement()
    return make_engagement(
        seal=seal_of_contract(make_case(plain)), amendments=[now | {"seal": seal}]
    )


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"sessions": 15}, ("sessions",)),
        ({"sessions": None, "end_on": date(2026, 8, 1)}, ("end_on", "sessions")),
        ({"effective_on": date(2026, 3, 3)}, ("effective_on",)),
        ({"number": 2}, ("number",)),
        ({"objectives": [OBJECTIVE]}, ("objectives.o1",)),
        ({"dropped": ["o1"]}, ("dropped",)),
    ],
)
def test_each_changed_key_of_an_amendment_is_named(
    changes: dict[str, Any], keys: tuple[str, ...]
) -> None:
    signed = make_amendment(sessions=14)
    now = {key: value for key, value in (signed | changes).items() if value is not None}
    (problem,) = seal_problems(make_case(with_amendment(now, signed)))
    assert problem.message == "seal.amendment-changed"
    assert problem.args["keys"] == keys


def test_the_coach_may_change_the_reason_of_an_amendment() -> None:
    signed = make_amendment(sessions=14)
    engagement = with_amendment(signed | {"reason": "Autre."}, signed)
    assert seal_problems(make_case(engagement)) == ()
    assert missing(engagement) == ()


def test_an_amendment_signed_by_hand_is_reported_without_a_seal() -> None:
    plain = seal_of_contract(make_case(make_engagement()))
    engagement = make_engagement(seal=plain, amendments=[make_amendment(sessions=14)])
    (problem,) = missing(engagement)
    assert problem.message == "seal.amendment-missing"
    assert command_of(problem, "martin") == "coach sign martin --amendment 1 --on 2026-03-02"
    assert seal_problems(make_case(engagement)) == ()


def test_an_unsigned_contract_is_not_sealed() -> None:
    plain = seal_of_contract(make_case(make_engagement()))
    draft = make_amendment(sessions=14, signed=False)
    engagement = make_engagement(seal=plain, amendments=[draft])
    assert missing(engagement) == ()


def test_a_seal_proves_a_signature_that_was_removed() -> None:
    draft = make_amendment(sessions=14, signed=False, seal={"number": "x"})
    engagement = make_engagement(seal={"client": "x"}, signatures={}, amendments=[draft])
    assert [each.message for each in seal_problems(make_case(engagement))] == [
        "seal.contract-unsigned",
        "seal.amendment-unsigned",
    ]
