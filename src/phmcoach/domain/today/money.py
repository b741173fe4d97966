"""The rows about money: one for all that is to be invoiced, and one for each client in arrears."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from phmcoach.domain.money.lateness import Lateness
from phmcoach.domain.today.rows import Row
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem
from phmcoach.value import Value
from phmcoach.words import REMINDER_LEVELS


class Billing(Value):
    """The next invoice of an engagement: the amount with VAT, and the step to it.

    If it `stands_alone`, the step is another one than an invoice, so a round would leave it out.
    """

    ref: str
    name: str
    amount: Decimal
    step: Problem
    stands_alone: bool


def billing_rows(found: Iterable[Billing]) -> Iterator[Row]:
    """Yield one row for all that a round of invoices bills, and one for each step of its own."""
    all_due = tuple(found)
    together = tuple(each for each in all_due if not each.stands_alone)
    if together:
        args: dict[str, object] = {
            "count": len(together),
            "amount": total(each.amount for each in together),
            "refs": tuple(each.ref for each in together),
        }
        yield Row("to-bill", Problem("due.to-bill", args))
    for each in all_due:
        if each.stands_alone:
            yield Row("to-bill", each.step.naming(each.ref), each.ref, each.name)


def unpaid_rows(papers: Iterable[Lateness]) -> Iterator[Row]:
    """Yield one row for each client with late papers: what is late, and the last letter about it.

    A claim that has expired is no row: nothing can be done any more, and the unpaid papers name it.
    The papers are in the order of their due dates. The command writes the letter that is due about
    the first of them that needs one, otherwise it records a payment.
    """
    by_client: dict[str, list[Lateness]] = {}
    for late in papers:
        if late.days and not late.is_barred:
            by_client.setdefault(late.paper.buyer.reference, []).append(late)
    for ref, own in by_client.items():
        yield Row("unpaid", _report_arrears(own), ref, own[0].paper.buyer.name, own[0].paper.due_on)


def _report_arrears(own: Sequence[Lateness]) -> Problem:
    args: dict[str, object] = {
        "count": len(own),
        "amount": total(late.balance.outstanding for late in own),
        "days": own[0].days,
        "number": own[0].number,
    }
    to_remind = next((late for late in own if _needs_letter(late)), None)
    if to_remind is not None:
        return Problem("due.to-remind", args | {"number": to_remind.number})
    letters = own[0].letters or {}
    written = [level for level in REMINDER_LEVELS if level in letters]
    if not written:
        return Problem("due.unpaid", args)
    return Problem("due.reminded", args | {"level": written[-1], "on": letters[written[-1]]})


def _needs_letter(late: Lateness) -> bool:
    return late.level is not None and late.level not in (late.letters or {})
