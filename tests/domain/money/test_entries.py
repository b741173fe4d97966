from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_case, make_client, make_engagement, make_practice, make_session
from tests.domain.money.late_papers import make_credit, make_entries, make_paper, make_receipt

from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billable import find_billable, month_lines
from phmcoach.domain.money.drafting import Drafting, finish
from phmcoach.domain.money.ledger import GENESIS, LedgerEntry, LedgerHead, placed_receipts
from phmcoach.domain.money.receipt import PlacedReceipt
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.law import load_law
from phmcoach.value import fields_of

PAID_ON = date(2026, 6, 1)


def make_entry(number: str | None, **changes: object) -> LedgerEntry:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)))
    drafting = Drafting(
        case=make_case(engagement, client=make_client(), ref="martin-2026"),
        account=Account(),
        practice=make_practice(),
        law=load_law(),
        issued_on=date(2026, 3, 31),
        specimen=False,
    )
    found = find_billable(drafting, through=drafting.issued_on)
    invoice = finish(drafting, month_lines(drafting, found.shares))
    data: dict[str, Any] = {
        "schema": 1,
        "place": 42,
        "kind": "invoice",
        "recorded_at": datetime(2026, 3, 31, 9, 5, tzinfo=UTC),
        "previous_sha256": GENESIS,
        "pdf_sha256": "a" * 64,
        "invoice": fields_of(invoice) | {"number": number},
        **changes,
    }
    return validate(LedgerEntry, data)


def test_a_draft_is_never_recorded() -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.entry-without-number"):
        make_entry(None)


@pytest.mark.parametrize(
    "number",
    ["F-2026-7", "F-26-0007", "f-2026-0007", "F 2026-0007", "F-2026-0007x", "F-\uff12026-0007", ""],
)
def test_a_malformed_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidRecordError):
        make_entry(number)


@pytest.mark.parametrize(
    "changes",
    [
        {"place": 0},
        {"kind": "receipt"},
        {"previous_sha256": "a" * 63},
        {"pdf_sha256": "A" * 64},
        {"note": "paid"},
    ],
)
def test_an_entry_with_an_invalid_or_unknown_key_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidRecordError):
        make_entry("F-2026-0007", **changes)


def test_the_head_of_an_empty_ledger_has_a_digest_of_zeros() -> None:
    head = validate(LedgerHead, {"schema": 1, "entries": 0})
    assert (head.last_sha256, head.last_numbers) == ("0" * 64, {})


def test_each_receipt_of_a_price_has_its_place_and_what_was_owed_then() -> None:
    """The credit note takes 600.00 € without VAT back of 3 120.00, with 20 % of VAT."""
    paper, other = make_paper(), make_paper("F-2026-0003")
    first, second = (make_receipt(paper, PAID_ON, amount) for amount in ("100", "200"))
    entries = make_entries(
        *(paper, first, other, make_receipt(other, PAID_ON, "300")),
        *(make_credit(paper, "F-2026-0002", "600"), second),
        make_receipt(paper, PAID_ON, "40", nature="indemnity"),
    )
    assert placed_receipts(entries, paper.number) == (
        PlacedReceipt(2, Decimal("3120.00"), first),
        PlacedReceipt(6, Decimal("2400.00"), second),
    )
