"""What each reader sees of a record."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from tests.builders import make_case
from tests.documents.document_samples import make_engagement, make_practice, make_sessions
from tests.documents.report_samples import make_evaluated

from phmcoach.domain.base import Reader, Record
from phmcoach.domain.contract.agreement import opener_of
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session, TravelCost
from phmcoach.value import field_names


def names(record: Record, reader: Reader) -> set[str]:
    return set(disclose(record, reader))


def test_the_coach_sees_every_field() -> None:
    engagement = make_engagement(sessions=make_sessions(2, travel=True))

    assert names(engagement, Reader.COACH) == set(field_names(type(engagement)))
    assert names(engagement.demand, Reader.COACH) == set(field_names(type(engagement.demand)))


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        (Reader.BENEFICIARY, {"name", "role", "email"}),
        (Reader.SPONSOR, {"name", "role"}),
        (Reader.ACCOUNTING, {"name"}),
    ],
)
def test_a_wider_reader_sees_fewer_fields_of_the_beneficiary(
    reader: Reader, seen: set[str]
) -> None:
    assert names(make_engagement().beneficiary, reader) == seen


def test_the_sponsor_sees_neither_the_words_of_the_demand_nor_the_situations() -> None:
    assert names(make_engagement().demand, Reader.SPONSOR) == {
        "received_on",
        "requested_by",
        "sponsor_request",
        "shared_request",
        "validated_on",
    }


def test_the_beneficiary_sees_their_own_demand() -> None:
    assert disclose(make_engagement().demand, Reader.BENEFICIARY)["request"] == "Oser dire non."


def test_the_sponsor_sees_shared_objectives_only() -> None:
    objectives = disclose(make_engagement(), Reader.SPONSOR)["objectives"]

    assert objectives == (
        {
            "id": "o1",
            "statement": "Poser un cadre de délégation clair",
            "expected_result": "Chaque chef d'atelier décide seul : rien ne remonte.",
            "indicator": "Nombre d'arbitrages remontés par semaine",
            "levels": (),
            "weight": 1,
            "scaled_on": None,
        },
    )


def test_the_beneficiary_sees_their_personal_objectives() -> None:
    objectives = disclose(make_engagement(), Reader.BENEFICIARY)["objectives"]

    assert [objective["id"] for objective in objectives] == ["o1", "o2"]


def test_what_is_opened_to_the_sponsor_is_not_opened_to_accounting() -> None:
    objective = make_engagement().objectives[0]

    assert names(objective, Reader.SPONSOR) == {
        "id",
        "statement",
        "expected_result",
        "indicator",
        "levels",
        "weight",
        "scaled_on",
    }
    assert names(objective, Reader.ACCOUNTING) == set()


def test_a_session_shows_the_sponsor_neither_its_day_nor_its_status() -> None:
    session = Session(
        id="s1",
        on=date(2026, 2, 3),
        minutes=90,
        travel=(TravelCost(amount=Decimal("1.50"), label="bus"),),
    )

    assert disclose(session, Reader.SPONSOR) == {
        "id": "s1",
        "minutes": 90,
        "earlier_invoice": None,
        "purpose": None,
        "travel": ({"amount": Decimal("1.50"), "label": "bus"},),
    }


def evaluated() -> Engagement:
    """Return an evaluation that was agreed to, in a contract that names the days of sessions."""
    return make_evaluated(approved=True, whole={"terms": {"session_dates": True}})


def test_without_an_opener_no_condition_of_another_record_opens_a_field() -> None:
    seen = disclose(evaluated(), Reader.SPONSOR)

    assert set(seen["sessions"][0]) == {"id", "minutes", "purpose", "travel", "earlier_invoice"}
    assert set(seen["evaluation"]) == {"mode", "observations", "ratings"}
    assert seen["evaluation"]["ratings"] == ()


def test_the_opener_of_an_engagement_opens_what_was_agreed() -> None:
    engagement = evaluated()
    seen = disclose(engagement, Reader.SPONSOR, opener_of(make_case(engagement)))

    assert seen["sessions"][1]["on"] == engagement.sessions[1].on
    assert [each["objective"] for each in seen["evaluation"]["ratings"]] == ["o1", "o2"]
    assert "shared_words" in seen["evaluation"]


def test_an_emptied_record_disappears_from_its_owner() -> None:
    seen = disclose(make_practice(), Reader.ACCOUNTING)

    assert "insurance" not in seen
    assert "cadence" not in seen


def test_a_field_that_holds_nothing_is_seen_as_nothing() -> None:
    assert disclose(make_practice(mediator=None), Reader.SPONSOR)["mediator"] is None


def test_a_table_of_records_is_filtered_too() -> None:
    bounds = {"sessions_min": 1, "sessions_max": 2}
    practice = make_practice(profiles={"solo": bounds})

    assert disclose(practice, Reader.COACH)["profiles"]["solo"]["sessions_max"] == 2
    assert "profiles" not in disclose(practice, Reader.SPONSOR)


def test_what_is_disclosed_cannot_be_changed() -> None:
    seen: Any = disclose(make_practice(), Reader.SPONSOR)

    assert isinstance(seen, MappingProxyType)
    with pytest.raises(TypeError):
        seen["bank"]["iban"] = "FR00"
