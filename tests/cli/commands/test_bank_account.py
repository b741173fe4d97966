"""A paper names the bank account of the day that it bears, and a duplicate that of its invoice."""

import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED, ROAD

pytestmark = pytest.mark.usefixtures("only_source")

OLD, NEW = "FR7699999000010000000000115", "FR7699999000020000000000294"
CHANGED = (*IN, "set-practice", "--iban", NEW, "--from", "2026-02-02")


def accounts(folder: Path) -> list[str]:
    """Return the account of each invoice, in their order."""
    entries = sorted(folder.glob("practice/ledger/2026/*.toml"))
    read = (tomllib.loads(each.read_text("utf-8")) for each in entries)
    return [each["invoice"]["seller"]["bank"]["iban"] for each in read if "invoice" in each]


def test_an_invoice_of_a_day_before_the_change_names_the_account_of_before(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*ROAD, CHANGED)
    assert coach(*IN, "invoice", "martin", "--on", "2026-02-01").code == 0
    assert accounts(folder) == [OLD]


def test_an_invoice_from_the_day_of_the_change_on_names_the_new_account(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*ROAD, CHANGED)
    assert coach(*IN, "invoice", "martin", "--on", "2026-02-02").code == 0
    assert accounts(folder) == [NEW]


def test_an_account_to_come_is_not_named_before_its_day(begin_after: BeginAfter) -> None:
    folder = begin_after(*ROAD, (*CHANGED[:-1], "2026-03-01"), (*IN, "invoice", "martin"))
    assert accounts(folder) == [OLD]


def test_the_duplicate_of_an_invoice_names_its_account(coach: Run, begin_after: BeginAfter) -> None:
    folder = begin_after(*INVOICED, (*IN, "set-practice", "--iban", NEW))
    assert coach(*IN, "mail", "1", "--duplicate").code == 0
    (duplicate,) = folder.glob("practice/documents/martin/*.pdf")
    text = duplicate.read_text("utf-8").replace("\u00a0", "").replace(" ", "")
    assert (OLD in text, NEW in text) == (True, False)


def test_terms_take_the_payment_period_of_the_day_on_which_they_start_and_keep_it(
    coach: Run, begin_after: BeginAfter
) -> None:
    period = (*IN, "set-practice", "--payment-days", "15", "--from", "2026-02-01")
    folder = begin_after(*ROAD[:6], period)
    read = (folder / "practice/engagements/martin.toml").read_text
    later = (*ROAD[6][:-4], "--start", "2026-02-03", "--months", "6")
    assert coach(*later).code == 0
    assert "payment_days = 15" in read("utf-8")
    assert coach(*ROAD[6]).code == 0
    assert "payment_days = 15" in read("utf-8")
