"""The billing of an engagement as the coach sees it: instalments and months, asked, paid, due."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from phmcoach.actions.context import Context
from phmcoach.actions.money.refused_bills import find_refusals
from phmcoach.actions.money.settling import step_to
from phmcoach.actions.opening import Opened
from phmcoach.domain.case import Case
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.money.account import Account, balance_of, deposits_of
from phmcoach.domain.money.billable import by_paper, find_billable
from phmcoach.domain.money.credit_left import issued_parts, last_invoice
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.package import instalments
from phmcoach.domain.money.settlement import (
    Settlement,
    open_deposits,
    report_open_deposits,
    report_surpluses,
    settle,
)
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import Ledger
from phmcoach.value import Value, replace


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


def steps_to_bill(
    context: Context, opened: Opened, ledger: Ledger, drafting: Drafting, listing: Listing
) -> tuple[Problem, ...]:
    """Return what is due before the end: instalments of a package, or the months that are over.

    What stops the invoice comes instead, an unpaid deposit before it: it is waited for, or credited
    by the command that bills.
    """
    due, _ = find_due(drafting)
    return (due and find_refusals(context, opened, ledger, drafting, listing)) or due


def find_due(drafting: Drafting) -> tuple[tuple[Problem, ...], Decimal]:
    """Return the steps to what is due before the end, and what its invoices ask for, with VAT.

    Something may stop these invoices. Nothing is due after an end, or in a file that has lost its
    terms.
    """
    if ending_of(drafting.case) is not None or drafting.case.terms_on(drafting.issued_on) is None:
        return (), Decimal(0)
    if drafting.terms.plan == "package":
        settlement = settle(drafting)
        if steps := tuple(_steps_to_instalments(settlement)):
            return steps, settlement.asked
    amount = _months_due(drafting)
    return tuple(_steps_to_months(drafting, amount)), amount


def _steps_to_instalments(settlement: Settlement) -> Iterator[Problem]:
    if not settlement.instalments or not settlement.to_bill:
        return
    is_last = settlement.instalments[0].is_last
    if is_last and settlement.surplus:
        yield from report_surpluses(settlement)
        return
    step, deposits = step_to(settlement), settlement.open if is_last else ()
    yield from _after_deposits(step, deposits, are_awaited=not settlement.overclaimed)


def _months_due(drafting: Drafting) -> Decimal:
    last = drafting.issued_on.replace(day=1) - timedelta(days=1)
    papers = by_paper(drafting, find_billable(drafting, through=last))
    return total(own.tax([line.amount for line in lines]).gross for own, lines in papers)


def _steps_to_months(drafting: Drafting, amount: Decimal) -> Iterator[Problem]:
    if not amount:
        return
    step = Problem("step.months", {"amount": amount})
    is_package = drafting.terms.plan == "package"
    yield from _after_deposits(
        step, () if is_package else open_deposits(deposits_of(drafting.account))
    )


def _after_deposits(
    step: Problem, deposits: tuple[tuple[str, Decimal], ...], *, are_awaited: bool = True
) -> Iterator[Problem]:
    """Yield the unpaid deposits that an invoice waits for, and the step that bills without them.

    Those that ask for more than is due are not waited for.
    """
    if are_awaited:
        yield from report_open_deposits(deposits)
    words = {"part": (), "others": ()}
    yield replace(step, remedy=Remedy.CREDIT_UNPAID, words=words) if deposits else step
