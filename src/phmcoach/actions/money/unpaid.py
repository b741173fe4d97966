"""The invoices that are not settled: what can be paid, and what is owed to a client."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from phmcoach.actions.context import Context
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.domain.money.account import balance_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.quote import Quote
from phmcoach.errors import Problem
from phmcoach.store.ledger import Ledger, find_invoice, read_ledger
from phmcoach.store.ledger_unpaid import without_settled
from phmcoach.value import Value
from phmcoach.words import DocumentType


class Open(Value):
    """An invoice, and what is left to pay of it."""

    paper: Invoice
    left: Decimal


def unpaid_papers(ledger: Ledger, *, specimen: bool) -> Iterator[Open]:
    """Yield every invoice and deposit invoice that is not paid, in the order of issue."""
    return (each for each in _open_papers(ledger, specimen=specimen) if each.left > 0)


def report_owed_to(ledger: Ledger, paper: Invoice) -> Iterator[Problem]:
    """Yield a warning about each paper on which money is owed to the client of this one."""
    for each in _open_papers(ledger, specimen=paper.specimen):
        if each.paper.buyer.reference == paper.buyer.reference:
            yield from report_owed_on(ledger, each.paper)


def report_owed_on(ledger: Ledger, paper: Invoice) -> Iterator[Problem]:
    """Yield a warning if more was paid on an invoice than is due after its credit notes."""
    account = ledger.account(paper.engagement, specimen=paper.specimen)
    left = balance_of(account, paper).outstanding
    if left < 0:
        args = {"number": paper.number, "amount": -left}
        words = {"means": account.means_of(paper.number)}
        yield Problem("settle.owed", args, level="warning", ref=paper.engagement, words=words)


def _open_papers(ledger: Ledger, *, specimen: bool) -> Iterator[Open]:
    """Yield every invoice and deposit invoice that may not be settled, in the order of issue."""
    for entry in without_settled(ledger.entries, specimen=specimen, as_of=date.max):
        paper = entry.invoice
        if paper is not None and paper.type != "credit":
            account = ledger.account(paper.engagement, specimen=specimen)
            yield Open(paper, balance_of(account, paper).outstanding)


def list_payable(context: Context) -> tuple[Open, ...]:
    """Return every invoice that can be paid now."""
    specimen = is_specimen(context, open_practice(context.folder, context.known))
    return tuple(unpaid_papers(read_ledger(context.folder, context.known), specimen=specimen))


def refuse_unknown(context: Context, numbers: Iterable[str]) -> None:
    """Raise MissingError for the number of no document, RuleRefusedError for that of a quote."""
    ledger = read_ledger(context.folder, context.known)
    for number in numbers:
        find_invoice(ledger, number)


SHOWN_PAPERS = 10
"""How many of the last papers are listed to choose from."""


def list_issued(context: Context, kinds: tuple[DocumentType, ...]) -> tuple[Invoice | Quote, ...]:
    """Return the last papers, of some kinds or of all, quotes too, in the order of issue."""
    specimen = is_specimen(context, open_practice(context.folder, context.known))
    found: list[Invoice | Quote] = []
    for recorded in reversed(read_ledger(context.folder, context.known).entries):
        entry = recorded.entry
        kind = entry.invoice.type if entry.invoice else None
        is_wanted = entry.specimen == specimen and (not kinds or kind in kinds)
        if entry.document is not None and is_wanted:
            found.append(entry.document)
        if len(found) == SHOWN_PAPERS:
            break
    return tuple(reversed(found))


def find_paid_by(ledger: Ledger, paper: Invoice, surplus: Decimal) -> Invoice | None:
    """Return another unpaid invoice of the client on which exactly the surplus is left to pay."""
    for other in unpaid_papers(ledger, specimen=paper.specimen):
        is_of_client = other.paper.buyer.reference == paper.buyer.reference
        if is_of_client and other.left == surplus and other.paper.number != paper.number:
            return other.paper
    return None


def report_other_paid(paper: Invoice, other: Invoice) -> Problem:
    """Report that an amount is too much for one invoice, and pays another one to the cent."""
    args = {"number": paper.number, "other": other.number}
    return Problem("pay.pays-other-too", args, ref=paper.engagement)
