"""The amounts left to bill, pay or give back after an engagement has ended.

They are computed by the same functions as invoices, so the announced amounts match the invoices
issued later. Nothing is stored: everything follows from the sessions and the ledger.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from phmcoach.domain.contract.coverage import count_sessions
from phmcoach.domain.contract.withdrawal import refund_due_on
from phmcoach.domain.money.account import Account, Deposit, balance_of, deposits_of
from phmcoach.domain.money.billable import billed_but_freed, by_paper, find_billable, find_later
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.joint import have_one_vat
from phmcoach.domain.money.package import (
    Instalment,
    billed_beyond_price,
    due_instalments,
    instalment_line,
    instalments_left,
    price_due,
    price_left,
    served_package,
    sessions_beyond_share,
)
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.money import round_cents, total
from phmcoach.domain.values.vat import tax_net
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value
from phmcoach.words import PaymentMethod


class Surplus(Value):
    """The part of a deposit that exceeds what is due.

    `price` is what a credit note takes back, in the price basis of the contract, and `amount` is
    that with VAT. Of this the client did not pay `unpaid`, and is given back the rest.
    """

    number: str
    price: Decimal
    amount: Decimal
    unpaid: Decimal


class Settlement(Value):
    """The amounts to settle for an engagement on a day, in euros with VAT.

    `to_bill` is not invoiced yet, before the remaining `deposits` are deducted. `unpaid` and `owed`
    list, by number of the paper, what the client still owes, and what is owed to the client and how
    it was paid.
    `surplus` lists the part of each deposit of which more was received than is to bill. `later` are
    the sessions that can be billed from their own day on; until then, no deposit has a surplus.
    `instalments` are those of a package that the next command bills; its invoices ask for `asked`,
    before the deposits. `open` lists what is left to pay of each deposit.
    If the deposits ask for more than is to bill, it is `overclaimed`: what is unpaid of them is
    credited, and the invoice asks for the rest. `beyond_share` lists the sessions that a
    billed share of a package leaves out, with the number of its invoice. `beyond_price` is the
    invoice of a package that bills more than an early end made due, and by how much, in the price
    basis. `freed` lists the invoices that bill what a withdrawal made free, and `refund_by` is the
    last day to give money back after it, which is over if the refund is `late`.
    """

    to_bill: Decimal = Decimal("0.00")
    used: int = 0
    contracted: int = 0
    package: Decimal | None = None
    instalments: tuple[Instalment, ...] = ()
    asked: Decimal = Decimal("0.00")
    deposits: Decimal = Decimal("0.00")
    open: tuple[tuple[str, Decimal], ...] = ()
    overclaimed: bool = False
    surplus: tuple[Surplus, ...] = ()
    beyond_share: tuple[tuple[str, str], ...] = ()
    beyond_price: tuple[tuple[str, Decimal], ...] = ()
    later: tuple[Session, ...] = ()
    unpaid: tuple[tuple[str, Decimal], ...] = ()
    owed: tuple[tuple[str, Decimal, PaymentMethod], ...] = ()
    freed: tuple[str, ...] = ()
    refund_by: date | None = None
    late: bool = False


def settle(drafting: Drafting) -> Settlement:
    """Return the amounts to settle for a signed engagement on the day of issue."""
    is_package = drafting.terms.plan == "package"
    package, months = _package_left(drafting), _months_left(drafting)
    deposits, later = deposits_of(drafting.account), find_later(drafting)
    freed = billed_but_freed(drafting)
    awaits_more = bool(freed) or (bool(later) and not is_package)
    unpaid, owed = open_balances(drafting.account)
    due = total(amount for _, each in (package if is_package else months) for amount in each)
    claimed = total(_left(drafting, each) for each in deposits)
    parts = due_instalments(drafting) if is_package else ()
    to_bill = total(own.tax(each).gross for own, each in (*package, *months))
    refund_by = refund_due_on(drafting.case)
    return Settlement(
        to_bill=to_bill,
        used=count_sessions(drafting.case),
        contracted=drafting.terms.sessions,
        package=price_due(drafting) if is_package else None,
        instalments=parts,
        asked=_asked(drafting, parts, to_bill),
        deposits=total(deposit.left for deposit in deposits),
        open=open_deposits(deposits),
        overclaimed=not awaits_more and any(map(_unpaid, deposits)) and claimed > due > 0,
        surplus=() if awaits_more else tuple(_surplus(drafting, deposits, due)),
        beyond_share=tuple(sessions_beyond_share(drafting)) if is_package else (),
        beyond_price=tuple(billed_beyond_price(drafting)) if is_package else (),
        later=later,
        unpaid=unpaid,
        owed=owed,
        freed=freed,
        refund_by=refund_by,
        late=refund_by is not None and drafting.issued_on > refund_by,
    )


def open_balances(
    account: Account,
) -> tuple[tuple[tuple[str, Decimal], ...], tuple[tuple[str, Decimal, PaymentMethod], ...]]:
    """Return by number of the paper what clients owe, and what they are owed and how they paid."""
    balances = [
        (paper.number or "", balance_of(account, paper).outstanding)
        for paper in account.papers
        if paper.type != "credit"
    ]
    return (
        tuple((number, left) for number, left in balances if left > 0),
        tuple((number, -left, account.means_of(number)) for number, left in balances if left < 0),
    )


def open_deposits(deposits: Iterable[Deposit]) -> tuple[tuple[str, Decimal], ...]:
    """Return what is left to pay of each deposit: no invoice can deduct it before that."""
    return tuple(
        (each.paper.number or "", each.balance.outstanding)
        for each in deposits
        if each.balance.outstanding > 0
    )


Papers = list[tuple[Drafting, list[Decimal]]]
"""What future papers are drafted with, and the amounts of their lines, in the price basis."""


def _asked(drafting: Drafting, parts: Iterable[Instalment], to_bill: Decimal) -> Decimal:
    """Return what the invoices of some instalments ask for; the last one bills all that is left."""
    return total(
        to_bill if each.is_last else drafting.tax([instalment_line(drafting, each).amount]).gross
        for each in parts
    )


def _package_left(drafting: Drafting) -> Papers:
    """Return the price of a package as a single future paper, or an empty list."""
    left = instalments_left(drafting) if drafting.terms.plan == "package" else ()
    if not left:
        return []
    price = price_left(drafting, left[-1])
    return [(served_package(drafting), [price])] if price else []


def _months_left(drafting: Drafting) -> Papers:
    """Return the future papers of each month."""
    found = find_billable(drafting, through=drafting.issued_on)
    return [(own, [line.amount for line in lines]) for own, lines in by_paper(drafting, found)]


def _surplus(drafting: Drafting, deposits: tuple[Deposit, ...], due: Decimal) -> Iterator[Surplus]:
    """Yield what to credit of each deposit, the last first, so the rest can be deducted.

    What is unpaid is neither deducted nor given back, so only what was received can exceed what is
    `due`. It is credited with the rest of its deposit, or with the next invoice, if there is one.
    """
    unpaid = [_left(drafting, each, _unpaid(each)) for each in deposits]
    received = [_left(drafting, each) - left for each, left in zip(deposits, unpaid, strict=True)]
    beyond = max(total(received) - due, Decimal(0))
    for deposit, open_, paid in reversed([*zip(deposits, unpaid, received, strict=True)]):
        back = min(paid, beyond)
        beyond -= back
        if back or (open_ and not due):
            price = open_ + back
            yield Surplus(
                deposit.paper.number or "", price, _tax(drafting, deposit, price), _unpaid(deposit)
            )


def _unpaid(deposit: Deposit) -> Decimal:
    """Return what can still be deducted of a deposit although it was not paid."""
    return min(max(deposit.balance.outstanding, Decimal("0.00")), deposit.left)


def _left(drafting: Drafting, deposit: Deposit, part: Decimal | None = None) -> Decimal:
    """Return what is left of a deposit, or the part with some sum with VAT, in the price basis."""
    if drafting.basis == "gross":
        return deposit.left if part is None else part
    if part is None or not deposit.left:
        return deposit.left_net
    return round_cents(deposit.left_net * part / deposit.left)


def _tax(drafting: Drafting, deposit: Deposit, price: Decimal) -> Decimal:
    """Return the sum with VAT of the credit note that takes back some price of a deposit."""
    if price == _left(drafting, deposit):
        return deposit.left
    (group,) = deposit.paper.vat
    return price if drafting.basis == "gross" else tax_net((price,), group.rate).gross


def report_surplus(surplus: Surplus) -> Problem:
    """Report that a deposit exceeds the amount due, and how much to credit and to give back."""
    args: dict[str, object] = {"number": surplus.number, "amount": surplus.amount}
    back = surplus.amount - surplus.unpaid
    message = "settle.deposit-surplus"
    if surplus.unpaid:
        message = "settle.deposit-partly-paid" if back else "settle.deposit-not-needed"
    if surplus.unpaid and back:
        args |= {"unpaid": surplus.unpaid, "back": back}
    words = {"price": surplus.price}
    return Problem(message, args, remedy=Remedy.CREDIT_SURPLUS, words=words)


def report_open_deposits(deposits: Iterable[tuple[str, Decimal]]) -> tuple[Problem, ...]:
    """Report the deposits that have to be paid or credited before the next invoice."""
    return tuple(
        Problem("billing.deposit-open", {"number": number, "outstanding": outstanding})
        for number, outstanding in deposits
    )


def report_outdated(paper: Invoice, deposits: Iterable[Deposit]) -> Iterator[Problem]:
    """Report each deposit with the VAT of a regime that was over before the services of a paper.

    A deposit that was issued after the services is for later ones, but an instalment of a package
    is for the whole.
    """
    is_whole = paper.lines[0].kind == "package"
    for each in deposits:
        is_for_it = each.paper.issued_on <= paper.end_on or (is_whole and each.paper.lines[0].part)
        if is_for_it and not have_one_vat(each.paper, paper):
            on = paper.end_on if is_whole else paper.start_on
            args = {"number": each.paper.number, "amount": each.left, "on": on}
            yield Problem("vat.deposit-outdated", args, ref=paper.engagement)


def report_deposits_in_the_way(
    deposits: Iterable[tuple[str, Decimal]], part: int | None
) -> Iterator[Problem]:
    """Yield the open deposits, and what bills the whole, or a `part` of it again, without them."""
    in_the_way = report_open_deposits(deposits)
    yield from in_the_way
    if in_the_way:
        words = {"part": part or (), "others": ()}
        yield Problem("billing.deposit-to-credit", remedy=Remedy.CREDIT_UNPAID, words=words)


def report_surpluses(settlement: Settlement) -> tuple[Problem, ...]:
    """Report the part of each deposit that is to be credited before the last invoice."""
    return tuple(map(report_surplus, settlement.surplus))


def report_misbilled(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what the end makes of a billed invoice: too much, or a session left out."""
    return (
        *(Problem("settle.freed", {"number": number}) for number in settlement.freed),
        *(
            Problem("settle.beyond-price", {"number": number, "amount": amount})
            for number, amount in settlement.beyond_price
        ),
        *(
            Problem("settle.beyond-share", {"id": name, "number": number})
            for name, number in settlement.beyond_share
        ),
    )


def report_waived(parts: Iterator[tuple[int, Invoice]]) -> Iterator[Problem]:
    """Yield a remark on each waived part: what was waived by mistake is billed again."""
    for part, paper in parts:
        message = "package.last-waived" if paper.type == "invoice" else "package.waived"
        yield Problem(message, {"number": paper.number, "part": part}, level="warning")


def report_later(sessions: Iterable[Session]) -> tuple[Problem, ...]:
    """Report the sessions that can be billed from their own day on; the command `waits` for it."""
    return tuple(
        Problem("settle.to-bill-later", {"id": session.id, "on": session.on}, words={"waits": True})
        for session in sessions
    )
