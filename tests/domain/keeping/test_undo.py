"""What stands on a change that is to be taken back, and what stays given."""

from datetime import date

from tests.builders import make_amendment, make_engagement, make_session

from phmcoach.domain.keeping.undo import given_ids, numbered_problems, signature_problems
from phmcoach.errors import Problem

SIGNED = {"coach": date(2026, 1, 10), "beneficiary": date(2026, 1, 10)}


def test_the_ids_of_what_goes_stay_given() -> None:
    first, second = (make_session(n, date(2026, 1, 12 + n)) for n in (1, 2))
    now, after = make_engagement(first, second), make_engagement(first)
    assert given_ids(now, after) == {"last_session": "s2"}


def test_the_number_of_a_contract_stays_given() -> None:
    now = make_engagement(contract_reference="A-2026-01")
    assert given_ids(now, make_engagement()) == {"contract_reference": "A-2026-01"}
    assert given_ids(now, now) == {}
    assert given_ids(make_engagement(), now) == {}


def test_a_signature_that_would_go_is_named_that_of_an_amendment_by_its_number() -> None:
    amended = make_engagement(signatures=SIGNED, amendments=[make_amendment(1)])
    unsigned = make_engagement(signatures=SIGNED, amendments=[make_amendment(1, signed=False)])
    amendment = Problem("undo.amendment-signed", {"number": 1})
    assert [*signature_problems(amended, amended)] == []
    assert [*signature_problems(amended, unsigned)] == [amendment]
    assert [*signature_problems(amended, None)] == [Problem("undo.signed"), amendment]
    assert [*signature_problems(unsigned, amended)] == []


def test_one_of_two_signatures_is_one_too() -> None:
    now = make_engagement(signatures=SIGNED)
    after = make_engagement(signatures={"coach": SIGNED["coach"]})
    assert [*signature_problems(now, after)] == [Problem("undo.signed")]


def test_an_engagement_whose_contract_has_a_number_stays() -> None:
    numbered = Problem("undo.contract-numbered", {"number": "A-2026-01"})
    assert [*numbered_problems(make_engagement(contract_reference="A-2026-01"))] == [numbered]
    assert [*numbered_problems(make_engagement())] == []
