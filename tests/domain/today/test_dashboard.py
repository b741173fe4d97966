"""What the dashboard shows, against figures that were computed by hand."""

from datetime import date
from decimal import Decimal

from tests.builders import make_case, make_engagement, make_session, make_terms

from phmcoach.domain.cadence.calendar_line import Course
from phmcoach.domain.case import Case
from phmcoach.domain.money.lateness import unpaid_sheet
from phmcoach.domain.money.sheet import Period, Sheet, SheetLine, make_sheet
from phmcoach.domain.money.views import turnover_sheet
from phmcoach.domain.today.dashboard import (
    Age,
    Dashboard,
    MonthFigures,
    Timeline,
    UnpaidPaper,
    find_timelines,
    find_window,
    list_unpaid,
    sum_ages,
    sum_months,
    without_names,
)

TODAY = date(2026, 3, 10)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SESSIONS = (
    make_session(1, on=date(2025, 12, 30)),
    make_session(2, on=date(2026, 1, 13)),
    make_session(3, on=date(2026, 1, 27), minutes=90),
    make_session(4, on=date(2026, 2, 10), status="no-show"),
    make_session(5, on=date(2026, 2, 24), kind="shadowing", minutes=180, debrief=45),
    make_session(6, on=date(2026, 3, 3), status="planned"),
    make_session(7, on=date(2026, 3, 24), status="planned"),
)
PAUSE = {"start_on": date(2026, 5, 4), "end_on": date(2026, 5, 17), "reason": "illness"}
MARTIN = make_case(make_engagement(*SESSIONS, pauses=[PAUSE]))


def first_of(month: int) -> date:
    return date(2026, month, 1)


def demanded(ref: str) -> Case:
    return make_case(make_engagement(terms=None, signatures=None), ref=ref)


def sold(*amounts: tuple[int, str, str]) -> Sheet:
    """Return the view of the turnover: months with what was received and invoiced."""
    lines = [
        SheetLine(first_of(month), (first_of(month), Decimal(received), Decimal(invoiced)))
        for month, received, invoiced in amounts
    ]
    return make_sheet("turnover", YEAR, turnover_sheet((), YEAR).columns, lines)


def owed(*cells: tuple[object, ...]) -> Sheet:
    on = date(2026, 1, 31)
    lines = [SheetLine(on, (on, *each)) for each in cells]
    columns = unpaid_sheet((), TODAY).columns
    return make_sheet("unpaid", Period(TODAY, TODAY), columns, lines, spans=())


UNPAID = owed(
    ("F-1", "Acme SA", 38, None, None, Decimal(520), None, Decimal(520), None),
    ("F-2", "Acme SA", 38, None, None, Decimal("260.50"), None, Decimal("260.50"), None),
    ("F-3", "Hugo Petit", 0, Decimal(120), None, None, None, Decimal(120), None),
    ("F-4", "Hugo Petit", None, None, None, None, None, None, Decimal(40)),
)


def test_a_timeline_has_the_sessions_that_count_and_the_pauses() -> None:
    assert find_timelines([MARTIN], TODAY) == (
        Timeline(
            ref="martin",
            beneficiary="Claire Martin",
            client="Acme SA",
            state="active",
            counted=4,
            contracted=12,
            course=Course(
                date(2026, 1, 12),
                date(2026, 7, 11),
                (
                    (date(2025, 12, 30), "held"),
                    (date(2026, 1, 13), "held"),
                    (date(2026, 1, 27), "held"),
                    (date(2026, 2, 24), "held"),
                    (date(2026, 2, 10), "missed"),
                    (date(2026, 3, 24), "planned"),
                    (date(2026, 3, 3), "unrecorded"),
                ),
                ((date(2026, 5, 4), date(2026, 5, 17)),),
            ),
        ),
    )


def test_timelines_are_in_the_order_of_their_contracts_then_those_without_one() -> None:
    later = make_case(make_engagement(terms=make_terms(start_on=date(2026, 2, 2))), ref="adam")
    found = find_timelines([demanded("zoe"), demanded("blanc"), later, MARTIN], TODAY)
    assert [each.ref for each in found] == ["martin", "adam", "blanc", "zoe"]
    assert [each.course is None for each in found] == [False, False, True, True]


def test_the_window_has_whole_months_from_the_first_start_to_the_last_end() -> None:
    window = find_window(find_timelines([MARTIN, demanded("zoe")], TODAY), TODAY)
    assert window == Period(date(2026, 1, 1), date(2026, 7, 31))


def test_the_window_reaches_today_and_at_most_a_year_around_it() -> None:
    timelines = find_timelines([MARTIN], TODAY)
    after = date(2026, 9, 5)
    assert find_window(timelines, after) == Period(date(2026, 1, 1), date(2026, 9, 30))
    assert find_window(timelines, date(2028, 2, 5)) == Period(date(2027, 2, 1), date(2028, 2, 29))
    assert find_window(timelines, date(2025, 1, 5)) == Period(date(2025, 1, 1), date(2026, 1, 31))


def test_without_a_contract_the_window_is_the_calendar_year() -> None:
    assert find_window(find_timelines([demanded("zoe")], TODAY), TODAY) == YEAR


def test_each_month_has_its_hours_and_its_money() -> None:
    """The hours: 2 h and 1 h 30 in January, a debrief of 45 minutes in February, all twice."""
    turnover = sold((1, "0.00", "910.00"), (2, "910.00", "-130.00"))
    months = sum_months(2026, [MARTIN, MARTIN], turnover, TODAY)
    nothing = Decimal("0.00")
    assert months == (
        MonthFigures(first_of(1), 420, Decimal(910), nothing),
        MonthFigures(first_of(2), 90, Decimal(-130), Decimal(910)),
        *(MonthFigures(first_of(month), 0, nothing, nothing) for month in range(3, 13)),
    )


def test_hours_are_those_that_were_known_on_the_day() -> None:
    months = sum_months(2026, [MARTIN], sold(), date(2026, 1, 20))
    assert [each.minutes for each in months] == [120, *[0] * 11]


def test_what_is_unpaid_has_four_ages() -> None:
    nothing = Decimal("0.00")
    assert sum_ages(UNPAID) == (
        Age("not_yet_due", 1, Decimal(120)),
        Age("late_30", 0, nothing),
        Age("late_60", 2, Decimal("780.50")),
        Age("late_more", 0, nothing),
    )


def test_unpaid_papers_are_listed_without_what_is_owed_to_clients() -> None:
    on = date(2026, 1, 31)
    assert list_unpaid(UNPAID) == (
        UnpaidPaper("F-1", "Acme SA", on, 38, Decimal(520)),
        UnpaidPaper("F-2", "Acme SA", on, 38, Decimal("260.50")),
        UnpaidPaper("F-3", "Hugo Petit", on, 0, Decimal(120)),
    )


def test_a_page_without_names_has_no_reference_and_no_number_either() -> None:
    page = Dashboard(
        practice="Camille Durand",
        on=TODAY,
        unread=0,
        window=YEAR,
        timelines=find_timelines([MARTIN], TODAY),
        months=(),
        limits=(),
        ages=sum_ages(UNPAID),
        unpaid=list_unpaid(UNPAID),
    )
    hidden = repr(without_names(page))
    found = ("Camille", "Durand", "Claire", "Martin", "martin", "Acme", "Petit", "F-1")
    assert [name for name in found if name in hidden] == []
    assert [name for name in found if name not in repr(page)] == []
