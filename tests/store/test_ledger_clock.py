"""However often a clock is wrong, a recovery lets papers bear today's date, and nothing is lost."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.ledger_samples import builder, make_receipt, new_folder

from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.ledger import Recovery
from phmcoach.errors import RuleRefusedError
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, open_ledger
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.ledger_issue import issue, record_receipts, record_recovery
from phmcoach.store.ledger_numbers import find_jump, recorded_ahead
from phmcoach.value import replace

START = date(2026, 3, 2)


class Books:
    """A ledger, the right day, and what the clock shows."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.today = self.clock = START
        self.sessions = count(1)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.clock, time(12), UTC)

    @property
    def ledger(self) -> Ledger:
        return open_ledger(self.folder)

    def wait(self, days: int) -> None:
        is_right = self.clock == self.today
        self.today += timedelta(days=days)
        self.clock = self.today if is_right else self.clock + timedelta(days=days)

    def be_wrong(self, days: int) -> None:
        self.clock = self.today + timedelta(days=days)

    def be_right(self) -> None:
        self.clock = self.today

    def issue(self, prefix: str) -> str:
        ledger = issue(
            self.folder,
            builder(f"s{next(self.sessions)}", self.clock),
            prefix=prefix,
            first=1,
            day=PaperDay(self.clock, self.clock, "franchise"),
            recorded_at=self.now,
        )
        return ledger.entries[-1].number

    def receive(self) -> None:
        receipt = replace(make_receipt(), received_on=self.clock)
        record_receipts(self.folder, lambda _: [receipt], recorded_at=self.now)

    @property
    def are_ahead(self) -> bool:
        return bool(recorded_ahead(self.ledger.entries, self.clock, specimen=False))

    def recover(self) -> None:
        def make(ledger: Ledger) -> Recovery:
            ahead = recorded_ahead(ledger.entries, self.clock, specimen=False)
            days = [each.entry.recorded_on for each in ahead]
            return Recovery(wrong_from=min(days), wrong_to=max(days), right_on=self.clock)

        record_recovery(self.folder, make, recorded_at=self.now)

    def errors(self) -> list[str]:
        found = verify_ledger(self.folder).problems
        return [each.message for each in found if each.level == "error"]


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(new_folder(tmp_path))


Step = tuple[str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 90)),
        st.tuples(st.just("wrong"), st.integers(-400, 700)),
        st.tuples(st.just("right"), st.just(0)),
        st.tuples(st.just("issue"), st.integers(0, 1)),
        st.tuples(st.just("receive"), st.just(0)),
        st.tuples(st.just("recover"), st.just(0)),
    ),
    max_size=14,
)


@given(steps=STEPS)
def test_after_any_wrong_clocks_papers_bear_today_and_numbers_have_no_gap(
    steps: list[Step],
) -> None:
    with TemporaryDirectory() as root:
        books = Books(new_folder(Path(root)))
        for step in steps:
            take(books, *step)
            assert books.errors() == []
        books.be_right()
        if books.are_ahead:
            books.recover()
        books.issue("F")
        books.issue("G")
        assert books.errors() == []
        assert not books.are_ahead


def take(books: Books, name: str, number: int) -> None:
    match name:
        case "wait":
            books.wait(number)
        case "wrong":
            books.be_wrong(number)
        case "right":
            books.be_right()
        case "receive":
            books.receive()
        case "recover":
            if books.are_ahead:
                books.recover()
        case "issue":
            with suppress(RuleRefusedError):  # the last paper is ahead
                books.issue("FG"[number])


def test_a_recovery_under_a_clock_that_is_still_wrong_is_recovered_too(books: Books) -> None:
    books.be_wrong(2)
    books.issue("F")
    books.be_wrong(1)
    books.recover()
    books.be_right()
    assert books.are_ahead
    books.recover()
    assert not books.are_ahead
    assert books.issue("F") == "F-2026-0002"
    assert books.errors() == []


def test_a_series_that_a_wrong_clock_began_goes_on_in_its_year(books: Books) -> None:
    assert books.issue("F") == "F-2026-0001"
    books.be_wrong(365)
    assert books.issue("F") == "F-2027-0001"
    books.be_right()
    books.recover()
    assert books.issue("F") == "F-2026-0002"
    books.wait(330)
    assert books.issue("F") == "F-2027-0002"
    assert books.errors() == []


def test_papers_of_before_the_wrong_clock_still_come_first(books: Books) -> None:
    books.issue("F")
    books.be_wrong(100)
    books.issue("F")
    books.be_right()
    books.recover()
    books.clock = START - timedelta(days=1)
    with pytest.raises(RuleRefusedError) as refused:
        books.issue("F")
    assert refused.value.problems[0].args["number"] == "F-2026-0001"


def test_a_recovery_says_nothing_about_a_later_entry_of_its_days(books: Books) -> None:
    books.issue("F")
    books.be_wrong(100)
    books.issue("F")
    books.be_right()
    books.recover()
    books.be_wrong(100)
    books.receive()
    books.be_right()
    assert [each.place for each in recorded_ahead(books.ledger.entries, START, specimen=False)] == [
        4
    ]


def test_the_clock_is_doubted_by_the_last_entry_of_the_same_kind_of_books(books: Books) -> None:
    books.issue("F")
    later = START + timedelta(days=121)
    assert find_jump(books.ledger, later, specimen=False) is not None
    assert find_jump(books.ledger, later, specimen=True) is None
    books.clock = START + timedelta(days=60)
    books.receive()
    assert find_jump(books.ledger, later, specimen=False) is None
