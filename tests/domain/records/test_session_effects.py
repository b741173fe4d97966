from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError
from tests.builders import make_session

from phmcoach.domain.records.session import NOTHING, Effects, Session, effects
from phmcoach.words import SESSION_STATUSES, SESSION_TYPES, SessionStatus, SessionType

DAY = date(2026, 2, 3)
HELD = Effects(counts=True, billed_minutes=120, keeps_cadence=True, coaching_minutes=120)
RESERVED = Effects(counts=True, billed_minutes=120, reserved_only=True)
IN_PERSON = frozenset({"in-person"})


def judge(
    kind: SessionType,
    status: SessionStatus,
    *,
    as_sessions: frozenset[str] = IN_PERSON,
    also_billed: frozenset[str] = frozenset(),
    debrief: int | None = None,
) -> Effects:
    session = make_session(1, DAY, kind=kind, status=status, debrief=debrief)
    return effects(session, as_sessions=as_sessions, also_billed=also_billed)


@pytest.mark.parametrize("kind", ["in-person", "video"])
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("planned", NOTHING),
        ("held", HELD),
        ("cancelled", NOTHING),
        ("cancelled-late", RESERVED),
        ("no-show", RESERVED),
        ("cancelled-by-coach", NOTHING),
        ("force-majeure", NOTHING),
    ],
)
def test_a_meeting_does_what_its_status_says(
    kind: SessionType, status: SessionStatus, expected: Effects
) -> None:
    assert judge(kind, status) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("phone", Effects(coaching_minutes=120)),
        ("letter", NOTHING),
        ("email", NOTHING),
        ("training-input", NOTHING),
        ("reflection", NOTHING),
        ("three-way", NOTHING),
        ("preliminary", NOTHING),
        ("shadowing", Effects(billed_minutes=120)),
    ],
)
def test_another_type_that_was_held_does_what_the_offer_says(
    kind: SessionType, expected: Effects
) -> None:
    assert judge(kind, "held") == expected


def test_telephone_sessions_count_where_the_contract_names_them() -> None:
    assert judge("phone", "held", as_sessions=frozenset({"in-person", "phone"})) == HELD


def test_an_exchange_that_the_contract_bills_is_billed_and_does_not_count() -> None:
    billed = judge("phone", "held", also_billed=frozenset({"phone"}))
    assert billed == Effects(billed_minutes=120, coaching_minutes=120)


def test_of_an_observation_the_debrief_counts_and_the_whole_is_billed() -> None:
    assert judge("shadowing", "held", debrief=30) == Effects(
        counts=True, billed_minutes=120, keeps_cadence=True, coaching_minutes=30
    )


@pytest.mark.parametrize("kind", SESSION_TYPES)
@pytest.mark.parametrize("status", [s for s in SESSION_STATUSES if s != "held"])
def test_what_was_not_held_keeps_no_rhythm_and_makes_no_hours(
    kind: SessionType, status: SessionStatus
) -> None:
    judged = judge(kind, status, debrief=30, as_sessions=frozenset(SESSION_TYPES))
    assert (judged.keeps_cadence, judged.coaching_minutes) == (False, 0)


@pytest.mark.parametrize("status", ["cancelled-late", "no-show"])
def test_an_exchange_that_did_not_take_place_is_never_billed(status: SessionStatus) -> None:
    assert judge("phone", status, also_billed=frozenset({"phone"})) == NOTHING


@pytest.mark.parametrize("kind", SESSION_TYPES)
@pytest.mark.parametrize("status", ["planned", "cancelled", "cancelled-by-coach", "force-majeure"])
def test_what_was_called_off_in_time_or_is_to_come_does_nothing_whatever_its_type(
    kind: SessionType, status: SessionStatus
) -> None:
    everything = frozenset(SESSION_TYPES)
    judged = judge(kind, status, as_sessions=everything, also_billed=everything, debrief=30)
    assert judged == NOTHING


@pytest.mark.parametrize("status", ["cancelled-late", "no-show"])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("in-person", RESERVED),
        ("video", RESERVED),
        ("shadowing", RESERVED),
        ("phone", NOTHING),
        ("letter", NOTHING),
        ("email", NOTHING),
        ("training-input", NOTHING),
        ("reflection", NOTHING),
        ("three-way", NOTHING),
        ("preliminary", NOTHING),
    ],
)
def test_time_that_was_reserved_counts_and_is_billed_where_it_was_to_be_a_session(
    kind: SessionType, status: SessionStatus, expected: Effects
) -> None:
    assert judge(kind, status) == expected


def test_a_telephone_session_that_the_contract_names_is_reserved_too() -> None:
    assert judge("phone", "no-show", as_sessions=frozenset({"phone"})) == RESERVED


@pytest.mark.parametrize("kind", ["letter", "email", "training-input", "reflection", "three-way"])
def test_what_the_contract_bills_besides_makes_no_hour(kind: SessionType) -> None:
    billed = judge(kind, "held", also_billed=frozenset({kind}))
    assert billed == Effects(billed_minutes=120)


def test_a_debrief_is_no_longer_than_its_observation() -> None:
    assert make_session(1, DAY, minutes=60, kind="shadowing", debrief=60).debrief_minutes == 60
    with pytest.raises(ValidationError, match="longer than the session"):
        make_session(1, DAY, minutes=60, kind="shadowing", debrief=61)


def test_a_purpose_is_that_of_a_three_way_meeting() -> None:
    table = {"id": "s1", "on": DAY, "minutes": 60, "type": "three-way", "purpose": "launch"}
    assert Session.model_validate(table).purpose == "launch"
    with pytest.raises(ValidationError, match="the purpose of what"):
        Session.model_validate(table | {"type": "in-person"})


def test_the_moment_of_a_notice_is_local_time() -> None:
    table = {"id": "s1", "on": DAY, "minutes": 60}
    moment = datetime(2026, 2, 1, 18, 0, tzinfo=UTC)
    local = moment.replace(tzinfo=None)
    assert Session.model_validate(table | {"notified_at": local}).notified_at == local
    with pytest.raises(ValidationError, match="with an offset"):
        Session.model_validate(table | {"notified_at": moment})


def test_a_session_opens_its_own_date_to_nobody() -> None:
    assert make_session(1, DAY).dates_disclosed is False
