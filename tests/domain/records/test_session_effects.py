from datetime import UTC, date, datetime

import pytest
from tests.builders import make_session

from phmcoach.domain.records.session import NO_EFFECTS, Effects, Session, effects
from phmcoach.domain.shape.validation import InvalidRecordError, validate
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
        ("planned", NO_EFFECTS),
        ("held", HELD),
        ("cancelled", NO_EFFECTS),
        ("cancelled-late", RESERVED),
        ("no-show", RESERVED),
        ("cancelled-by-coach", NO_EFFECTS),
        ("force-majeure", NO_EFFECTS),
    ],
)
def test_the_status_of_a_meeting_decides_its_effects(
    kind: SessionType, status: SessionStatus, expected: Effects
) -> None:
    assert judge(kind, status) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("phone", Effects(coaching_minutes=120)),
        ("letter", NO_EFFECTS),
        ("email", NO_EFFECTS),
        ("training-input", NO_EFFECTS),
        ("reflection", NO_EFFECTS),
        ("three-way", NO_EFFECTS),
        ("preliminary", NO_EFFECTS),
        ("shadowing", Effects(billed_minutes=120)),
    ],
)
def test_each_other_type_has_the_effects_that_the_offer_gives_it(
    kind: SessionType, expected: Effects
) -> None:
    assert judge(kind, "held") == expected


def test_telephone_sessions_count_if_the_contract_allows_them() -> None:
    assert judge("phone", "held", as_sessions=frozenset({"in-person", "phone"})) == HELD


def test_a_billed_exchange_does_not_count() -> None:
    billed = judge("phone", "held", also_billed=frozenset({"phone"}))
    assert billed == Effects(billed_minutes=120, coaching_minutes=120)


def test_the_debrief_of_an_observation_counts_and_the_whole_is_billed() -> None:
    assert judge("shadowing", "held", debrief=30) == Effects(
        counts=True, billed_minutes=120, keeps_cadence=True, coaching_minutes=30
    )


@pytest.mark.parametrize("kind", SESSION_TYPES)
@pytest.mark.parametrize("status", [s for s in SESSION_STATUSES if s != "held"])
def test_a_session_that_was_not_held_keeps_no_cadence_and_adds_no_hours(
    kind: SessionType, status: SessionStatus
) -> None:
    judged = judge(kind, status, debrief=30, as_sessions=frozenset(SESSION_TYPES))
    assert (judged.keeps_cadence, judged.coaching_minutes) == (False, 0)


@pytest.mark.parametrize("status", ["cancelled-late", "no-show"])
def test_an_exchange_that_was_not_held_is_never_billed(status: SessionStatus) -> None:
    assert judge("phone", status, also_billed=frozenset({"phone"})) == NO_EFFECTS


@pytest.mark.parametrize("kind", SESSION_TYPES)
@pytest.mark.parametrize("status", ["planned", "cancelled", "cancelled-by-coach", "force-majeure"])
def test_planned_sessions_and_timely_cancellations_of_any_type_have_no_effect(
    kind: SessionType, status: SessionStatus
) -> None:
    everything = frozenset(SESSION_TYPES)
    judged = judge(kind, status, as_sessions=everything, also_billed=everything, debrief=30)
    assert judged == NO_EFFECTS


@pytest.mark.parametrize("status", ["cancelled-late", "no-show"])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("in-person", RESERVED),
        ("video", RESERVED),
        ("shadowing", RESERVED),
        ("phone", NO_EFFECTS),
        ("letter", NO_EFFECTS),
        ("email", NO_EFFECTS),
        ("training-input", NO_EFFECTS),
        ("reflection", NO_EFFECTS),
        ("three-way", NO_EFFECTS),
        ("preliminary", NO_EFFECTS),
    ],
)
def test_reserved_time_counts_and_is_billed_only_for_sessions(
    kind: SessionType, status: SessionStatus, expected: Effects
) -> None:
    assert judge(kind, status) == expected


def test_the_time_of_an_allowed_telephone_session_is_reserved_too() -> None:
    assert judge("phone", "no-show", as_sessions=frozenset({"phone"})) == RESERVED


@pytest.mark.parametrize("kind", ["letter", "email", "training-input", "reflection", "three-way"])
def test_extras_that_the_contract_bills_add_no_hours(kind: SessionType) -> None:
    billed = judge(kind, "held", also_billed=frozenset({kind}))
    assert billed == Effects(billed_minutes=120)


def test_a_debrief_longer_than_its_observation_is_refused() -> None:
    assert make_session(1, DAY, minutes=60, kind="shadowing", debrief=60).debrief_minutes == 60
    with pytest.raises(InvalidRecordError, match=r"shape\.debrief-too-long"):
        make_session(1, DAY, minutes=60, kind="shadowing", debrief=61)


def test_only_a_three_way_meeting_has_a_purpose() -> None:
    table = {"id": "s1", "on": DAY, "minutes": 60, "type": "three-way", "purpose": "launch"}
    assert validate(Session, table).purpose == "launch"
    with pytest.raises(InvalidRecordError, match=r"shape\.purpose-not-three-way"):
        validate(Session, table | {"type": "in-person"})


def test_the_time_of_a_notice_is_local() -> None:
    table = {"id": "s1", "on": DAY, "minutes": 60}
    moment = datetime(2026, 2, 1, 18, 0, tzinfo=UTC)
    local = moment.replace(tzinfo=None)
    assert validate(Session, table | {"notified_at": local}).notified_at == local
    with pytest.raises(InvalidRecordError, match=r"shape\.not-local-time"):
        validate(Session, table | {"notified_at": moment})


def test_a_session_never_discloses_its_own_date() -> None:
    assert make_session(1, DAY).dates_disclosed is False
