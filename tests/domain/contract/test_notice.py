# ruff: noqa: DTZ001 - moments are local, as the file holds them
"""The notice of a cancellation, compared with the notice that the contract requires."""

from datetime import date, datetime, time

import pytest
from tests.builders import make_case, make_engagement, make_session

from phmcoach.domain.contract.notice import (
    called_off_status,
    contradicted_notice,
    measure_notice,
    notice_of_end,
)
from phmcoach.errors import Problem
from phmcoach.words import CalledOffBy, Party, SessionStatus

DAY = date(2026, 3, 3)
NINE = time(9)
CASE = make_case(make_engagement())


@pytest.mark.parametrize(
    ("notified_at", "minutes", "status"),
    [
        (datetime(2026, 2, 27, 18, 0), 87 * 60, "cancelled"),
        (datetime(2026, 3, 1, 9, 0), 48 * 60, "cancelled"),
        (datetime(2026, 3, 1, 9, 0, 1), 48 * 60 - 1, "cancelled-late"),
        (datetime(2026, 3, 3, 8, 59), 1, "cancelled-late"),
        (datetime(2026, 3, 3, 9, 1), -1, "cancelled-late"),
    ],
)
def test_exactly_the_required_notice_is_in_time_and_a_minute_less_is_late(
    notified_at: datetime, minutes: int, status: str
) -> None:
    notice = measure_notice(CASE, make_session(1, DAY, at=NINE), notified_at)
    assert (notice.minutes, notice.asked_minutes, notice.to_end_of_day) == (minutes, 48 * 60, False)
    assert called_off_status("beneficiary", notice) == status


def test_a_session_without_an_hour_is_counted_to_the_end_of_its_day() -> None:
    session = make_session(1, DAY)
    midnight = measure_notice(CASE, session, datetime(2026, 3, 2, 0, 0))
    assert (midnight.minutes, midnight.to_end_of_day, midnight.is_in_time) == (48 * 60, True, True)
    assert not measure_notice(CASE, session, datetime(2026, 3, 2, 0, 1)).is_in_time


@pytest.mark.parametrize(
    ("zone", "notified_at", "on", "minutes"),
    [
        pytest.param("Europe/Paris", "2026-03-27 08:30", "2026-03-29 09:00", 2850, id="spring"),
        pytest.param("Europe/Paris", "2026-03-27 08:00", "2026-03-29 09:00", 2880, id="just"),
        pytest.param("Europe/Paris", "2026-10-23 09:30", "2026-10-25 09:00", 2910, id="autumn"),
        pytest.param("Indian/Reunion", "2026-03-27 08:30", "2026-03-29 09:00", 2910, id="away"),
        pytest.param("Europe/Paris", "2026-03-29 02:30", "2026-03-31 03:30", 2880, id="skipped"),
        pytest.param("Europe/Paris", "2026-10-25 02:30", "2026-10-25 09:00", 450, id="twice"),
    ],
)
def test_the_hours_of_notice_are_real_ones_in_the_time_zone_of_the_practice(
    zone: str, notified_at: str, on: str, minutes: int
) -> None:
    case = make_case(make_engagement(), time_zone=zone)
    start = datetime.fromisoformat(on)
    session = make_session(1, start.date(), at=start.time())
    notice = measure_notice(case, session, datetime.fromisoformat(notified_at))
    assert (notice.minutes, notice.is_in_time) == (minutes, minutes >= 2880)


def test_no_notice_is_required_without_a_contract() -> None:
    bare = make_case(make_engagement(terms=None))
    notice = measure_notice(bare, make_session(1, DAY, at=NINE), datetime(2026, 3, 3, 9, 0))
    assert (notice.asked_minutes, notice.is_in_time) == (0, True)


@pytest.mark.parametrize(
    ("by", "status"), [("coach", "cancelled-by-coach"), ("force-majeure", "force-majeure")]
)
def test_notice_matters_only_if_the_beneficiary_cancels(by: CalledOffBy, status: str) -> None:
    late = measure_notice(CASE, make_session(1, DAY, at=NINE), datetime(2026, 3, 3, 8, 0))
    assert called_off_status(by, late) == status
    assert called_off_status(by, None) == status


@pytest.mark.parametrize(
    ("status", "notified_at", "message"),
    [
        ("cancelled", datetime(2026, 3, 2, 9, 0), "session.free-though-late"),
        ("cancelled-late", datetime(2026, 2, 27, 9, 0), "session.charged-in-time"),
        ("cancelled", datetime(2026, 2, 27, 9, 0), None),
        ("cancelled-late", datetime(2026, 3, 2, 9, 0), None),
        ("cancelled-late", None, None),
        ("force-majeure", datetime(2026, 3, 2, 9, 0), None),
    ],
)
def test_a_status_that_contradicts_the_notice_is_reported(
    status: SessionStatus, notified_at: datetime | None, message: str | None
) -> None:
    session = make_session(1, DAY, at=NINE, status=status, notified_at=notified_at)
    found = contradicted_notice(CASE, session)
    assert (found.message if found else None) == message


@pytest.mark.parametrize(
    ("by", "on", "is_asked"),
    [
        ("sponsor", date(2026, 2, 25), True),
        ("coach", date(2026, 2, 25), True),
        ("sponsor", date(2026, 2, 26), False),
        ("beneficiary", date(2026, 2, 11), False),
    ],
)
def test_the_coach_and_the_organisation_give_fifteen_days_of_notice_of_an_end(
    by: Party, on: date, *, is_asked: bool
) -> None:
    called_off = [make_session(1, on, status="cancelled"), make_session(2, date(2026, 4, 1))]
    args = {"on": date(2026, 2, 10), "until": date(2026, 2, 25)}
    asked = (Problem("outcome.notice-of-end", args),) if is_asked else ()
    case = make_case(make_engagement())
    assert notice_of_end(case, called_off, date(2026, 2, 10), by) == asked


def test_an_end_that_calls_no_session_off_asks_for_no_notice() -> None:
    assert notice_of_end(make_case(make_engagement()), (), date(2026, 2, 10), "sponsor") == ()


def test_the_notice_of_an_end_ends_with_the_contract() -> None:
    case, ended_on = make_case(make_engagement()), date(2026, 7, 6)
    called_off = [make_session(1, date(2026, 7, 10), status="cancelled")]
    (remark,) = notice_of_end(case, called_off, ended_on, "coach")
    assert remark.args == {"on": ended_on, "until": date(2026, 7, 11)}
