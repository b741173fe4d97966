"""Which rows can be put aside, until when, and what brings them back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from phmcoach.domain.today.later import later_problems, mark_aside, put_aside
from phmcoach.domain.today.rows import Row, order_rows
from phmcoach.errors import Problem
from phmcoach.value import replace

TODAY = date(2026, 3, 2)
UNTIL = TODAY + timedelta(days=10)
ARGS = {"amount": Decimal("520.00"), "number": "F-2026-0001", "days": 11}
LATE = Row("unpaid", Problem("due.to-remind", ARGS), "acme", "Acme SA", TODAY)
LOST = Row("stopped", Problem("threshold.franchise-lost", {"on": TODAY}))


def until_of(row: Row, *, today: date = TODAY) -> date | None:
    """Return until when a row is aside, if `LATE` was put aside."""
    (marked,) = mark_aside([row], [put_aside(LATE, UNTIL)], today)
    return marked.until


def with_args(**args: object) -> Row:
    return replace(LATE, fact=replace(LATE.fact, args={**ARGS, **args}))


def test_a_row_is_aside_until_its_day() -> None:
    assert until_of(LATE) == UNTIL
    assert until_of(LATE, today=UNTIL - timedelta(days=1)) == UNTIL
    assert until_of(LATE, today=UNTIL) is None


def test_another_amount_day_or_number_brings_it_back_and_a_count_of_days_does_not() -> None:
    assert until_of(with_args(days=12)) == UNTIL
    assert until_of(with_args(amount=Decimal("420.00"))) is None
    assert until_of(with_args(number="F-2026-0002")) is None
    assert until_of(with_args(on=TODAY)) is None
    assert until_of(replace(LATE, ref="bare")) is None


def test_the_last_entry_about_a_row_decides() -> None:
    kept = [put_aside(LATE, UNTIL), put_aside(LATE, TODAY)]
    assert next(iter(mark_aside([LATE], kept, TODAY))).until is None


def test_what_stops_the_work_is_never_aside() -> None:
    assert next(iter(mark_aside([LOST], [put_aside(LOST, UNTIL)], TODAY))).until is None
    assert tuple(later_problems(LOST, UNTIL, TODAY)) == (Problem("later.stopped"),)


@pytest.mark.parametrize(("days", "is_accepted"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_row_is_put_aside_for_thirty_days_at_most(days: int, *, is_accepted: bool) -> None:
    assert (not tuple(later_problems(LATE, TODAY + timedelta(days=days), TODAY))) == is_accepted


def test_rows_that_are_aside_come_last() -> None:
    aside = replace(LATE, until=UNTIL)
    other = Row("others", Problem("law.ends"))
    assert order_rows([aside, other]) == (other, aside)
