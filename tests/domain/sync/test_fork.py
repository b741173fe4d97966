"""Of two ledgers one is the beginning of the other, or they fork."""

from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.sync.fork import find_fork, first_place, without_lost
from phmcoach.domain.sync.trees import Fork


def entry(place: int, year: int = 2026) -> str:
    return f"ledger/{year}/{place:06d}.toml"


def ledger(*contents: str) -> dict[str, str]:
    return {entry(place): content for place, content in enumerate(contents, start=1)}


def test_equal_ledgers_do_not_fork() -> None:
    assert find_fork(ledger("a", "b"), ledger("a", "b")) is None
    assert find_fork({}, {}) is None


def test_a_ledger_that_goes_on_from_the_other_one_is_no_fork() -> None:
    assert find_fork(ledger("a"), ledger("a", "b", "c")) is None
    assert find_fork(ledger("a", "b", "c"), ledger("a")) is None


def test_two_entries_at_one_place_are_a_fork_with_all_that_follows() -> None:
    fork = find_fork(ledger("a", "b", "c"), ledger("a", "x"))
    assert fork == Fork((entry(2), entry(3)), (entry(2),))
    assert first_place(fork) == 2


def test_the_same_place_in_two_years_is_a_fork_too() -> None:
    """A place is used once; the folder of its year does not matter."""
    ours = {**ledger("a"), entry(2, 2026): "b"}
    theirs = {**ledger("a"), entry(2, 2027): "b"}
    fork = find_fork(ours, theirs)
    assert fork == Fork((entry(2, 2026),), (entry(2, 2027),))
    assert first_place(fork) == 2


def test_what_a_side_lacks_of_the_ledger_is_no_deletion() -> None:
    base = {**ledger("a", "b"), "ledger/2026/F-2026-0001.pdf": "p", "practice.toml": "x"}
    kept = {**ledger("a"), "practice.toml": "x"}
    assert without_lost(base, base, ledger("a")) == kept
    assert without_lost(base, ledger("a"), base) == kept
    assert without_lost(base, base, base) == base


def test_the_head_the_pen_and_the_papers_do_not_count() -> None:
    here = {"ledger/head.toml": "1", "ledger/writer.toml": "1", "ledger/2026/facture.pdf": "1"}
    there = dict.fromkeys(here, "2")
    assert find_fork(here, there) is None


@given(
    st.lists(st.text("ab", min_size=1), max_size=4),
    st.lists(st.text("cd", min_size=1), max_size=3),
    st.lists(st.text("ef", min_size=1), max_size=3),
)
def test_only_what_both_added_is_a_fork(
    common: list[str], here: list[str], there: list[str]
) -> None:
    ours, theirs = ledger(*common, *here), ledger(*common, *there)
    fork = find_fork(ours, theirs)
    assert (fork is not None) == bool(here and there)
    if fork is not None:
        assert first_place(fork) == len(common) + 1
        assert (len(fork.here), len(fork.there)) == (len(here), len(there))
