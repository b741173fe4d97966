"""What is left out of the lists of unpaid invoices was not in them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.folders.running import FOLDERS
from tests.store.ledger_samples import forge, make_entry, make_invoice

from phmcoach.domain.money.invoice import Corrected, PaidOnIssue
from phmcoach.domain.money.lateness import find_client_credits, find_unpaid
from phmcoach.domain.money.ledger import GENESIS, LedgerEntry
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.money.thresholds import Earned
from phmcoach.law import load_law
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, open_ledger
from phmcoach.store.ledger_unpaid import without_settled
from phmcoach.value import replace

KEPT = [path.parent.parent for path in sorted(FOLDERS.glob("*/*/ledger/head.toml"))]
ON = date(2026, 3, 31)


@pytest.mark.parametrize("root", KEPT, ids=lambda root: root.name)
@pytest.mark.parametrize("specimen", [False, True])
def test_the_lists_of_a_practice_are_those_made_from_all_entries(
    root: Path, *, specimen: bool
) -> None:
    law, ledger = load_law(), open_ledger(Folder(root))
    parsed = [each.entry for each in open_ledger(Folder(root)).entries]
    every = [each for each in parsed if each.specimen == specimen]
    days = {each.recorded_at.date() for each in every}
    for as_of in sorted({day + timedelta(days=more) for day in days for more in (0, 40)}):
        left = without_settled(ledger.entries, specimen=specimen, as_of=as_of)
        assert find_unpaid(left, law, as_of=as_of, specimen=specimen) == find_unpaid(
            every, law, as_of=as_of, specimen=specimen
        )
    left = without_settled(ledger.entries, specimen=specimen, as_of=date(2027, 12, 31))
    assert find_client_credits(left, specimen=specimen) == find_client_credits(
        every, specimen=specimen
    )


def make_receipt(place: int, **changes: Any) -> LedgerEntry:  # noqa: ANN401 - fields
    """Return a payment of the whole invoice, or a receipt that differs from it."""
    amount = changes.get("amount", Decimal("312.00"))
    assert isinstance(amount, Decimal)
    share = ReceiptShare(category="O", rate=Decimal(0), net=amount, vat=Decimal(0))
    plain = Receipt(
        received_on=ON,
        method="transfer",
        amount=amount,
        document="F-2026-0001",
        engagement="dupont-2026",
        shares=(share,),
    )
    return LedgerEntry(
        schema_version=1,
        place=place,
        kind="receipt",
        recorded_at=datetime(2026, 3, 31, 19),  # noqa: DTZ001 - the coach's own clock
        previous_sha256=GENESIS,
        receipt=replace(plain, **changes),
    )


def places_left(ledger: Ledger, as_of: date = ON) -> list[int]:
    return [each.place for each in without_settled(ledger.entries, specimen=False, as_of=as_of)]


HALF = Decimal("156.00")


@pytest.mark.parametrize(
    ("receipts", "left"),
    [
        ([{}], []),
        ([{"amount": HALF}, {"amount": HALF}], []),
        ([], [1]),
        ([{"amount": HALF}], [1, 2]),
        ([{"amount": Decimal("400.00")}], [1, 2]),
        ([{"received_on": date(2026, 4, 1)}], [1, 2]),
        ([{}, {"direction": "out", "counters": 2}], [1, 2, 3]),
        ([{}, {"direction": "out", "amount": HALF}], [1, 2, 3]),
        ([{}, {"nature": "penalties", "amount": HALF}], [1, 2, 3]),
        ([{"document": None, "engagement": None, "nature": "other"}], [1, 2]),
        ([{"document": "F-2026-0002"}], [1, 2]),
    ],
)
def test_an_invoice_is_left_out_if_plain_payments_are_its_price(
    tmp_path: Path, receipts: list[dict[str, object]], left: list[int]
) -> None:
    paid = (make_receipt(place, **changes) for place, changes in enumerate(receipts, 2))
    made = forge(tmp_path, make_entry(1, "F-2026-0001"), *paid)
    assert places_left(open_ledger(made)) == left


@pytest.mark.parametrize("root", KEPT, ids=lambda root: root.name)
def test_what_a_payment_earned_is_the_same_without_parsing_it(root: Path) -> None:
    def earned(*, parse: bool) -> list[Earned | None]:
        entries = open_ledger(Folder(root)).entries
        if parse:
            assert [each.entry.place for each in entries] == [each.place for each in entries]
        return [each.earned for each in entries]

    assert earned(parse=False) == earned(parse=True)


ABROAD = (
    ReceiptShare(category="AE", rate=Decimal(0), net=Decimal("212.00"), vat=Decimal(0)),
    ReceiptShare(category="S", rate=Decimal(20), net=Decimal("83.33"), vat=Decimal("16.67")),
)


@pytest.mark.parametrize(
    ("changes", "earned", "parsed"),
    [
        ({}, Earned(ON, Decimal(312), Decimal(312)), False),
        ({"shares": ABROAD}, Earned(ON, Decimal("295.33"), Decimal("83.33")), False),
        (
            {"shares": ABROAD, "direction": "out"},
            Earned(ON, Decimal("-295.33"), Decimal("-83.33")),
            True,
        ),
        ({"nature": "penalties"}, Earned(ON, Decimal(0), Decimal(0)), True),
        ({"nature": "opening"}, Earned(date(2026, 1, 1), Decimal(312), Decimal(312)), True),
        (
            {"shares": (), "surplus": Decimal("312.00")},
            Earned(ON, Decimal(0), Decimal(0)),
            True,
        ),
    ],
)
def test_a_plain_payment_is_not_parsed_for_the_turnover(
    tmp_path: Path, changes: dict[str, object], earned: Earned, *, parsed: bool
) -> None:
    folder = forge(tmp_path, make_entry(1, "F-2026-0001"), make_receipt(2, **changes))
    ledger = open_ledger(folder)
    assert [*ledger.earned(2026, 2026, specimen=False)] == [earned]
    assert [each.is_unparsed for each in ledger.entries] == [True, not parsed]


def test_an_invoice_that_is_paid_on_its_issue_is_left_out(tmp_path: Path) -> None:
    paid = PaidOnIssue(received_on=ON, method="card")
    invoice = replace(make_invoice("F-2026-0001"), paid=paid)
    made = forge(tmp_path, make_entry(1, "F-2026-0001", invoice=invoice))
    assert places_left(open_ledger(made)) == []


def test_an_invoice_with_a_credit_note_stays(tmp_path: Path) -> None:
    corrects = Corrected(number="F-2026-0001", issued_on=ON, type="invoice")
    credit = replace(make_invoice("F-2026-0002"), type="credit", corrects=corrects)
    made = forge(
        tmp_path,
        make_entry(1, "F-2026-0001"),
        make_receipt(2),
        make_entry(3, "F-2026-0002", invoice=credit),
    )
    assert places_left(open_ledger(made)) == [1, 2, 3]


def test_a_deposit_stays(tmp_path: Path) -> None:
    deposit = replace(make_invoice("F-2026-0001"), type="deposit")
    made = forge(tmp_path, make_entry(1, "F-2026-0001", invoice=deposit), make_receipt(2))
    assert places_left(open_ledger(made)) == [1, 2]


def test_what_is_left_out_is_not_parsed(tmp_path: Path) -> None:
    ledger = open_ledger(forge(tmp_path, make_entry(1, "F-2026-0001"), make_receipt(2)))
    without_settled(ledger.entries, specimen=False, as_of=ON)
    assert [each.is_unparsed for each in ledger.entries] == [True, True]


def test_an_entry_that_is_parsed_already_is_not_left_out(tmp_path: Path) -> None:
    ledger = open_ledger(forge(tmp_path, make_entry(1, "F-2026-0001"), make_receipt(2)))
    assert ledger.entries[0].entry.kind == "invoice"
    assert places_left(ledger) == [1, 2]
