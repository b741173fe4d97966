"""The amounts owed to clients: overpayments, credited payments and open deposits."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from phmcoach.domain.money.account import Account, balance_of, deposit_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.value import Value

if TYPE_CHECKING:
    from phmcoach.domain.money.receipt import Receipt


class ClientCredit(Value):
    """An amount owed to a client for a paper, to be refunded or deducted later, with VAT."""

    paper: Invoice
    amount: Decimal


def find_client_credits(
    entries: Iterable[LedgerEntry], *, specimen: bool
) -> tuple[ClientCredit, ...]:
    """Return each paper with an amount owed to its client, in the order of the ledger."""
    papers: dict[str, list[Invoice]] = {}
    receipts: dict[str, list[Receipt]] = {}
    for entry in entries:
        if entry.specimen != specimen:
            continue
        if entry.invoice:
            papers.setdefault(entry.invoice.engagement, []).append(entry.invoice)
        if (money := entry.money) and money.engagement:
            receipts.setdefault(money.engagement, []).append(money)
    found = []
    for engagement, own in papers.items():
        account = Account(tuple(own), tuple(receipts.get(engagement, ())))
        found += [
            ClientCredit(paper, amount)
            for paper in own
            if paper.type != "credit" and (amount := _owed_back(account, paper)) > 0
        ]
    return tuple(found)


def _owed_back(account: Account, paper: Invoice) -> Decimal:
    outstanding = balance_of(account, paper).outstanding
    if outstanding > 0:
        return Decimal(0)
    advance = deposit_of(account, paper).left if paper.type == "deposit" else Decimal(0)
    return advance - outstanding
