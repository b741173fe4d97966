"""Which numbers an older copy of the ledger lacks, from the last one that a client was sent."""

from collections.abc import Sequence
from datetime import date

import pytest

from phmcoach.domain.keeping.gaps import Series, find_gaps, read_sent, series_to_ask
from phmcoach.domain.money.ledger import Gap
from phmcoach.domain.shape.validation import InvalidRecordError, checked
from phmcoach.errors import Problem, UsageError
from phmcoach.value import replace

TODAY = date(2027, 1, 20)
INVOICES = Series("F-2026", 10)
QUOTES = Series("D-2026", 3)


def numbers(series: Sequence[Series], *sent: str) -> list[tuple[str | None, str | None]]:
    last = read_sent(sent, series)
    gaps = find_gaps(series, last, on=TODAY, reason="Ordinateur perdu", specimen=False)
    return [(each.first, each.last) for each in gaps]


def refusal(series: Sequence[Series], *sent: str) -> str:
    with pytest.raises(UsageError) as caught:
        numbers(series, *sent)
    return caught.value.problems[0].message


def test_what_was_sent_after_the_last_known_number_is_missing() -> None:
    assert numbers([INVOICES, QUOTES], "F-2026-0012", "d-2026-0004") == [
        ("F-2026-0011", "F-2026-0012"),
        ("D-2026-0004", "D-2026-0004"),
    ]


def test_nothing_is_missing_if_the_last_known_number_was_the_last_one() -> None:
    assert numbers([INVOICES, QUOTES], "F-2026-0010") == []


def test_a_new_year_begins_at_one_and_a_first_series_where_the_practice_says() -> None:
    assert numbers([INVOICES, Series("F-2027", 0)], "F-2027-0003") == [
        ("F-2027-0001", "F-2027-0003")
    ]
    assert numbers([Series("F-2026", 0, first=43)], "F-2026-0044") == [
        ("F-2026-0043", "F-2026-0044")
    ]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("F-2026-0009", "gap.before-known"),
        ("F-2026-9999", "gap.too-long"),
        ("F-2026-0000", "gap.no-number"),
        ("G-2026-0012", "gap.no-number"),
        ("12", "gap.no-number"),
        ("", "gap.no-number"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused(sent: str, expected: str) -> None:
    assert refusal([INVOICES, QUOTES], sent) == expected


def test_the_example_of_a_number_is_of_the_first_series() -> None:
    with pytest.raises(UsageError) as error:
        read_sent(["12"], [Series("SPECIMEN-2026", 2), Series("SPECIMEN-D-2026", 0)])
    args = {"prefixes": ("SPECIMEN", "SPECIMEN-D"), "example": "SPECIMEN-2026-0012", "text": "12"}
    assert error.value.problems == (Problem("gap.no-number", args),)


def test_the_last_series_of_each_prefix_is_asked_for_and_those_of_the_years_since() -> None:
    known = {"D-2026": 3, "F-2025": 7, "F-2026": 10}
    own = [Series("F-2027", 0), Series("D-2027", 0)]
    assert list(series_to_ask(known, own, 2027)) == [
        QUOTES,
        Series("D-2027", 0),
        INVOICES,
        Series("F-2027", 0),
    ]
    assert list(series_to_ask({}, own, 2027)) == own


def test_a_gap_is_of_one_series() -> None:
    gap = Gap(first="F-2026-0002", last="F-2026-0003", noted_on=TODAY, reason="Perdu")
    assert checked(gap).numbers == ("F-2026-0002", "F-2026-0003")
    for wrong in (
        replace(gap, last="F-2026-0001"),
        replace(gap, last="F-2027-0003"),
        replace(gap, last=None),
        replace(gap, first=None),
    ):
        with pytest.raises(InvalidRecordError):
            checked(wrong)
