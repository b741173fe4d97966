"""Receipts in a ledger on disk: the clock that may write them, their days, and how to undo them."""

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.actions.conftest import bill, on_day

from phmcoach.actions.context import Context
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.money.credits import CreditRequest, issue_last_credit_note
from phmcoach.actions.money.payments import pay
from phmcoach.actions.money.undoing import undo_receipt
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import replace

PAID = date(2026, 7, 1)
ENGAGEMENT = "engagements/martin-2026.toml"


@pytest.fixture
def billed(context: Context, signed: Callable[..., Path]) -> Context:
    """Return July, with a real invoice of 520.00 € of June."""
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    assert bill(context, ref="martin").number == "F-2026-0001"
    return on_day(context, date(2026, 7, 10))


def paid(context: Context, **options: Any) -> Any:  # noqa: ANN401 - what `pay` takes and returns
    given: dict[str, Any] = {"number": "1", "on": PAID, "method": "transfer", **options}
    return pay(context, **given)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(RuleRefusedError) as refused:
        act()
    return refused.value.problems[0].message


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def rename_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name(f"{path.parent.name} 2"))


@pytest.mark.parametrize(
    ("file", "spoil", "warning"),
    [
        (ENGAGEMENT, lambda path: path.write_text(""), "store.empty-file"),
        (ENGAGEMENT, lambda path: path.write_text("<<<<<<< a\n"), "store.merge-marks"),
        (ENGAGEMENT, lambda path: path.write_text("x = 1\n"), "store.missing-key"),
        (ENGAGEMENT, make_pipe, "store.not-a-file"),
        (ENGAGEMENT, rename_folder, "store.folder-renamed"),
        ("clients/acme.toml", lambda path: path.write_text(""), "store.empty-file"),
        ("clients/acme.toml", make_pipe, "store.not-a-file"),
    ],
)
def test_money_is_recorded_with_a_warning_while_a_file_of_its_engagement_cannot_be_read(
    billed: Context, file: str, spoil: Callable[[Path], object], warning: str
) -> None:
    spoil(billed.folder.root / file)
    recorded = paid(billed)
    assert recorded.receipt.amount == 520
    found = [(each.level, each.message) for each in recorded.warnings if each.level == "warning"]
    assert found[0] == ("warning", warning)


@pytest.mark.parametrize("others", [("martin-2026-bis",), ("martin-2026-bis", "martin-2026-ter")])
def test_a_payment_reads_no_other_engagement_whose_name_begins_as_its_own(
    billed: Context, others: tuple[str, ...]
) -> None:
    file = billed.folder.engagement_file("martin-2026")
    for each in others:
        billed.folder.engagement_file(each).write_text("", "utf-8")
    file.unlink()
    assert [each.message for each in paid(billed).warnings if each.level == "warning"] == []


def test_a_clock_set_by_hand_writes_no_real_receipt_and_takes_none_back(billed: Context) -> None:
    by_hand = replace(on_day(billed, date(2030, 1, 2)), specimen=True)
    assert refusal(lambda: paid(by_hand)) == "credit.specimen-and-real"
    place = paid(billed).place
    assert refusal(lambda: undo_receipt(by_hand, place=place)) == "credit.specimen-and-real"


def test_a_receipt_is_undone_between_its_day_and_today(billed: Context) -> None:
    place = paid(billed).place
    early, late = date(2026, 6, 30), date(2026, 7, 11)
    assert refusal(lambda: undo_receipt(billed, place=place, on=early)) == "pay.undo-before-receipt"
    assert refusal(lambda: undo_receipt(billed, place=place, on=late)) == "gate.in-the-future"
    (undone,) = undo_receipt(billed, place=place, on=PAID)
    assert undone.receipt.received_on == PAID


def test_the_forty_euro_indemnity_is_received_only_once(billed: Context) -> None:
    forty: dict[str, Any] = {"nature": "indemnity", "amount": Decimal(40)}
    assert paid(billed, **forty).receipt.amount == 40
    assert refusal(lambda: paid(billed, **forty)) == "pay.beyond-indemnity"
    back = paid(billed, direction="out", **forty).receipt
    assert (back.direction, paid(billed, **forty).receipt.amount) == ("out", 40)


def test_what_is_owed_is_given_back_by_the_means_by_which_it_came(billed: Context) -> None:
    paid(billed, method="card")
    note = CreditRequest("1", Selection(), reason="X.")
    *_, owed = issue_last_credit_note(billed, note).warnings
    steps = show_engagement(billed, ref="martin").later_steps
    (shown,) = (each for each in steps if each.message == "settle.owed")
    refused: list[Problem] = []
    for number in ("1", "2"):
        with pytest.raises(RuleRefusedError) as error:
            paid(billed, number=number)
        refused += error.value.problems
    assert [(each.message, each.words["means"]) for each in (owed, shown, *refused)] == [
        ("settle.owed", "card"),
        ("settle.owed", "card"),
        ("settle.owed", "card"),
        ("pay.credit-note", "card"),
    ]
