"""What is due now of an engagement: the papers that its sessions, deposits and instalments make.

Nothing here asks whether it may be billed (the gates do) or gives a number (the ledger does).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phmcoach.domain.money.account import Account, billed_shares, deduct, deposits_of
from phmcoach.domain.money.billed import compare_billed
from phmcoach.domain.money.drafting import Drafting, finish
from phmcoach.domain.money.hours import find_billable, month_lines
from phmcoach.domain.money.invoice import Invoice, InvoiceLine
from phmcoach.domain.money.package import (
    instalment_line,
    next_instalment,
    package_line,
    price_due,
    why_not_due,
)
from phmcoach.domain.money.settlement import settle, tell_surplus
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.money import check_amount
from phmcoach.errors import Problem, RuleRefusedError, about, refuse
from phmcoach.remedy import Remedy


class NothingToBillError(RuleRefusedError):
    """Nothing is due of an engagement now: a round of all engagements goes on without a word."""


@dataclass(frozen=True)
class Due:
    """Papers without a number, an invoice a month, the oldest first.

    `uncovered` are sessions that the contract does not cover, `warnings` say which billed ones no
    longer are what was billed.
    """

    invoices: tuple[Invoice, ...]
    uncovered: tuple[Session, ...] = ()
    warnings: tuple[Problem, ...] = ()


def deposit_line(drafting: Drafting, amount: Decimal) -> InvoiceLine:
    """Return the line of a deposit of an amount, in the price basis of the contract."""
    return InvoiceLine(
        kind="instalment",
        start_on=drafting.issued_on,
        end_on=drafting.issued_on,
        quantity=Decimal(1),
        unit_price=amount,
        amount=amount,
        net=amount,
        vat_rate=drafting.rule.rate,
    )


def draft_deposit(drafting: Drafting, amount: Decimal) -> Due:
    """Return the deposit invoice of an amount, in the price basis of the contract.

    Raises RuleRefusedError for no amount, and where the contract is a package: its instalments are
    its deposits.
    """
    if drafting.terms.plan == "package":
        raise RuleRefusedError.of("package.deposit-of-package", about=drafting.case.ref)
    invoice = finish(drafting, [deposit_line(drafting, check_amount(amount))], kind="deposit")
    return Due((invoice,))


def draft_due(drafting: Drafting, account: Account, through: date) -> Due:
    """Draft the instalment of a package that is due, and the hours and costs of each month.

    `through` is the last day of the sessions. Raises RuleRefusedError where a billed session is
    gone, where a deposit is open, and where there is nothing to bill, with what it waits for.
    """
    billed = billed_shares(account)
    differing = compare_billed(drafting.case, billed)
    twice = (each for each in differing if each.level == "error")  # would be billed a second time
    refuse(twice, about=drafting.case.ref)
    last = min(through, drafting.issued_on)
    found = find_billable(drafting.case, billed=billed, through=last)
    invoices: list[Invoice] = []
    waits: list[Problem] = []
    if drafting.terms.plan == "package":
        invoice = _draft_instalment(drafting, account, waits)
        invoices.extend([invoice] if invoice else [])
        invoices.extend(
            finish(drafting, month_lines(drafting, shares)) for shares in found.by_month()
        )
    else:
        months = [month_lines(drafting, shares) for shares in found.by_month()]
        invoices.extend(_less_deposits(drafting, months, account))
    if not invoices:
        ref = drafting.case.ref
        nothing = _nothing_to_bill(ref, found.uncovered, last, waits)
        raise NothingToBillError(*about(ref, nothing))
    return Due(tuple(invoices), found.uncovered, differing)


def _draft_instalment(drafting: Drafting, account: Account, waits: list[Problem]) -> Invoice | None:
    case, on = drafting.case_of(account), drafting.issued_on
    instalment = next_instalment(case, account, on=on)
    if instalment is None or not price_due(case, on=on):
        return None
    waiting = why_not_due(case, instalment, on=on)
    if waiting is not None:
        waits.append(waiting)
        return None
    if not instalment.is_last:
        return finish(drafting, [instalment_line(drafting, instalment, account)], kind="deposit")
    _refuse_surplus(drafting, account)
    return next(_less_deposits(drafting, [[package_line(drafting, instalment, account)]], account))


def _refuse_surplus(drafting: Drafting, account: Account) -> None:
    """Refuse to end a package whose deposits are more than it owes: the rest would be stuck.

    A deposit that an invoice takes off can no longer be credited, so that is done first.
    """
    surplus = settle(drafting, account, drafting.issued_on).surplus
    refuse(tell_surplus(number, amount) for number, amount in surplus)


def _less_deposits(
    drafting: Drafting, papers: list[list[InvoiceLine]], account: Account
) -> Iterator[Invoice]:
    """Finish papers and take what deposits paid off them, the first first.

    Raises RuleRefusedError while a deposit is neither paid nor credited: nobody knows yet what to
    take off.
    """
    deposits = deposits_of(account)
    waiting = [deposit for deposit in deposits if deposit.balance.outstanding > 0]
    if papers and waiting:
        refuse(
            Problem(
                "billing.deposit-open",
                {"number": each.paper.number, "outstanding": each.balance.outstanding},
            )
            for each in waiting
        )
    for lines in papers:
        bare = finish(drafting, lines)
        taken = deduct(deposits, bare.total_gross)
        deposits = tuple(deposit.less(taken) for deposit in deposits)
        yield bare.model_copy(update={"deductions": taken})


def _nothing_to_bill(
    ref: str, uncovered: tuple[Session, ...], through: date, waits: list[Problem]
) -> list[Problem]:
    remedy = Remedy.NOTHING if waits else None
    nothing = Problem("invoice.nothing-to-bill", {"ref": ref, "through": through}, remedy=remedy)
    return [nothing, *waits, *(tell_uncovered(session) for session in uncovered)]


def tell_uncovered(session: Session) -> Problem:
    """Say of a session that the contract does not cover it; the doctor says what would."""
    args = {"id": session.id, "on": session.on}
    return Problem("invoice.session-not-covered", args)
