"""The order of rows and of the agenda."""

from datetime import date, time

from phmcoach.domain.today.rows import ROW_KINDS, Meeting, Row, order_meetings, order_rows
from phmcoach.errors import Problem

FACT = Problem("step.close")
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_rows_are_in_the_order_of_their_kinds() -> None:
    rows = [Row(kind, FACT) for kind in reversed(ROW_KINDS)]
    assert [row.kind for row in order_rows(rows)] == list(ROW_KINDS)


def test_rows_of_a_kind_are_by_day_then_by_reference_and_those_without_a_day_last() -> None:
    late, early, none = (
        Row("unanswered", FACT, "a", "A", TUESDAY),
        Row("unanswered", FACT, "b", "B", MONDAY),
        Row("unanswered", FACT, "0", "0"),
    )
    other = Row("unanswered", FACT, "c", "C", MONDAY)
    assert order_rows([none, late, other, early]) == (early, other, late, none)


def test_the_agenda_is_by_day_and_hour() -> None:
    first = Meeting(MONDAY, None, "c", "C")
    second = Meeting(MONDAY, time(9), "b", "B", "s1", "video")
    third = Meeting(MONDAY, time(14), "a", "A", "s2", "in-person")
    fourth = Meeting(TUESDAY, time(8), "a", "A", "s3", "in-person")
    assert order_meetings([fourth, third, second, first]) == (first, second, third, fourth)
