"""What is left to do about the money of an engagement that is over, in sentences.

The amounts are those of its settlement.
"""

from decimal import Decimal

from phmcoach.domain.money.settlement import (
    Settlement,
    report_later,
    report_misbilled,
    report_surpluses,
)
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy


def report_settlement(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what is left to do, in the order in which it can be done."""
    deposits = settlement.deposits and not settlement.surplus
    return (
        *report_surpluses(settlement),
        *report_misbilled(settlement),
        *(_report_deposits(settlement) if deposits else ()),
        *report_unbilled(settlement),
        *report_later(settlement.later),
        *report_unpaid(settlement),
        *report_owed(settlement),
    )


def _report_deposits(settlement: Settlement) -> tuple[Problem, ...]:
    """Report the deposits that the next invoice deducts, and what it then leaves to pay."""
    amount, to_bill = settlement.deposits, settlement.to_bill
    if not to_bill:
        return (Problem("settle.deposits-later", {"amount": amount}),)
    left = max(to_bill - amount, Decimal("0.00"))
    return (Problem("settle.deposits", {"amount": amount, "left": left}),)


def report_unbilled(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what is left to bill; an unpaid deposit in the way is paid or credited first."""
    if not settlement.to_bill:
        return ()
    args = {
        "amount": settlement.to_bill,
        "used": settlement.used,
        "contracted": settlement.contracted,
    }
    message = "settle.to-bill" if settlement.package is None else "settle.package-to-bill"
    instalment = settlement.instalment
    if settlement.open and (instalment is None or instalment.is_last):
        words = {"part": (), "others": ()}
        return (Problem(message, args, remedy=Remedy.CREDIT_UNPAID, words=words),)
    return (Problem(message, args),)


def report_unpaid(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what the client still owes, paper by paper."""
    return tuple(
        Problem("settle.unpaid", {"number": number, "amount": amount})
        for number, amount in settlement.unpaid
    )


def report_owed(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what is owed to the client, paper by paper; after a withdrawal, until when."""
    if settlement.refund_by is not None:
        return report_refunds(settlement)
    return _owed("settle.owed", settlement)


def report_refunds(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what is to be given back after a withdrawal, and until when; nothing without one."""
    if settlement.refund_by is None:
        return ()
    message = "settle.refund-late" if settlement.late else "settle.refund"
    return _owed(message, settlement, by=settlement.refund_by)


def _owed(message: str, settlement: Settlement, **args: object) -> tuple[Problem, ...]:
    return tuple(
        Problem(message, {"number": number, "amount": amount, **args}, words={"means": means})
        for number, amount, means in settlement.owed
    )
