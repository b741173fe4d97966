"""The line of months: each session, pause, today and the end in its calendar month."""

from datetime import date

from tests.builders import make_case
from tests.domain.cadence.cadence_samples import contract, day, meeting

from phmcoach.domain.cadence.calendar_line import mark_months
from phmcoach.domain.records.engagement import Engagement, Outcome
from phmcoach.domain.records.practice import Closure


def line(engagement: Engagement, as_of: date, *closures: Closure) -> dict[str, str]:
    """Return the marks of each month, by its year and number."""
    case = make_case(engagement, private=True, closures=closures)
    return {f"{m.first_on:%y-%m}": " ".join(m.marks) for m in mark_months(case, as_of)}


def test_sessions_stand_in_their_months_in_the_order_of_their_days() -> None:
    engagement = contract(
        day(1, 10),
        meeting(day(2, 20), "no-show"),
        day(2, 5),
        meeting(day(2, 25), "cancelled-late"),
        meeting(day(3, 2), "planned"),
        meeting(day(3, 20), "planned"),
    )
    assert line(engagement, day(3, 10)) == {
        "26-01": "held",
        "26-02": "held missed missed",
        "26-03": "unrecorded today planned",
        "26-04": "empty",
        "26-05": "empty",
        "26-06": "empty end",
    }


def test_sessions_that_do_not_count_are_not_marked() -> None:
    engagement = contract(
        meeting(day(1, 10), kind="phone"),
        meeting(day(1, 12), "cancelled"),
        meeting(day(1, 15), kind="three-way"),
        months=1,
    )
    assert line(engagement, day(1, 20)) == {"26-01": "empty today end"}


def test_a_session_of_today_is_before_today_once_it_is_held() -> None:
    assert line(contract(day(1, 10), months=1), day(1, 10)) == {"26-01": "held today end"}
    planned = contract(meeting(day(1, 10), "planned"), months=1)
    assert line(planned, day(1, 10)) == {"26-01": "today planned end"}


def test_a_pause_has_a_mark_in_each_month_that_it_touches() -> None:
    engagement = contract(day(1, 10), months=4, pauses=[(day(1, 20), day(3, 5))])
    august = Closure(start_on=day(4, 10), end_on=day(8, 31))
    assert line(engagement, day(5, 1), august) == {
        "26-01": "held pause",
        "26-02": "pause",
        "26-03": "pause",
        "26-04": "pause end",
    }


def test_the_line_is_longer_for_sessions_outside_the_contract() -> None:
    engagement = contract(day(1, 20), day(4, 3), start=day(2, 1), months=2)
    assert line(engagement, day(12, 1)) == {
        "26-01": "held",
        "26-02": "empty",
        "26-03": "empty end",
        "26-04": "held",
    }


def test_an_early_end_is_the_end_of_the_line() -> None:
    ended = contract(day(1, 10), outcome=Outcome(ended_on=day(2, 15), ended_by="beneficiary"))
    assert line(ended, day(2, 20)) == {"26-01": "held", "26-02": "empty end today"}


def test_sessions_after_the_day_are_not_known_yet() -> None:
    assert line(contract(day(1, 10), day(1, 20), months=1), day(1, 15)) == {
        "26-01": "held today end"
    }


def test_a_contract_that_is_neither_signed_nor_used_has_no_line() -> None:
    assert line(contract(signed_on=None), day(1, 5)) == {}
    assert len(line(contract(day(1, 4), signed_on=None), day(1, 5))) == 6


def test_a_month_of_the_next_year_follows_december() -> None:
    months = line(contract(start=date(2026, 11, 15), months=3), day(11, 20))
    assert list(months) == ["26-11", "26-12", "27-01", "27-02"]
