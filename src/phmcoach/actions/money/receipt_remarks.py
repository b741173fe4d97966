"""Remarks on a new receipt: thresholds that come nearer, and cash."""

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.opening import open_practice
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.money.thresholds import find_limit_statuses, newly_reached
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.ledger import Ledger


def receipt_remarks(context: Context, ledger: Ledger) -> tuple[Problem, ...]:
    """Return the remarks on the last entry of the ledger, none if it is not a receipt."""
    receipt = ledger.entries[-1].entry.money
    if receipt is None:
        return ()
    return (*_cash_remarks(ledger), *_threshold_remarks(context, ledger, receipt))


def _threshold_remarks(context: Context, ledger: Ledger, receipt: Receipt) -> tuple[Problem, ...]:
    """Return a remark for each threshold whose level the receipt has raised."""
    practice, law = open_practice(context.folder), open_law(context.folder)
    own = [each.entry for each in ledger.entries if each.entry.specimen == receipt.specimen]
    year = receipt.received_on.year
    try:
        before = find_limit_statuses(own[:-1], practice, law, year)
        return tuple(newly_reached(before, find_limit_statuses(own, practice, law, year)))
    except RuleRefusedError as error:
        return error.problems  # the receipt is recorded; the unknown law of its year is reported


def _cash_remarks(ledger: Ledger) -> tuple[Problem, ...]:
    """Warn once that the law on till software applies to cash with VAT from a consumer."""
    papers = {each.entry.number: each.entry.invoice for each in ledger.entries}
    concerned: list[tuple[int, str]] = []
    for each in ledger.entries:
        receipt = each.entry.money
        if receipt and receipt.method == "cash":
            paper = papers.get(receipt.document)
            if paper and paper.buyer.kind == "private" and paper.total_vat:
                concerned.append((each.entry.place, paper.engagement))
    last = ledger.entries[-1].entry.place
    if [place for place, _ in concerned] != [last]:
        return ()
    return (Problem("pay.consumer-cash", ref=concerned[0][1]),)
