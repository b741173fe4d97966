"""The steps that record an entry again that was put apart."""

from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.receipt import Receipt
from phmcoach.errors import Problem


def record_again(entry: LedgerEntry) -> Problem:
    """Return what an entry recorded, as a warning with the command that records it again."""
    if entry.invoice is not None:
        return _invoice(entry.invoice)
    if entry.quote is not None:
        quote = entry.quote
        args = {"number": quote.number, "amount": quote.total_gross}
        return Problem("apart.quote", args, level="warning", ref=quote.engagement)
    if entry.receipt is not None and entry.receipt.method and entry.receipt.counters is None:
        return _receipt(entry.receipt)
    return Problem("apart.other", {"name": entry.name}, level="warning")


def _invoice(paper: Invoice) -> Problem:
    args: dict[str, object] = {"number": paper.number, "amount": paper.total_gross}
    if paper.corrects is not None:
        args["corrected"] = paper.corrects.number
        return Problem("apart.credit", args, level="warning")
    kind = "apart.deposit" if paper.type == "deposit" else "apart.invoice"
    return Problem(kind, args, level="warning", ref=paper.engagement)


def _receipt(receipt: Receipt) -> Problem:
    args: dict[str, object] = {
        "amount": receipt.amount,
        "on": receipt.received_on,
        "by": receipt.method,
    }
    if receipt.document is None:
        args["label"] = receipt.label or receipt.client or "…"
        return Problem("apart.receipt", args, level="warning")
    kind = "apart.refund" if receipt.direction == "out" else "apart.payment"
    return Problem(kind, args | {"number": receipt.document}, level="warning")
