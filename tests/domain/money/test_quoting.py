"""A quote follows the terms, and a contract keeps to the accepted quote."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import (
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_private_client,
    make_terms,
    make_vat_practice,
)
from tests.commands import command_of

from phmcoach.domain.contract.paper_gates import quote_gate
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.quoting import (
    QUOTED_TERMS,
    acceptance_problems,
    changed_since,
    draft_quote,
)
from phmcoach.domain.records.engagement import QuoteAcceptance
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import validate
from phmcoach.errors import Problem
from phmcoach.law import load_law
from phmcoach.value import replace

ISSUED_ON = date(2026, 1, 8)
UNTIL = date(2026, 2, 7)
LAW = load_law()


def quote(client: Client | None = None, practice: Practice | None = None, **terms: Any) -> Quote:  # noqa: ANN401 - fields of the terms
    drafting = Drafting(
        case=make_case(
            make_engagement(terms=make_terms(**terms)), client=client or make_client(), ref="martin"
        ),
        account=Account(),
        practice=practice or make_practice(),
        law=LAW,
        issued_on=ISSUED_ON,
        specimen=False,
    )
    return replace(draft_quote(drafting, UNTIL), number="D-2026-0001")


def sums(made: Quote) -> tuple[str, str, str]:
    return str(made.total_net), str(made.total_vat), str(made.total_gross)


def test_a_quote_prices_all_hours_of_the_contract() -> None:
    made = quote()
    (line,) = made.lines

    assert (line.minutes, line.quantity, line.unit_price) == (1440, Decimal(24), Decimal(260))
    assert sums(made) == ("6240.00", "0.00", "6240.00")
    assert [mention.id for mention in made.mentions] == ["franchise"]


def test_a_quote_of_a_package_has_one_price() -> None:
    made = quote(practice=make_vat_practice(), plan="package", package_price=Decimal(5200))
    (line,) = made.lines

    assert (line.minutes, line.quantity, line.unit_price) == (None, Decimal(1), Decimal(5200))
    assert sums(made) == ("5200.00", "1040.00", "6240.00")
    assert made.mentions == ()


def test_a_quote_to_a_consumer_includes_vat_in_the_price() -> None:
    made = quote(make_private_client(), make_vat_practice(), hourly_rate=Decimal(120))

    assert (made.price_basis, made.lines[0].unit_price) == ("gross", Decimal(120))
    assert sums(made) == ("2400.00", "480.00", "2880.00")


def test_only_a_quote_to_a_consumer_names_the_mediator() -> None:
    mediator = {"name": "M", "address": "A", "website": "W"}
    practice = make_practice(mediator=mediator)

    assert quote(practice=practice).mediator is None
    assert quote(make_private_client(), practice).mediator is not None


def acceptance(on: date = ISSUED_ON) -> QuoteAcceptance:
    return QuoteAcceptance(number="D-2026-0001", accepted_on=on)


def found(
    made: Quote | None, accepted: QuoteAcceptance, terms: dict[str, Any] | None
) -> list[Problem]:
    case = make_case(make_engagement(terms=terms, quote=accepted))
    return list(acceptance_problems(case, made))


@pytest.mark.parametrize("on", [ISSUED_ON, UNTIL])
def test_a_quote_can_be_accepted_on_its_first_and_its_last_day(on: date) -> None:
    assert found(quote(), acceptance(on), make_terms()) == []


@pytest.mark.parametrize(
    ("on", "message", "fix"),
    [
        (date(2026, 1, 7), "quote.accepted-before-issue", "coach quote martin --accept --on DATE"),
        (date(2026, 2, 8), "quote.expired", "coach quote martin"),
    ],
)
def test_a_quote_cannot_be_accepted_on_a_day_when_it_is_not_valid(
    on: date, message: str, fix: str
) -> None:
    (problem,) = found(quote(), acceptance(on), make_terms())

    assert (problem.message, command_of(problem, "martin")) == (message, fix)


OTHER: dict[str, Any] = {
    "sessions": 11,
    "session_minutes": 90,
    "hourly_rate": Decimal(250),
    "late_cancel_percent": Decimal(50),
    "notice_hours": 24,
    "payment_days": 15,
}


@pytest.mark.parametrize("key", OTHER)
def test_a_contract_with_other_terms_than_the_accepted_quote_is_refused(key: str) -> None:
    (problem,) = found(quote(), acceptance(), make_terms(**{key: OTHER[key]}))

    args = {"number": "D-2026-0001", "keys": (key,)}
    assert problem == Problem("quote.other-terms", args)
    assert command_of(problem, "martin") == "coach quote martin"


def test_every_changed_term_of_a_package_is_named() -> None:
    package: dict[str, Any] = {
        "plan": "package",
        "package_price": Decimal(5200),
        "schedule": [50, 50],
    }
    terms = validate(Terms, make_terms(**package))

    assert changed_since(quote(), terms) == ("plan", "package_price", "schedule")
    assert changed_since(quote(**package), terms) == ()


def test_days_and_place_may_change_after_the_acceptance() -> None:
    moved = make_terms(start_on=date(2026, 2, 2), end_on=date(2026, 8, 1), place="Lyon")

    assert found(quote(), acceptance(), moved) == []


def test_an_acceptance_requires_the_quote_and_terms() -> None:
    (unknown,) = found(None, acceptance(), make_terms())
    (bare,) = found(quote(), acceptance(), None)

    assert (unknown.message, bare.message) == ("quote.unknown", "gate.no-terms")


def test_a_quote_fixes_the_number_length_and_price_of_sessions() -> None:
    assert (
        *("sessions", "session_minutes", "hourly_rate", "plan", "package_price", "schedule"),
        *("monthly", "late_cancel_percent", "notice_hours", "payment_days"),
    ) == QUOTED_TERMS


def test_a_quote_requires_terms_and_an_address_and_no_signature() -> None:
    bare = make_engagement(terms=None, signatures=None)
    unknown = make_client(address=None)
    signed = make_engagement()

    def messages(engagement: Any, client: Client) -> list[str]:  # noqa: ANN401 - an engagement
        gate = quote_gate(make_case(engagement, client=client), make_practice())
        return [problem.message for problem in gate]

    assert messages(bare, unknown) == ["gate.no-terms", "gate.client-without-address"]
    assert messages(signed, make_client()) == ["quote.already-signed"]
