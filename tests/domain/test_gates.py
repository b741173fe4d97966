from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from tests.builders import (
    OBJECTIVE,
    SIGNED_ON,
    make_client,
    make_engagement,
    make_private_client,
    make_session,
    make_terms,
)

from phmcoach.domain.coverage import count_sessions, uncovered_sessions
from phmcoach.domain.engagement import Signatures
from phmcoach.domain.gates import (
    billing_gate,
    breaches,
    client_gate,
    contract_gate,
    demand_gate,
    signed_gate,
)
from phmcoach.domain.lifecycle import contracted_on, state_of
from phmcoach.domain.renewal import renewal_problems
from phmcoach.errors import Problem

DEMAND = {"received_on": date(2026, 1, 2), "situations": ["new-role"]}
VALIDATED = DEMAND | {"request": "Ma place.", "validated_on": date(2026, 1, 5)}


def told(problems: Iterable[Problem]) -> list[tuple[str, str | None]]:
    return [(problem.message, problem.fix) for problem in problems]


def ids(problems: Iterable[Problem]) -> list[str]:
    return [problem.message for problem in problems]


def test_a_contract_needs_demand_objective_and_terms_and_says_how_to_record_them() -> None:
    bare = make_engagement(demand=DEMAND, objectives=None, terms=None, signatures=None)
    assert told(contract_gate(bare, private=False, ref="martin")) == [
        (
            "gate.demand-not-validated",
            'coach validate-demand martin --on DATE --request "…"',
        ),
        (
            "gate.no-objective",
            'coach add-objective martin --statement "…" --result "…" --indicator "…"',
        ),
        (
            "gate.no-terms",
            "coach set-terms martin --sessions N --hours H --start DATE --months M",
        ),
    ]


def test_a_complete_engagement_passes_every_gate() -> None:
    engagement = make_engagement()
    assert contract_gate(engagement, private=False, ref="x") == ()
    assert billing_gate(engagement, make_client(), ref="x") == ()
    assert breaches(engagement, private=False, ref="x") == ()


def test_a_date_without_the_beneficiarys_words_validates_nothing() -> None:
    wordless = make_engagement(demand=DEMAND | {"validated_on": date(2026, 1, 5)})
    assert ids(demand_gate(wordless, "x")) == ["gate.demand-not-validated"]
    assert ids(breaches(wordless, private=False, ref="x")) == ["gate.demand-not-validated"]
    unsigned = wordless.model_copy(update={"signatures": Signatures()})
    assert ids(breaches(unsigned, private=False, ref="x")) == ["gate.demand-not-validated"]


def test_an_objective_without_indicator_does_not_make_a_contract() -> None:
    vague = {key: value for key, value in OBJECTIVE.items() if key != "indicator"}
    assert told(contract_gate(make_engagement(objectives=[vague]), private=False, ref="x")) == [
        ("gate.incomplete-objective", "coach edit x")
    ]


def test_a_company_needs_a_shared_objective_and_a_private_client_does_not() -> None:
    personal = make_engagement(objectives=[OBJECTIVE | {"personal": True}])
    assert ids(contract_gate(personal, private=False, ref="x")) == ["gate.no-shared-objective"]
    assert contract_gate(personal, private=True, ref="x") == ()


def test_terms_out_of_bounds_close_the_gate_with_every_bound() -> None:
    terms = make_terms(sessions=9, session_minutes=240)
    assert ids(contract_gate(make_engagement(terms=terms), private=False, ref="x")) == [
        "bounds.sessions",
        "bounds.session-length",
    ]


def test_overlapping_pauses_lengthen_a_contract_once() -> None:
    pause = {"start_on": date(2026, 3, 1), "end_on": date(2026, 3, 31)}
    terms = make_terms(end_on=date(2026, 8, 31))
    assert ids(
        contract_gate(make_engagement(terms=terms, pauses=[pause, pause]), private=False, ref="x")
    ) == ["bounds.span-long"]


def test_each_missing_signature_is_named_with_its_command() -> None:
    engagement = make_engagement(signatures={"coach": SIGNED_ON})
    assert told(signed_gate(engagement, private=False, ref="x")) == [
        ("gate.not-signed", "coach sign x --on DATE --party beneficiary"),
        ("gate.not-signed", "coach sign x --on DATE --party sponsor"),
    ]


def test_a_private_client_has_no_third_signature() -> None:
    two = make_engagement(signatures={"coach": SIGNED_ON, "beneficiary": SIGNED_ON})
    assert signed_gate(two, private=True, ref="x") == ()
    assert contracted_on(two, private=True) == SIGNED_ON
    assert contracted_on(two, private=False) is None


def test_a_contract_is_made_on_the_day_of_its_last_signature() -> None:
    late = date(2026, 1, 20)
    engagement = make_engagement(
        signatures={"coach": SIGNED_ON, "beneficiary": late, "sponsor": SIGNED_ON}
    )
    assert contracted_on(engagement, private=False) == late


def test_a_document_needs_the_clients_address_and_a_companys_siren() -> None:
    assert told(client_gate(make_client(address=None, siren=None), "acme")) == [
        (
            "gate.client-without-address",
            'coach set-client acme --address "…" --postcode … --city …',
        ),
        ("gate.client-without-siren", "coach set-client acme --siren …"),
    ]
    assert client_gate(make_private_client(), "petit") == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"demand": DEMAND}, ["gate.demand-not-validated"]),
        (
            {"demand": VALIDATED | {"received_on": date(2026, 1, 6)}},
            ["gate.validated-before-received"],
        ),
        (
            {"demand": VALIDATED | {"validated_on": date(2026, 1, 11)}},
            ["gate.signed-before-validation"],
        ),
        ({"objectives": None}, ["gate.no-objective"]),
        ({"terms": None}, ["gate.no-terms"]),
        ({"outcome": {"evaluated_on": date(2026, 3, 1)}}, ["gate.evaluated-without-session"]),
        (
            {"signatures": None, "terms": make_terms(sessions=9)},
            ["bounds.sessions"],
        ),
    ],
)
def test_a_file_that_was_edited_by_hand_meets_the_same_gates(
    changes: dict[str, object], found: list[str]
) -> None:
    problems = breaches(make_engagement(**changes), private=False, ref="x")
    assert ids(problems) == found
    assert all((problem.fix or "").startswith("coach ") for problem in problems)


def test_an_evaluation_after_the_close_is_a_breach() -> None:
    outcome = {"evaluated_on": date(2026, 3, 2), "closed_on": date(2026, 3, 1)}
    engagement = make_engagement(make_session(1, date(2026, 1, 13)), outcome=outcome)
    assert ids(breaches(engagement, private=False, ref="x")) == ["gate.evaluated-after-close"]


def test_sessions_outside_the_contract_each_have_their_reason() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 9)),
        *(make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)),
        make_session(14, date(2026, 2, 20)),
        make_session(15, date(2026, 7, 12)),
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {
        "s1": "gate.session-before-signature",
        "s14": "gate.session-beyond-number",
        "s15": "gate.session-after-end",
    }
    assert count_sessions(engagement, private=False) == 12
    assert ids(breaches(engagement, private=False, ref="x")) == [
        "gate.session-before-signature",
        "gate.session-beyond-number",
        "gate.session-after-end",
    ]


def test_the_number_is_used_up_by_day_and_not_by_the_order_of_writing() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 3, 3)),
        *(make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)),
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {
        "s1": "gate.session-beyond-number"
    }


def test_the_last_day_of_the_contract_is_part_of_it() -> None:
    engagement = make_engagement(make_session(1, date(2026, 7, 11)))
    assert dict(uncovered_sessions(engagement, private=False)) == {}


def test_the_first_end_is_the_end() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 2)),
        make_session(2, date(2026, 2, 3)),
        outcome={"ended_on": date(2026, 2, 2), "closed_on": date(2026, 3, 1)},
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {"s2": "gate.session-after-close"}


def test_one_party_that_signed_before_the_validation_is_a_breach() -> None:
    early = {"coach": date(2026, 1, 4), "beneficiary": SIGNED_ON, "sponsor": SIGNED_ON}
    problems = breaches(make_engagement(signatures=early), private=False, ref="x")
    assert ids(problems) == ["gate.signed-before-validation"]


def test_a_session_after_an_early_end_is_not_covered() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 3)), outcome={"ended_on": date(2026, 2, 2)}
    )
    assert dict(uncovered_sessions(engagement, private=False)) == {"s1": "gate.session-after-close"}


@pytest.mark.parametrize("kind", ["preliminary", "three-way", "phone", "email"])
def test_a_meeting_that_is_no_session_needs_no_contract(kind: str) -> None:
    free = make_session(1, date(2026, 1, 3)).model_copy(update={"type": kind})
    assert dict(uncovered_sessions(make_engagement(free), private=False)) == {}


@pytest.mark.parametrize("status", ["planned", "cancelled", "cancelled-by-coach", "force-majeure"])
def test_what_neither_counts_nor_is_billed_needs_no_contract(status: str) -> None:
    session = make_session(1, date(2026, 1, 3)).model_copy(update={"status": status})
    assert dict(uncovered_sessions(make_engagement(session), private=False)) == {}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"demand": DEMAND, "signatures": None}, "demanded"),
        ({"signatures": None}, "validated"),
        ({}, "contracted"),
        ({"pauses": [{"start_on": date(2026, 2, 1), "end_on": date(2026, 2, 3)}]}, "paused"),
        ({"outcome": {"evaluated_on": date(2026, 2, 3)}}, "evaluated"),
        ({"outcome": {"ended_on": date(2026, 2, 3)}}, "ended"),
        ({"outcome": {"declined_on": date(2026, 2, 3)}}, "declined"),
        ({"outcome": {"closed_on": date(2026, 2, 3), "ended_on": date(2026, 2, 1)}}, "closed"),
        ({"outcome": {"closed_on": date(2026, 2, 4)}}, "contracted"),
    ],
)
def test_the_state_follows_from_the_facts_that_are_known_that_day(
    changes: dict[str, object], state: str
) -> None:
    assert state_of(make_engagement(**changes), private=False, as_of=date(2026, 2, 3)) == state


def test_an_engagement_is_active_from_its_first_session_on() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)))
    days = [date(2026, 1, 12), date(2026, 1, 13)]
    assert [state_of(engagement, private=False, as_of=day) for day in days] == [
        "contracted",
        "active",
    ]


def renew(received_on: date, other: Mapping[str, object], **changes: object) -> list[str]:
    new = make_engagement(
        demand=DEMAND | {"received_on": received_on}, terms=None, signatures=None, **changes
    )
    return ids(renewal_problems(new, {"martin-2026": make_engagement(**other)}, ref="martin-2027"))


def test_a_renewal_within_twelve_months_of_the_end_asks_for_a_justification() -> None:
    assert renew(date(2027, 7, 11), {}) == ["gate.renewal-without-justification"]
    assert renew(date(2027, 7, 12), {}) == []


def test_a_renewal_with_its_reason_is_accepted() -> None:
    assert renew(date(2026, 9, 1), {}, justification="Nouvelle fonction.") == []


def test_another_person_of_the_same_name_is_another_person() -> None:
    other = {"beneficiary": {"id": "claire-martin-2", "name": "Claire Martin"}}
    assert renew(date(2026, 9, 1), other) == []


def test_a_declined_demand_was_no_engagement() -> None:
    assert renew(date(2026, 9, 1), {"outcome": {"declined_on": date(2026, 1, 6)}}) == []


def test_an_early_end_is_the_end() -> None:
    ended = {"outcome": {"ended_on": date(2026, 2, 1)}}
    assert renew(date(2027, 2, 1), ended) == ["gate.renewal-without-justification"]
    assert renew(date(2027, 2, 2), ended) == []


def test_a_follow_up_needs_a_closed_engagement_of_the_same_person() -> None:
    assert renew(date(2026, 9, 1), {}, profile="follow-up") == ["gate.follow-up-without-closed"]
    closed = {"outcome": {"closed_on": date(2026, 8, 1)}}
    assert renew(date(2026, 9, 1), closed, profile="follow-up") == []
