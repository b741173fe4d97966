from collections.abc import Iterable
from datetime import date

import pytest
from tests.builders import (
    OBJECTIVE,
    SIGNED_ON,
    make_amendment,
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_private_client,
    make_session,
    make_terms,
)
from tests.commands import command_of

from phmcoach.domain.contract.gates import breaches, contract_gate, demand_gate, signed_gate
from phmcoach.domain.contract.paper_gates import address_remarks, billing_gate, client_gate
from phmcoach.domain.records.amendment import Amendment, Signatures
from phmcoach.domain.records.practice import Closure
from phmcoach.domain.shape.validation import validate
from phmcoach.errors import Problem
from phmcoach.value import replace
from phmcoach.words import SessionStatus, SessionType

DEMAND = {"received_on": date(2026, 1, 2), "situations": ["new-role"]}
VALIDATED = DEMAND | {"request": "Ma place.", "validated_on": date(2026, 1, 5)}


def reported(problems: Iterable[Problem]) -> list[tuple[str, str | None]]:
    return [(problem.message, command_of(problem, "martin")) for problem in problems]


def ids(problems: Iterable[Problem]) -> list[str]:
    return [problem.message for problem in problems]


def test_a_contract_needs_demand_objective_and_terms_and_names_their_commands() -> None:
    bare = make_engagement(demand=DEMAND, objectives=None, terms=None, signatures=None)
    assert reported(contract_gate(make_case(bare))) == [
        (
            "gate.demand-not-validated",
            'coach validate-demand martin --on DATE --request "…"',
        ),
        (
            "gate.no-objective",
            'coach add-objective martin --statement "…" --result "…" --indicator "…" --shared',
        ),
        (
            "gate.no-terms",
            "coach set-terms martin --sessions N --hours H --start DATE --months M",
        ),
    ]


def test_a_complete_engagement_passes_every_gate() -> None:
    engagement = make_engagement()
    assert contract_gate(make_case(engagement)) == ()
    assert billing_gate(make_case(engagement, client=make_client()), make_practice()) == ()
    assert breaches(make_case(engagement)) == ()


def test_a_date_without_the_beneficiarys_words_validates_nothing() -> None:
    wordless = make_engagement(demand=DEMAND | {"validated_on": date(2026, 1, 5)})
    assert ids(demand_gate(make_case(wordless))) == ["gate.demand-not-validated"]
    assert ids(breaches(make_case(wordless))) == ["gate.demand-not-validated"]
    unsigned = replace(wordless, signatures=Signatures())
    assert ids(breaches(make_case(unsigned))) == ["gate.demand-not-validated"]


def test_an_objective_without_indicator_does_not_make_a_contract() -> None:
    vague = {key: value for key, value in OBJECTIVE.items() if key != "indicator"}
    assert reported(contract_gate(make_case(make_engagement(objectives=[vague])))) == [
        ("gate.incomplete-objective", "coach edit martin")
    ]


def test_a_company_needs_a_shared_objective_and_a_private_client_does_not() -> None:
    personal = make_engagement(objectives=[OBJECTIVE | {"personal": True}])
    assert ids(contract_gate(make_case(personal))) == ["gate.no-shared-objective"]
    assert contract_gate(make_case(personal, private=True)) == ()


def test_terms_out_of_bounds_close_the_gate_with_every_bound() -> None:
    terms = make_terms(sessions=9, session_minutes=240)
    assert ids(contract_gate(make_case(make_engagement(terms=terms)))) == [
        "bounds.sessions",
        "bounds.session-length",
    ]


def test_overlapping_pauses_lengthen_a_contract_once() -> None:
    pause = {"start_on": date(2026, 3, 1), "end_on": date(2026, 3, 31)}
    terms = make_terms(end_on=date(2026, 8, 31))
    assert ids(contract_gate(make_case(make_engagement(terms=terms, pauses=[pause, pause])))) == [
        "bounds.span-long"
    ]


def test_each_missing_signature_is_named_with_its_command() -> None:
    engagement = make_engagement(signatures={"coach": SIGNED_ON})
    assert reported(signed_gate(make_case(engagement))) == [
        ("gate.not-signed", "coach sign martin --on DATE --party beneficiary"),
        ("gate.not-signed", "coach sign martin --on DATE --party sponsor"),
    ]


def test_a_private_client_has_no_third_signature() -> None:
    two = make_engagement(signatures={"coach": SIGNED_ON, "beneficiary": SIGNED_ON})
    assert signed_gate(make_case(two, private=True)) == ()
    assert make_case(two, private=True).contracted_on == SIGNED_ON
    assert make_case(two).contracted_on is None


def test_a_document_needs_the_clients_address_and_a_companys_siren() -> None:
    unknown = make_client(address=None, siren=None)
    assert reported(client_gate(make_case(make_engagement(), client=unknown))) == [
        (
            "gate.client-without-address",
            'coach set-client acme --address "…" --postcode … --city …',
        ),
        ("gate.client-without-siren", "coach set-client acme --siren …"),
    ]
    assert client_gate(make_case(make_engagement(), private=True)) == ()


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
    problems = breaches(make_case(make_engagement(**changes)))
    assert ids(problems) == found
    assert all((command_of(problem, "martin") or "").startswith("coach ") for problem in problems)


def test_an_evaluation_after_the_close_is_a_breach() -> None:
    outcome = {"evaluated_on": date(2026, 3, 2), "closed_on": date(2026, 3, 1)}
    engagement = make_engagement(make_session(1, date(2026, 1, 13)), outcome=outcome)
    assert ids(breaches(make_case(engagement))) == ["gate.evaluated-after-close"]


def test_one_party_that_signed_before_the_validation_is_a_breach() -> None:
    early = {"coach": date(2026, 1, 4), "beneficiary": SIGNED_ON, "sponsor": SIGNED_ON}
    problems = breaches(make_case(make_engagement(signatures=early)))
    assert ids(problems) == ["gate.signed-before-validation"]


@pytest.mark.parametrize("kind", ["preliminary", "three-way", "email", "letter", "training-input"])
def test_letters_and_other_meetings_alone_cannot_be_evaluated(
    kind: SessionType,
) -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13), kind=kind), outcome={"evaluated_on": date(2026, 3, 1)}
    )
    assert reported(breaches(make_case(engagement))) == [
        ("gate.evaluated-without-session", "coach log-session martin --on DATE")
    ]


@pytest.mark.parametrize(
    ("day", "found"),
    [(date(2026, 3, 1), []), (date(2026, 3, 2), ["gate.evaluated-without-session"])],
)
def test_the_session_must_come_before_the_evaluation(day: date, found: list[str]) -> None:
    engagement = make_engagement(make_session(1, day), outcome={"evaluated_on": date(2026, 3, 1)})
    assert ids(breaches(make_case(engagement))) == found


def test_the_evaluation_may_be_on_the_day_of_the_close() -> None:
    outcome = {"evaluated_on": date(2026, 3, 1), "closed_on": date(2026, 3, 1)}
    engagement = make_engagement(make_session(1, date(2026, 1, 13)), outcome=outcome)
    assert breaches(make_case(engagement)) == ()


def test_all_contradictions_of_a_file_are_reported_in_order() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 8)),
        demand=VALIDATED | {"received_on": date(2026, 1, 20), "validated_on": date(2026, 1, 12)},
        objectives=[{"id": "o1", "statement": "Déléguer."}],
        terms=make_terms(sessions=9, session_minutes=240, end_on=date(2026, 3, 11)),
        outcome={"evaluated_on": date(2026, 1, 7), "closed_on": date(2026, 1, 6)},
    )
    problems = breaches(make_case(engagement))
    assert ids(problems) == [
        "gate.validated-before-received",
        "gate.incomplete-objective",
        "bounds.sessions",
        "bounds.session-length",
        "bounds.span-short",
        "gate.signed-before-validation",
        "gate.session-before-demand",
        "gate.evaluated-without-session",
        "gate.evaluated-after-close",
    ]
    assert all((command_of(problem, "martin") or "").startswith("coach ") for problem in problems)


@pytest.mark.parametrize(
    ("signatures", "fix"),
    [(None, "coach sign martin --on DATE"), ({"coach": SIGNED_ON}, "coach sign martin --on DATE")],
)
def test_the_remedy_for_a_session_without_a_contract_is_to_sign(
    signatures: dict[str, date] | None, fix: str
) -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)), signatures=signatures)
    assert reported(breaches(make_case(engagement))) == [("gate.session-before-signature", fix)]


def test_an_amendment_covers_a_session_that_was_held_before_the_signature() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 9)))
    (problem,) = breaches(make_case(engagement))
    assert command_of(problem, "martin") == "coach amend martin --applies-from 2026-01-09"
    assert problem.args == {"id": "s1", "on": date(2026, 1, 9)}


def test_all_missing_facts_for_an_invoice_are_reported_at_once() -> None:
    engagement = make_engagement(demand=DEMAND, signatures={"coach": SIGNED_ON})
    client = make_client(address=None, siren=None)
    problems = billing_gate(make_case(engagement, client=client), make_practice())
    assert ids(problems) == [
        "gate.demand-not-validated",
        "gate.not-signed",
        "gate.not-signed",
        "gate.client-without-address",
        "gate.client-without-siren",
    ]
    assert all((command_of(problem, "martin") or "").startswith("coach ") for problem in problems)


def test_an_invoice_to_a_private_client_needs_only_two_signatures() -> None:
    engagement = make_engagement(signatures={"coach": SIGNED_ON, "beneficiary": SIGNED_ON})
    assert billing_gate(make_case(engagement, client=make_private_client()), make_practice()) == ()


def test_a_signature_on_the_day_of_the_validation_is_in_order() -> None:
    demand = VALIDATED | {"validated_on": SIGNED_ON}
    assert breaches(make_case(make_engagement(demand=demand))) == ()


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("held", ["gate.shadowing-not-proposed"]),
        ("planned", ["gate.shadowing-not-proposed"]),
        ("cancelled", []),
    ],
)
def test_an_observation_needs_the_proposal_of_the_beneficiary(
    status: SessionStatus, found: list[str]
) -> None:
    day = date(2026, 1, 20)
    asked = make_session(1, day, kind="shadowing", status=status)
    imposed = make_session(1, day, kind="shadowing", status=status, proposed=False)
    assert ids(breaches(make_case(make_engagement(asked)))) == []
    assert ids(breaches(make_case(make_engagement(imposed)))) == found


def test_a_person_without_an_e_mail_is_warned_about_and_can_be_billed() -> None:
    client = make_private_client(email=None)
    case = make_case(make_engagement(), client=client)
    assert reported(address_remarks(case)) == [
        ("gate.client-without-email", "coach set-client acme --email …")
    ]
    assert billing_gate(case, make_practice()) == ()


def test_a_company_is_addressed_by_its_siren_and_needs_no_e_mail() -> None:
    client = make_client(email=None)
    assert address_remarks(make_case(make_engagement(), client=client)) == ()


def test_a_closure_of_the_practice_is_deducted_from_every_span_like_a_pause() -> None:
    august = (Closure(start_on=date(2026, 8, 1), end_on=date(2026, 8, 21)),)
    terms = make_terms(start_on=date(2026, 2, 26), end_on=date(2026, 9, 14))
    engagement = make_engagement(terms=terms)
    for gate in (contract_gate, breaches):
        assert ids(gate(make_case(engagement))) == ["bounds.span-long"]
        assert ids(gate(make_case(engagement, closures=august))) == []
    assert billing_gate(make_case(engagement, closures=august), make_practice()) == ()
    later = make_amendment(number=1, end_on=date(2026, 9, 15))
    amended = replace(engagement, amendments=(validate(Amendment, later),))
    assert ids(breaches(make_case(amended, ref="x", closures=august))) == []
