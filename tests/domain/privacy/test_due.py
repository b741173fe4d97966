"""What is held for too long, by engagement and by kind of data."""

from datetime import date

from phmcoach.domain.privacy.due import Due, find_due
from phmcoach.domain.privacy.held import Held, What
from phmcoach.domain.privacy.keeping import Keeping
from phmcoach.law import load_law
from phmcoach.value import replace

TODAY = date(2037, 1, 1)


def held(what: What, keeping: Keeping, until: date | None, ref: str = "martin") -> Held:
    rule = load_law().duration(keeping, TODAY)
    return Held(what, f"engagements/{ref}.toml", ref, rule, until)


def test_what_is_past_its_last_day_is_due_from_the_day_after_once_for_each_kind() -> None:
    found = find_due(
        "Claire Martin",
        [
            held("contract", "contract-data", date(2036, 12, 31)),
            held("notes", "private-data", date(2031, 7, 10)),
            held("evaluation", "private-data", date(2031, 7, 10)),
            held("notes", "private-data", date(2032, 7, 10), "martin-2"),
        ],
        TODAY,
    )
    assert list(found) == [
        Due("Claire Martin", "martin", "private-data", date(2031, 7, 11)),
        Due("Claire Martin", "martin-2", "private-data", date(2032, 7, 11)),
        Due("Claire Martin", "martin", "contract-data", TODAY),
    ]


def test_the_last_day_itself_and_an_open_engagement_are_not_due() -> None:
    open_ones = [held("notes", "private-data", None), held("notes", "private-data", TODAY)]
    assert list(find_due("Claire Martin", open_ones, TODAY)) == []


def test_an_entry_of_the_ledger_stays_in_its_chain_and_a_sheet_beside_it_does_not() -> None:
    past = date(2036, 12, 31)
    found = find_due(
        "Claire Martin",
        [held("invoice", "accounts-data", past), held("attendance", "accounts-data", past)],
        TODAY,
    )
    assert list(found) == [Due("Claire Martin", "martin", "accounts-data", TODAY)]
    only = find_due("Claire Martin", [held("receipt", "accounts-data", past)], TODAY)
    assert list(only) == []


def test_what_no_command_erases_is_not_called_due() -> None:
    """The record without a name stays with the ledger, and a file of the coach's own is theirs."""
    past = date(2036, 12, 31)
    nameless = replace(held("sessions", "accounts-data", past), at=("sessions", 0, "on"))
    own = held("other-paper", "contract-data", past)
    assert list(find_due("Claire Martin", [nameless, own], TODAY)) == []
