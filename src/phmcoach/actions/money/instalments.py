"""The instalments of a package as the coach sees them: asked, paid, to come."""

from collections.abc import Iterator
from decimal import Decimal

from phmcoach.domain.case import Case
from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.credit_left import issued_parts, last_invoice
from phmcoach.domain.money.package import instalments
from phmcoach.value import Value


class InstalmentLine(Value):
    """One instalment: its part of the price, and what its invoice asked for, with VAT.

    `planned` is in the price basis of the contract. `asked` is less what credit notes took back and
    deposits that were deducted. Without an invoice it is to come, or it was credited and belongs to
    the last one.
    """

    part: int
    parts: int
    planned: Decimal
    number: str | None = None
    asked: Decimal | None = None
    received: Decimal | None = None
    outstanding: Decimal | None = None


def list_instalments(case: Case, account: Account) -> tuple[InstalmentLine, ...]:
    """Return the instalments of a signed package in their order; none without a package."""
    terms = case.agreed_terms
    if terms is None or terms.plan != "package" or case.contracted_on is None:
        return ()
    return tuple(_lines(case, account))


def _lines(case: Case, account: Account) -> Iterator[InstalmentLine]:
    terms, issued, last = case.agreed_terms, issued_parts(account), last_invoice(account)
    is_over = last is not None or case.engagement.outcome.ended_on is not None
    for each in instalments(terms) if terms else ():
        paper = issued.get(each.part)
        if paper is None:
            if each.is_last or not is_over:
                yield InstalmentLine(each.part, each.parts, each.amount)
            continue
        balance = balance_of(account, paper)
        yield InstalmentLine(
            part=each.part,
            parts=each.parts,
            planned=each.amount,
            number=paper.number,
            asked=balance.due - balance.credited,
            received=balance.received,
            outstanding=balance.outstanding,
        )
