"""The steps that are left for the money of an engagement that is over, as problems.

The amounts are those of its settlement.
"""

from collections.abc import Iterable
from decimal import Decimal

from phmcoach.domain.money.settlement import (
    Settlement,
    report_later,
    report_misbilled,
    report_open_deposits,
    report_surpluses,
)
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace


def report_settlement(
    settlement: Settlement, refusals: Iterable[Problem] = ()
) -> tuple[Problem, ...]:
    """Report what is left to do, in the order in which it can be done.

    `refusals` are what stops the next invoice: they come before it, and it is not named yet.
    """
    before = (
        *report_surpluses(settlement),
        *report_misbilled(settlement),
        *_report_deposits(settlement),
        *report_awaited(settlement),
    )
    stops = tuple(each for each in refusals if each not in before)
    unbilled = report_unbilled(settlement)
    if stops:
        unbilled = tuple(replace(each, remedy=Remedy.NOTHING) for each in unbilled)
    return (
        *before,
        *stops,
        *unbilled,
        *report_later(settlement.later),
        *report_unpaid(settlement),
        *report_owed(settlement),
    )


def _report_deposits(settlement: Settlement) -> tuple[Problem, ...]:
    """Report the deposits that the next invoice deducts, and what it then leaves to pay."""
    amount, to_bill = settlement.deposits, settlement.to_bill
    if settlement.overclaimed:
        amount -= total(left for _, left in settlement.open)
    if settlement.surplus or amount <= 0:
        return ()
    if not to_bill:
        return (Problem("settle.deposits-later", {"amount": amount}),)
    left = max(to_bill - amount, Decimal("0.00"))
    return (Problem("settle.deposits", {"amount": amount, "left": left}),)


def report_awaited(settlement: Settlement) -> tuple[Problem, ...]:
    """Report the deposits that the client pays before the next invoice; none beyond what is due."""
    if not settlement.to_bill or settlement.overclaimed or not _asks_to_deduct(settlement):
        return ()
    return report_open_deposits(settlement.open)


def _asks_to_deduct(settlement: Settlement) -> bool:
    """Whether the next invoice deducts deposits, and so stops until they are paid or credited."""
    return all(each.is_last for each in settlement.instalments)


def report_unbilled(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what is left to bill; an unpaid deposit in the way is credited by the same command."""
    if not settlement.to_bill:
        return ()
    args = {
        "amount": settlement.to_bill,
        "used": settlement.used,
        "contracted": settlement.contracted,
    }
    message = "settle.to-bill" if settlement.package is None else "settle.package-to-bill"
    if settlement.open and _asks_to_deduct(settlement):
        words = {"part": (), "others": ()}
        return (Problem(message, args, remedy=Remedy.CREDIT_UNPAID, words=words),)
    return (Problem(message, args),)


def report_unpaid(settlement: Settlement) -> tuple[Problem, ...]:
    """Report what the client still owes, paper by paper.

    A deposit is left out if it is to be credited, or is named before the invoice that it stops.
    """
    elsewhere = {each.number for each in settlement.surplus if each.unpaid}
    if settlement.overclaimed or report_awaited(settlement):
        elsewhere |= {number for number, _ in settlement.open}
    return tuple(
        Problem("settle.unpaid", {"number": number, "amount": amount})
        for number, amount in settlement.unpaid
        if number not in elsewhere
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


def steps_to_instalment(settlement: Settlement) -> tuple[Problem, ...]:
    """Return the step to the instalments that are due, if the last one is not among them."""
    if _asks_to_deduct(settlement) or not settlement.to_bill:
        return ()
    return (step_to(settlement),)


def step_to(settlement: Settlement) -> Problem:
    """Return the step to the instalments that the next command bills, of which there are some."""
    first, *_ = due = settlement.instalments
    args = {
        "part": first.part,
        "parts": first.parts,
        "due": [str(each.part) for each in due],
        "count": len(due),
    }
    return Problem("step.instalment", args)
