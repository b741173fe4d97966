from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.builders import make_case
from tests.domain.cadence.cadence_samples import NEW_YEAR, assess, contract, floor_rank

from phmcoach.domain.cadence.report import CadenceReport
from phmcoach.domain.records.engagement import Engagement, Pause
from phmcoach.domain.records.session import Session
from phmcoach.domain.shape.validation import checked
from phmcoach.domain.values.pauses import DayRange
from phmcoach.value import replace
from phmcoach.words import (
    MONTH_COUNTINGS,
    SESSION_STATUSES,
    SESSION_TYPES,
    MonthCounting,
    SessionStatus,
)

COUNTINGS = st.sampled_from(MONTH_COUNTINGS)
DAYS = st.dates(date(2025, 12, 15), date(2026, 7, 31))
RANGES = st.lists(
    st.tuples(DAYS, st.integers(1, 60)).map(lambda p: (p[0], p[0] + timedelta(days=p[1] - 1))),
    max_size=3,
)
SESSION_DAYS = st.lists(DAYS, max_size=12)
TYPES = st.sampled_from(SESSION_TYPES)
OFTEN_HELD: tuple[SessionStatus, ...] = (*SESSION_STATUSES, *(("held",) * 8))
STATUSES = st.sampled_from(OFTEN_HELD)
STARTS = st.dates(NEW_YEAR, date(2026, 1, 31))
SIGNED_ON = st.sampled_from([None, NEW_YEAR, date(2026, 2, 10)])


@st.composite
def sessions(draw: st.DrawFn) -> list[Session]:
    days = draw(SESSION_DAYS)
    return [
        Session(
            id=f"s{number}",
            on=on,
            minutes=90,
            type=draw(TYPES),
            status=draw(STATUSES),
        )
        for number, on in enumerate(days, 1)
    ]


@st.composite
def engagements(draw: st.DrawFn) -> Engagement:
    return contract(
        *draw(sessions()),
        number=draw(st.integers(2, 12)),
        start=draw(STARTS),
        months=draw(st.integers(1, 6)),
        pauses=draw(RANGES),
        signed_on=draw(SIGNED_ON),
    )


def with_session(engagement: Engagement, on: date) -> Engagement:
    added = Session(id="s999", on=on, minutes=60, status="held")
    return replace(engagement, sessions=(*engagement.sessions, added))


def with_pause(engagement: Engagement, pause: DayRange) -> Engagement:
    added = Pause(start_on=pause[0], end_on=pause[1], reason="closure")
    return replace(engagement, pauses=(*engagement.pauses, added))


def broken_days(report: CadenceReport) -> set[date]:
    """Return the first days of the broken months."""
    return {month.start_on for month in report.months if month.level == "breach"}


@given(engagements(), RANGES, COUNTINGS, DAYS)
def test_the_order_of_sessions_pauses_and_closures_does_not_matter(
    engagement: Engagement, closures: list[DayRange], counting: MonthCounting, as_of: date
) -> None:
    turned = replace(engagement, sessions=engagement.sessions[::-1], pauses=engagement.pauses[::-1])
    report = assess(engagement, as_of, closures=closures, counting=counting)
    assert report == assess(turned, as_of, closures=closures[::-1], counting=counting)


@given(engagements(), RANGES, COUNTINGS, DAYS)
def test_a_pause_and_a_closure_have_the_same_effect(
    engagement: Engagement, ranges: list[DayRange], counting: MonthCounting, as_of: date
) -> None:
    paused = engagement
    for pause in ranges:
        paused = with_pause(paused, pause)
    closed = assess(engagement, as_of, closures=ranges, counting=counting)
    assert assess(paused, as_of, counting=counting) == closed


@given(engagements(), COUNTINGS, DAYS)
def test_a_report_ignores_sessions_held_after_its_day(
    engagement: Engagement, counting: MonthCounting, as_of: date
) -> None:
    then = [s for s in engagement.sessions if s.status == "planned" or s.on <= as_of]
    known = replace(engagement, sessions=tuple(then))
    report = assess(engagement, as_of, counting=counting)
    assert report == assess(known, as_of, counting=counting)


@given(engagements(), COUNTINGS, DAYS, DAYS)
def test_one_more_session_held_never_worsens_the_floor(
    engagement: Engagement, counting: MonthCounting, as_of: date, on: date
) -> None:
    before = assess(engagement, as_of, counting=counting)
    after = assess(with_session(engagement, on), as_of, counting=counting)
    assert floor_rank(after) <= floor_rank(before)
    assert broken_days(after) <= broken_days(before)


@given(engagements(), DAYS, st.integers(0, 30), st.integers(1, 60))
def test_a_pause_after_the_last_session_does_not_break_more_months(
    engagement: Engagement, as_of: date, later: int, length: int
) -> None:
    # A pause before a held session may break a month, because it shifts the month of that session.
    # So may a pause in a contract that was signed late: a month that had ended by then may now end
    # after the signature.
    signed_on = make_case(engagement, private=True).contracted_on
    assume(signed_on is None or signed_on <= NEW_YEAR)
    latest = max((s.on for s in engagement.sessions), default=NEW_YEAR)
    start = latest + timedelta(days=1 + later)
    paused = with_pause(engagement, (start, start + timedelta(days=length - 1)))
    before, after = assess(engagement, as_of), assess(paused, as_of)
    assert len(broken_days(after)) <= len(broken_days(before))


@given(engagements(), DAYS, DAYS, st.integers(1, 60))
def test_a_pause_does_not_change_the_months_that_ended_before_it(
    engagement: Engagement, as_of: date, start: date, length: int
) -> None:
    # Except the last one: a month that the pause shortened may have been joined to it.
    paused = with_pause(engagement, (start, start + timedelta(days=length - 1)))
    ended = {m for m in assess(paused, as_of).months[:-1] if m.end_on < start}
    assert ended <= set(assess(engagement, as_of).months)


@given(engagements(), DAYS, DAYS, st.integers(1, 60))
def test_a_pause_never_breaks_a_civil_month(
    engagement: Engagement, as_of: date, start: date, length: int
) -> None:
    paused = with_pause(engagement, (start, start + timedelta(days=length - 1)))
    before = assess(engagement, as_of, counting="calendar")
    after = assess(paused, as_of, counting="calendar")
    assert broken_days(after) <= broken_days(before)


@given(engagements(), COUNTINGS, DAYS, st.integers(1, 90))
def test_counts_and_breaches_never_decrease_over_time(
    engagement: Engagement, counting: MonthCounting, as_of: date, days: int
) -> None:
    then = assess(engagement, as_of, counting=counting)
    later = assess(engagement, as_of + timedelta(days=days), counting=counting)
    assert later.counted >= then.counted
    assert later.coaching_minutes >= then.coaching_minutes
    assert broken_days(later) >= broken_days(then)
    assert (later.last_on or date.min) >= (then.last_on or date.min)


@given(engagements(), COUNTINGS, DAYS, DAYS)
def test_a_session_counts_in_one_month_at_most(
    engagement: Engagement, counting: MonthCounting, as_of: date, on: date
) -> None:
    before = assess(engagement, as_of, counting=counting)
    after = assess(with_session(engagement, on), as_of, counting=counting)
    added = sum(m.counted for m in after.months) - sum(m.counted for m in before.months)
    inside = bool(after.months) and after.months[0].start_on <= on <= after.months[-1].end_on
    assert added == (1 if inside and on <= as_of else 0)


@given(engagements(), COUNTINGS, DAYS)
def test_the_number_counted_never_exceeds_the_number_contracted(
    engagement: Engagement, counting: MonthCounting, as_of: date
) -> None:
    report = assess(engagement, as_of, counting=counting)
    assert report.contracted is not None
    assert report.counted <= report.contracted


@given(engagements(), RANGES, COUNTINGS, DAYS)
def test_the_same_facts_on_the_same_day_make_the_same_report(
    engagement: Engagement, closures: list[DayRange], counting: MonthCounting, as_of: date
) -> None:
    first = assess(engagement, as_of, closures=closures, counting=counting)
    copy = checked(engagement)
    again = assess(copy, as_of, closures=closures, counting=counting)
    assert again == first
