"""The log of coaching hours, computed by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_case, make_client, make_engagement, make_session, make_terms

from phmcoach.domain.case import Case
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.moving.hours import hours_table, list_hours
from phmcoach.domain.moving.tables import EVER
from phmcoach.domain.records.session import Session
from phmcoach.words import SessionStatus, SessionType

ON = date(2026, 2, 3)
YES = {"given": True, "on": ON}
NO = {"given": False, "on": ON}


def case_of(*sessions: Session, person: str = "claire", **changes: Any) -> Case:  # noqa: ANN401
    beneficiary = {"id": person, "name": person.title(), "email": f"{person}@example.org"}
    return make_case(make_engagement(*sessions, beneficiary=beneficiary, **changes), ref=person)


def rows(*cases: Case, period: Period = EVER) -> list[tuple[object, ...]]:
    return [line.cells for line in hours_table(list_hours(cases, period)).lines]


def counted(session: Session, **changes: Any) -> Decimal | None:  # noqa: ANN401
    """Return the hours of a person with this session alone, or None if they have none."""
    found = rows(case_of(session, **changes))
    return None if not found else Decimal(str(found[-1][-2])) + Decimal(str(found[-1][-1]))


def test_who_agreed_has_a_line_and_the_others_are_one_line_without_a_day() -> None:
    told = rows(
        case_of(make_session(1, ON), make_session(2, date(2026, 3, 3)), hours_consent=YES),
        case_of(make_session(1, ON, minutes=90), person="hugo"),
        case_of(make_session(1, ON, minutes=45), person="ines", hours_consent=NO),
    )
    last = date(2026, 3, 3)
    assert told == [
        *[
            (
                *("hours-named", "Claire", "claire@example.org", "individual", 1, ON, last, 2),
                *(Decimal("4.00"), Decimal("0.00")),
            )
        ],
        ("hours-unnamed", None, None, "individual", 2, None, None, 2, *hours("2.25", "0.00")),
        ("hours-total", None, None, "individual", 3, None, None, 4, *hours("6.25", "0.00")),
    ]


def hours(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


def test_nobody_without_a_session_is_counted_and_an_empty_log_has_no_total() -> None:
    assert rows(case_of(hours_consent=YES)) == []


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("in-person", "held", "2.00"),
        ("video", "held", "2.00"),
        ("in-person", "no-show", None),
        ("in-person", "cancelled-late", None),
        ("in-person", "planned", None),
        ("in-person", "cancelled", None),
        ("phone", "held", None),
        ("letter", "held", None),
        ("email", "held", None),
        ("training-input", "held", None),
        ("reflection", "held", None),
        ("three-way", "held", None),
        ("preliminary", "held", None),
        ("shadowing", "held", "0.75"),
    ],
)
def test_only_held_sessions_count_and_of_an_observation_the_debrief(
    kind: SessionType, status: SessionStatus, expected: str | None
) -> None:
    debrief = 45 if kind == "shadowing" else None
    session = make_session(1, ON, kind=kind, status=status, debrief=debrief)
    assert counted(session) == (None if expected is None else Decimal(expected))


def test_a_call_counts_if_the_contract_names_phone_sessions() -> None:
    terms = make_terms(modes=["in-person", "phone"])
    assert counted(make_session(1, ON, kind="phone", minutes=50), terms=terms) == Decimal("0.83")


def test_hours_without_a_price_are_pro_bono() -> None:
    free = case_of(make_session(1, ON), terms=make_terms(hourly_rate=Decimal(0)))
    package = make_terms(plan="package", package_price=Decimal(5000), hourly_rate=Decimal(0))
    paid = case_of(make_session(1, ON), person="hugo", terms=package)
    assert rows(free, paid)[-1][-2:] == hours("2.00", "2.00")


def test_two_engagements_of_one_person_are_one_line_and_the_last_word_counts() -> None:
    first = make_engagement(make_session(1, ON), hours_consent=YES)
    later = {"given": False, "on": date(2026, 5, 1)}
    second = make_engagement(make_session(1, date(2026, 5, 5)), hours_consent=later)
    one, two = make_case(first, ref="one"), make_case(second, ref="two")
    assert [row[:5] for row in rows(one, two)] == [
        ("hours-unnamed", None, None, "individual", 1),
        ("hours-total", None, None, "individual", 1),
    ]
    assert rows(one)[0][0] == "hours-named"


def test_the_contact_of_a_private_client_is_their_own_address() -> None:
    client = make_client(kind="private", siren=None, name="Léa", email="lea@example.org")
    engagement = make_engagement(make_session(1, ON), hours_consent=YES)
    assert rows(make_case(engagement, client=client))[0][2] == "lea@example.org"


def test_a_year_has_the_sessions_of_its_days() -> None:
    case = case_of(make_session(1, ON), make_session(2, date(2027, 1, 5), minutes=60))
    period = Period(date(2027, 1, 1), date(2027, 12, 31))
    assert rows(case, period=period)[-1][-3:] == (1, *hours("1.00", "0.00"))
