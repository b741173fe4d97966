"""What the calendar says of the sessions, and how it changes from one export to the next."""

from datetime import date, time

from tests.builders import make_case, make_engagement, make_session

from phmcoach.domain.case import Case
from phmcoach.domain.moving.calendar import event_uid, list_events, update_log
from phmcoach.domain.records.calendar import CalendarEvent, CalendarLog
from phmcoach.domain.records.session import Session
from phmcoach.value import replace
from phmcoach.words import SESSION_STATUSES, SESSION_TYPES

KEY = "0123456789abcdef" * 2
ON = date(2026, 2, 3)
PARIS = "Europe/Paris"
ONE = make_session(1, ON, at=time(9), status="planned")


def case_of(*sessions: Session) -> Case:
    return make_case(make_engagement(*sessions, contract_reference="A-2026-03"))


def events_of(*sessions: Session) -> tuple[CalendarEvent, ...]:
    return tuple(list_events([case_of(*sessions)], KEY))


def log_of(*sessions: Session, known: CalendarLog | None = None, zone: str = PARIS) -> CalendarLog:
    return update_log(known, events_of(*sessions), time_zone=zone, key=KEY, kept=())


def told(log: CalendarLog) -> list[tuple[str, int, bool]]:
    return [(each.session, each.sequence, each.cancelled) for each in log.events]


def test_an_event_has_the_hour_and_the_length_of_the_session_and_no_name() -> None:
    case = case_of(ONE)
    (event,) = list_events([case], KEY)
    assert event == CalendarEvent(
        engagement=case.ref,
        session="s1",
        uid=event_uid(KEY, case.ref, "s1"),
        on=ON,
        at=time(9),
        minutes=120,
        type="in-person",
        reference="A-2026-03",
    )
    assert case.ref not in event.uid


def test_a_uid_is_not_made_of_what_others_know_or_guess() -> None:
    """The digest of a public number and a guessed reference would tell whose session it is."""
    public = ("900000001", "90000000100017", "A-2026-03", "")
    guessed = {event_uid(each, case_of(ONE).ref, "s1") for each in public}
    assert events_of(ONE)[0].uid not in guessed


def test_another_practice_gives_another_uid_to_a_session_of_the_same_name() -> None:
    assert event_uid(KEY, "martin", "s1") != event_uid("f" * 32, "martin", "s1")
    assert event_uid(KEY, "martin", "s1") != event_uid(KEY, "martin", "s11")


def test_letters_and_reflection_at_home_are_no_events() -> None:
    sessions = (make_session(1, ON, kind=kind, debrief=None) for kind in SESSION_TYPES)
    kept = {event.type for each in sessions for event in events_of(each)}
    assert set(SESSION_TYPES) - kept == {"letter", "email", "reflection"}


def test_an_absence_keeps_its_hour_and_what_was_called_off_is_cancelled() -> None:
    cancelled = {
        status: events_of(make_session(1, ON, status=status))[0].cancelled
        for status in SESSION_STATUSES
    }
    assert {status for status, is_cancelled in cancelled.items() if not is_cancelled} == {
        *("planned", "held", "no-show")
    }


def test_the_sequence_rises_with_each_change_and_only_then() -> None:
    first = log_of(ONE)
    same = log_of(ONE, known=first)
    later = log_of(replace(ONE, at=time(10)), known=same)
    back = log_of(ONE, known=later)
    assert [told(log) for log in (first, same, later, back)] == [
        [("s1", 0, False)],
        [("s1", 0, False)],
        [("s1", 1, False)],
        [("s1", 2, False)],
    ]


def test_a_held_session_is_the_same_event_as_the_planned_one() -> None:
    assert told(log_of(replace(ONE, status="held"), known=log_of(ONE))) == [("s1", 0, False)]


def test_a_session_that_is_gone_is_cancelled_once_and_stays_so() -> None:
    gone = log_of(known=log_of(ONE))
    assert [told(gone), told(log_of(known=gone))] == [[("s1", 1, True)]] * 2


def test_a_session_that_came_back_is_no_longer_cancelled() -> None:
    gone = log_of(known=log_of(ONE))
    assert told(log_of(ONE, known=gone)) == [("s1", 2, False)]


def test_events_of_an_engagement_that_was_not_read_stay_as_they_were() -> None:
    first = log_of(ONE)
    kept = update_log(first, (), time_zone=PARIS, key=KEY, kept={first.events[0].engagement})
    assert kept == first


def test_another_time_zone_changes_every_event() -> None:
    moved = log_of(ONE, known=log_of(ONE), zone="Indian/Reunion")
    assert (moved.time_zone, told(moved)) == ("Indian/Reunion", [("s1", 1, False)])


def test_the_number_of_the_contract_that_comes_later_changes_the_title() -> None:
    before = list_events([make_case(make_engagement(ONE))], KEY)
    known = update_log(None, before, time_zone=PARIS, key=KEY, kept=())
    assert told(log_of(ONE, known=known)) == [("s1", 1, False)]


def test_events_come_in_the_order_of_their_days() -> None:
    later = make_session(2, date(2026, 1, 20), status="planned")
    assert [each[0] for each in told(log_of(ONE, later))] == ["s2", "s1"]
