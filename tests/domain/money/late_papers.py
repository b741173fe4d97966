"""Ledgers of a few entries, for the tests of lateness."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.builders import make_case, make_client, make_engagement, make_session, make_vat_practice

from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billable import find_billable, month_lines
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.drafting import Drafting, finish
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.quote import Quote, QuoteLine
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.records.parties import Client
from phmcoach.law import load_law
from phmcoach.value import replace
from phmcoach.words import ReceiptNature

LAW = load_law()
DUE_ON = date(2026, 5, 31)


def make_paper(
    number: str = "F-2026-0001",
    client: Client | None = None,
    *,
    due_on: date = DUE_ON,
    **changes: Any,  # noqa: ANN401 - fields of an invoice
) -> Invoice:
    """Return an invoice of 3 120.00 € with VAT, issued thirty days before it is due."""
    drafting = Drafting(
        case=make_case(
            make_engagement(*(make_session(n, date(2026, 4, 5 * n)) for n in range(1, 6))),
            client=client or make_client(),
            ref="martin",
        ),
        account=Account(),
        practice=make_vat_practice(),
        law=LAW,
        issued_on=date(2026, 5, 1),
        specimen=False,
    )
    billed = find_billable(drafting, through=date(2026, 4, 30))
    lines = [line for month in billed.by_month() for line in month_lines(drafting, month)]
    paper = finish(drafting, lines)
    issued_on = due_on - timedelta(days=30)
    return replace(replace(paper, number=number, issued_on=issued_on, due_on=due_on), **changes)


def make_credit(paper: Invoice, number: str, amount: str | None = None) -> Invoice:
    """Return a credit note for a whole paper, or for a reduction of its first line."""
    selection = Selection(amounts={1: Decimal(amount)}) if amount else Selection()
    drafted = draft_credit(
        paper,
        Account((paper,)),
        selection,
        reason="Erreur",
        frees=False,
        issued_on=date(2026, 6, 15),
    )
    return replace(drafted, number=number)


def make_receipt(
    paper: Invoice, on: date, amount: str, *, nature: ReceiptNature = "fees"
) -> Receipt:
    value = Decimal(amount)
    share = ReceiptShare(category="O", rate=Decimal(0), net=value, vat=Decimal(0))
    return Receipt(
        specimen=paper.specimen,
        received_on=on,
        nature=nature,
        method="transfer",
        amount=value,
        document=paper.number,
        engagement=paper.engagement,
        shares=(share,),
    )


def make_entries(*bodies: Invoice | Receipt) -> Sequence[LedgerEntry]:
    return tuple(_entry(place, body) for place, body in enumerate(bodies, 1))


def _entry(place: int, body: Invoice | Receipt) -> LedgerEntry:
    invoice = body if isinstance(body, Invoice) else None
    return LedgerEntry(
        schema_version=1,
        place=place,
        kind="invoice" if invoice else "receipt",
        recorded_at=datetime(2026, 9, 1, tzinfo=UTC),
        previous_sha256="0" * 64,
        pdf_sha256="0" * 64 if invoice else None,
        invoice=invoice,
        receipt=None if isinstance(body, Invoice) else body,
    )


def make_quote(number: str = "D-2026-0001") -> Quote:
    """Return a quote for what `make_paper` bills."""
    paper = make_paper()
    shared = {
        name: getattr(paper, name)
        for name in (
            *("language", "engagement", "beneficiary", "price_basis", "seller", "buyer"),
            *("total_net", "total_vat", "total_gross", "mentions", "vat", "start_on", "end_on"),
        )
    }
    (line,) = paper.lines
    return Quote(
        **shared,
        number=number,
        issued_on=date(2026, 6, 15),
        valid_until=date(2026, 7, 15),
        sessions=5,
        session_minutes=120,
        hourly_rate=line.unit_price,
        lines=(
            QuoteLine(
                designation="Accompagnement",
                minutes=line.minutes,
                quantity=line.quantity,
                unit_price=line.unit_price,
                amount=line.amount,
                net=line.net,
                vat_rate=line.vat_rate,
            ),
        ),
    )
