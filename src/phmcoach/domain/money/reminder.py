"""Reminders: one letter to a client about their late papers, and the amount that it asks for.

Each paper has its own level, so that none is put to formal notice before its firm letter has left
its days to pay; the letter has the strictest one.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from phmcoach.domain.money.invoice import Buyer, Invoice, Seller
from phmcoach.domain.money.lateness import LEVEL_DAYS, REPLY_DAYS, Lateness
from phmcoach.domain.money.penalties import find_rate
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Mediator
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import Value, replace
from phmcoach.words import REMINDER_LEVELS, ReminderLevel


class Reminder(Value):
    """One letter about a paper, with the two parties as they are now.

    `rate` is the legal rate that a consumer owes after receiving the letter, in percent a year.
    `others` are those of the client's other papers in the same letter, at the same level or milder.
    """

    lateness: Lateness
    level: ReminderLevel
    seller: Seller
    buyer: Buyer
    mediator: Mediator | None = None
    rate: Decimal | None = None
    others: tuple["Reminder", ...] = ()

    @property
    def asks_for_penalties(self) -> bool:
        """Whether the letter asks for the cost of lateness, as only a formal notice does."""
        return self.level == "formal"

    @property
    def asked(self) -> Decimal:
        """The amount that the letter asks for on this paper."""
        owed = self.lateness.balance.outstanding
        return owed + self.lateness.compensation if self.asks_for_penalties else owed

    @property
    def total(self) -> Decimal:
        """The amount that the letter asks for on all its papers."""
        return self.asked + total(each.asked for each in self.others)

    @property
    def reply_by(self) -> date:
        """The last day to pay."""
        return self.lateness.as_of + timedelta(days=REPLY_DAYS)


def draft_reminder(
    late: Lateness,
    law: Law,
    *,
    level: ReminderLevel | None,
    seller: Seller,
    buyer: Buyer,
    mediator: Mediator | None,
) -> Reminder:
    """Return the letter of a level, or of the level that is usual on the day.

    Raises RuleRefusedError if there is nothing to remind of, or not yet.
    """
    problems = tuple(_reminder_problems(late, level))
    chosen = level or late.level
    if problems or chosen is None:
        raise RuleRefusedError(*problems)
    paper = late.paper
    private = paper.buyer.kind == "private"
    rate = None
    if private and chosen == "formal":
        rate = find_rate(kind="private", due_on=paper.due_on, on=late.as_of, law=law)
    return Reminder(late, chosen, seller, buyer, mediator if private else None, rate)


def put_together(reminders: Sequence[Reminder]) -> Reminder:
    """Return one letter for some papers of a client, led by the strictest and longest due one."""
    first, *others = sorted(reminders, key=_rank)
    return replace(first, others=tuple(others))


def _rank(reminder: Reminder) -> tuple[int, date, str]:
    late = reminder.lateness
    return -REMINDER_LEVELS.index(reminder.level), late.paper.due_on, late.number


def refuse_credit(paper: Invoice) -> None:
    """Raise RuleRefusedError for a credit note, because it asks for no money."""
    if paper.type == "credit":
        raise RuleRefusedError.of("remind.credit-note", number=paper.number)


def _reminder_problems(late: Lateness, level: ReminderLevel | None) -> Iterator[Problem]:
    named: dict[str, object] = {"number": late.number}
    due_on = late.paper.due_on
    if late.balance.outstanding <= 0:
        if late.compensation:
            yield Problem("remind.paid-late", named | {"amount": late.compensation})
        else:
            yield Problem("remind.paid", named)
    elif late.as_of <= due_on:
        yield Problem("remind.not-due", named | {"due_on": due_on})
    elif late.is_barred:
        yield Problem("remind.time-barred", named | {"on": late.claimable_until})
    elif level is None and late.level is None:
        usual_on = due_on + timedelta(days=LEVEL_DAYS["friendly"])
        yield Problem("remind.too-early", named | {"due_on": due_on, "usual_on": usual_on})
