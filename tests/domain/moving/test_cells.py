"""A cell says a day, a length or an hour as a spreadsheet program writes it."""

import pytest

from phmcoach.domain.moving.cells import name_lines, plain_day, plain_length, plain_time


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("03/02/2026", "03/02/2026"),
        ("2026-02-03", "2026-02-03"),
        ("03.02.2026", "03/02/2026"),
        ("3-2-2026", "3/2/2026"),
        ("03/02/26", "03/02/2026"),
        ("3.2.26", "3/2/2026"),
        ("03/02/2026 00:00", "03/02/2026"),
        ("2026-02-03 00:00:00", "2026-02-03"),
        ("2026-02-03T00:00:00.000", "2026-02-03"),
        # What is no day stays what it is, so that it is refused with its own words.
        ("03/02-2026", "03/02-2026"),
        ("03/02/226", "03/02/226"),
        ("03/02/2026 14:30", "03/02/2026 14:30"),
        ("bientôt", "bientôt"),
    ],
)
def test_a_day_of_a_sheet_is_the_day_that_an_option_takes(cell: str, typed: str) -> None:
    assert plain_day(cell) == typed


@pytest.mark.parametrize(
    ("cell", "length", "time"),
    [
        ("1:30", "1h30", "1:30"),
        ("01:30", "01h30", "01:30"),
        ("01:30:00", "01h30", "01:30"),
        ("01:30:20", "01:30:20", "01:30:20"),
        ("1,5", "1,5", "1,5"),
        ("1:75", "1:75", "1:75"),
    ],
)
def test_a_clock_of_a_sheet_is_a_length_or_an_hour(cell: str, length: str, time: str) -> None:
    assert (plain_length(cell), plain_time(cell)) == (length, time)


@pytest.mark.parametrize(
    ("lines", "names"),
    [((3,), ("3",)), ((3, 4, 5, 9), ("3–5", "9")), ((3, 5, 6), ("3", "5–6"))],
)
def test_lines_that_follow_each_other_are_named_together(
    lines: tuple[int, ...], names: tuple[str, ...]
) -> None:
    assert name_lines(lines) == names
