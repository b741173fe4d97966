"""Comparing a contract with the accepted quote, so that nobody signs other terms."""

from phmcoach.actions.opening import Opened
from phmcoach.domain.case import Dossier
from phmcoach.domain.money.quoting import acceptance_problems
from phmcoach.errors import Problem
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, open_ledger, quotes_of


def accepted_problems(folder: Folder, opened: Opened) -> tuple[Problem, ...]:
    """Return the differences between a contract and its accepted quote; none without a quote."""
    if opened.engagement.quote is None:
        return ()
    return quote_problems(open_ledger(folder), opened.case)


def quote_problems(ledger: Ledger, dossier: Dossier) -> tuple[Problem, ...]:
    """Compare an engagement with the quote that it names as accepted, if it names one."""
    accepted = dossier.engagement.quote
    if accepted is None:
        return ()
    quotes = {quote.number: quote for quote in quotes_of(ledger, dossier.ref)}
    return tuple(acceptance_problems(dossier, quotes.get(accepted.number)))
