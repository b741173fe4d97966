"""Contradictions between papers in the ledger and files: of sessions, terms and quotes."""

from collections.abc import Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.money.account import billed_shares
from phmcoach.domain.money.billed import (
    compare_billed,
    earlier_invoice_problems,
)
from phmcoach.domain.money.quoting import mended_quote_problems
from phmcoach.domain.money.repricing import repricing_problems
from phmcoach.domain.money.twins import find_session_twins
from phmcoach.errors import Problem
from phmcoach.store.ledger import Ledger, quotes_of


def compare_with_ledger(ledger: Ledger, dossier: Dossier, today: date) -> tuple[Problem, ...]:
    """Return what differs between an engagement and its invoices and quotes."""
    return (
        *differences_from_ledger(ledger, dossier),
        *mended_quote_problems(quotes_of(ledger, dossier.ref), dossier, today),
        *_repriced(ledger, dossier),
    )


def differences_from_ledger(ledger: Ledger, dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem for each session that is on a real invoice or a specimen, and differs."""
    sessions = [each for each in dossier.engagement.sessions if each.earlier_invoice]
    numbers = {each.facts.number for each in ledger.entries} if sessions else frozenset[str]()
    papers = (ledger.account(dossier.ref, specimen=specimen) for specimen in (False, True))
    return (
        *earlier_invoice_problems(dossier, sessions, numbers),
        *(problem for each in papers for problem in compare_billed(dossier, billed_shares(each))),
    )


def session_twins(ledger: Ledger, case: Case | None) -> Iterator[Problem]:
    """Yield a problem for each session that equals another one, billed or not."""
    if case is not None:
        yield from find_session_twins(case, *map(billed_shares, ledger.accounts(case.ref)))


def _repriced(ledger: Ledger, dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each invoice whose sessions a later amendment prices anew."""
    for step in dossier.binding:
        yield from repricing_problems(dossier, step, ledger.accounts(dossier.ref))
