"""The record of what was signed: what it holds, what is printed from it, what differs from it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    OBJECTIVE,
    SIGNED_ON,
    make_amendment,
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_private_client,
    make_terms,
)

from phmcoach.domain.case import NOT_READ, Case, NotReadError, SignedRecords
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.contract.signed import (
    as_signed,
    coach_as_signed,
    record_amendment,
    record_contract,
)
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.signed import SignedContract
from phmcoach.i18n import Translator
from phmcoach.value import replace

PERSONAL = OBJECTIVE | {"id": "o2", "personal": True}
BENEFICIARY = {"id": "claire-martin", "name": "Claire Martin"}
DEMAND = {
    "received_on": date(2026, 1, 2),
    "situations": ["new-role"],
    "request": "Trouver ma place.",
    "validated_on": date(2026, 1, 5),
}
SEAL = {"record": "0" * 64}


def record_of(engagement: Engagement, client: Client | None = None) -> SignedContract:
    return record_contract(
        make_case(engagement, client=client),
        make_practice(),
        signed_on=SIGNED_ON,
        made_on=SIGNED_ON,
    )


def changed(**changes: object) -> Case:
    """Return the case of a contract that was recorded as the builders make it, and then changed."""
    objectives = [OBJECTIVE, PERSONAL]
    record = record_of(make_engagement(objectives=objectives))
    engagement = make_engagement(**{"objectives": objectives, "seal": SEAL} | changes)
    return make_case(engagement, signed=SignedRecords(record))


def sentences(case: Case) -> list[str]:
    """Return each change as the coach reads it."""
    (problem,) = seal_problems(case)
    changes = problem.args["changes"]
    assert isinstance(changes, tuple)
    return [Translator("en").problem(each) for each in changes]


def test_the_id_of_a_signed_objective_that_was_removed_by_hand_is_never_given_again() -> None:
    assert changed(objectives=[]).next_objective_id == "o2"


def test_the_record_of_an_organisation_has_neither_the_own_demand_nor_a_personal_objective() -> (
    None
):
    record = record_of(make_engagement(objectives=[OBJECTIVE, PERSONAL]))
    assert record.demand.request is None
    assert [each.id for each in record.objectives] == ["o1"]


def test_the_record_of_a_private_client_has_what_their_contract_prints() -> None:
    engagement = make_engagement(objectives=[OBJECTIVE, PERSONAL])
    record = record_of(engagement, make_private_client())
    assert record.demand.request == "Trouver ma place."
    assert [each.id for each in record.objectives] == ["o1", "o2"]


def test_the_record_of_an_amendment_has_no_reason_and_no_signature() -> None:
    engagement = make_engagement(amendments=[make_amendment(sessions=14, reason="Entre nous.")])
    record = record_amendment(
        make_case(engagement), engagement.amendments[0], signed_on=date(2026, 3, 2)
    )
    assert record.amendment.sessions == 14
    assert record.amendment.reason is None
    assert record.amendment.signatures.days == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"client": "other"}, ["client (acme → other)"]),
        (
            {"beneficiary": {"id": "claire-martin", "name": "Claire"}},
            ["beneficiary.name (Claire Martin → Claire)"],
        ),
        ({"terms": make_terms(sessions=13)}, ["terms.sessions (12 → 13)"]),
        (
            {"terms": make_terms(end_on=date(2026, 8, 1))},
            ["terms.end_on (2026-07-11 → 2026-08-01)"],
        ),
        ({"terms": make_terms(place="Lyon")}, ["terms.place (added: Lyon)"]),
        (
            {"terms": make_terms(modes=["video", "in-person"])},
            ["terms.modes (in-person → video, in-person)"],
        ),
        (
            {"objectives": [OBJECTIVE | {"statement": "Dormir."}, PERSONAL]},
            ["objectives.o1.statement (Déléguer les dossiers courants. → Dormir.)"],
        ),
        (
            {"objectives": [PERSONAL]},
            ["objectives.o1 (removed: Déléguer les dossiers courants.)"],
        ),
        (
            {"terms": make_terms() | {"bounds": make_terms()["bounds"] | {"sessions_max": 30}}},
            ["terms.bounds.sessions_max (20 → 30)"],
        ),
        (
            {"beneficiary": BENEFICIARY | {"role": "Directrice"}},
            ["beneficiary.role (added: Directrice)"],
        ),
        (
            {"demand": DEMAND | {"received_on": date(2026, 1, 3)}},
            ["demand.received_on (2026-01-02 → 2026-01-03)"],
        ),
        (
            {"demand": DEMAND | {"requested_by": "manager"}},
            ["demand.requested_by (beneficiary → manager)"],
        ),
        (
            {"demand": DEMAND | {"sponsor_request": "Déléguer."}},
            ["demand.sponsor_request (added: Déléguer.)"],
        ),
        (
            {"demand": DEMAND | {"shared_request": "Déléguer."}},
            ["demand.shared_request (added: Déléguer.)"],
        ),
        (
            {"demand": DEMAND | {"validated_on": date(2026, 1, 6)}},
            ["demand.validated_on (2026-01-05 → 2026-01-06)"],
        ),
        (
            {"quote": {"number": "D-2026-0001", "accepted_on": date(2026, 1, 6)}},
            ["quote.number (added: D-2026-0001)", "quote.accepted_on (added: 2026-01-06)"],
        ),
        (
            {"signatures": {"coach": date(2026, 1, 9)}},
            ["signatures (2026-01-10 → 2026-01-09)"],
        ),
        ({"signatures": {}}, ["signatures (removed: 2026-01-10)"]),
        ({"signatures": {"coach": SIGNED_ON, "sponsor": date(2026, 1, 9)}}, None),
        ({"demand": DEMAND | {"request": "Autre chose."}}, None),
        ({"beneficiary": BENEFICIARY | {"email": "claire@example.org"}}, None),
        ({"terms": make_terms(hourly_rate=Decimal("260.00"), purchase_order="BC-17")}, None),
        ({"objectives": [OBJECTIVE, PERSONAL | {"statement": "Dormir."}]}, None),
        ({"pauses": [{"start_on": date(2026, 3, 3), "end_on": date(2026, 3, 4)}]}, None),
    ],
)
def test_each_change_since_the_signature_is_told_from_what_to_what(
    changes: dict[str, Any], said: list[str] | None
) -> None:
    case = changed(**changes)
    if said is None:
        assert seal_problems(case) == ()
    else:
        assert sentences(case) == said


def test_a_change_of_a_signed_amendment_is_told_from_what_to_what() -> None:
    signed = make_engagement(amendments=[make_amendment(sessions=14)])
    signed_on = signed.amendments[0].signatures.first_on
    assert signed_on is not None
    record = record_amendment(make_case(signed), signed.amendments[0], signed_on=signed_on)
    now = make_engagement(amendments=[make_amendment(sessions=15, seal=SEAL)])
    records = SignedRecords(amendments={SEAL["record"]: record})
    assert sentences(make_case(now, signed=records)) == ["sessions (14 → 15)"]


def test_no_rule_compares_with_records_that_nobody_has_read() -> None:
    with pytest.raises(NotReadError):
        seal_problems(make_case(make_engagement(seal=SEAL), signed=NOT_READ))


def test_a_seal_of_an_earlier_version_needs_no_record() -> None:
    engagement = make_engagement(seal={"client": "0" * 16})
    (problem,) = seal_problems(make_case(engagement))
    assert problem.args["keys"][:1] == ("client",)  # type: ignore[index]  # a tuple


@given(name=st.sampled_from(["Bigco SA", "Autre"]), contact=st.none() | st.just("Zoé Roy"))
def test_a_client_is_printed_as_they_were_at_the_signature(name: str, contact: str | None) -> None:
    case = changed()
    later = replace(case, client=make_client(name=name, contact=contact, siren="500000005"))
    assert as_signed(later) == as_signed(case)
    assert as_signed(later).client == make_client()


def test_the_coach_is_printed_as_they_were_at_the_signature() -> None:
    moved = make_practice(name="Camille Roy", email="roy@example.org", accent="#aa0000")
    printed = coach_as_signed(changed(), moved)
    assert printed == make_practice()


def test_the_annex_is_printed_from_the_personal_objectives_of_today() -> None:
    later = changed(objectives=[OBJECTIVE, PERSONAL | {"statement": "Dormir."}])
    printed = as_signed(later).engagement.objectives
    assert [each.statement for each in printed] == ["Déléguer les dossiers courants.", "Dormir."]
