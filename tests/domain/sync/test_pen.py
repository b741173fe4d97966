"""One machine records in the ledger."""

from datetime import UTC, date, datetime, time

from phmcoach.domain.sync.pen import (
    Machine,
    Pen,
    is_elsewhere,
    next_pen,
    recording_problem,
    standing,
)
from phmcoach.errors import Problem

OFFICE, TRAIN = Machine("bureau-1a2b", "Bureau"), Machine("train-3c4d", "Train")
NOON = datetime(2026, 6, 15, 12, 30, 45, 123, tzinfo=UTC)


def pen_of(machine: Machine, before: Pen | None = None, *, unsettled: bool = False) -> Pen:
    return next_pen(before, machine, NOON, unsettled=unsettled)


def test_a_practice_on_one_machine_needs_no_pen() -> None:
    assert recording_problem(None, None, None) is None
    assert recording_problem(None, TRAIN, None) is None


def test_the_first_turn_is_one_and_each_taking_is_a_turn() -> None:
    first = pen_of(OFFICE)
    second = pen_of(TRAIN, first)
    assert (first.turn, second.turn) == (1, 2)
    assert second.since == datetime(2026, 6, 15, 12, 30, tzinfo=UTC)
    assert (second.machine, second.name) == (TRAIN.id, TRAIN.name)


def test_only_the_machine_with_the_pen_records() -> None:
    pen = pen_of(OFFICE)
    assert recording_problem(pen, OFFICE, None) is None
    who = {"name": "Bureau", "on": date(2026, 6, 15), "at": time(12, 30)}
    assert recording_problem(pen, TRAIN, None) == Problem("pen.elsewhere", who)
    assert is_elsewhere(pen, TRAIN)
    assert standing(pen, TRAIN, None) == Problem("pen.held", who, level="info")
    assert standing(pen, OFFICE, None) is None


def test_a_folder_that_is_no_machine_of_the_practice_does_not_record() -> None:
    """A copy of the folder without its repository is another machine."""
    assert is_elsewhere(pen_of(OFFICE), None)


def test_a_pen_taken_from_a_lost_machine_waits_for_its_last_numbers() -> None:
    pen = pen_of(TRAIN, pen_of(OFFICE), unsettled=True)
    assert recording_problem(pen, TRAIN, None) == Problem("pen.unsettled")


def test_a_fork_stops_the_machine_with_the_pen_too() -> None:
    assert recording_problem(pen_of(OFFICE), OFFICE, 7) == Problem("pen.forked", {"place": 7})
