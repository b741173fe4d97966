"""The settings of a practice with a history: regimes, declarations, account, payment period.

A practice begins with one of each. What changes later has a day: an old service keeps the regime of
its own day, however late it is billed or paid, and a paper names the account of the day it bears.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

from phmcoach.domain.base import ACCOUNTING, COACH, Day, Line, Record
from phmcoach.domain.records.billing import Bank, PaymentDays
from phmcoach.domain.values.identifiers import Bic, Iban
from phmcoach.domain.values.marks import ShapeError
from phmcoach.words import DeclarationRhythm, TaxRegime, VatRegime


class VatChange(Record):
    """The VAT regime of a practice from a day on."""

    valid_from: Annotated[Day, COACH]
    regime: Annotated[VatRegime, ACCOUNTING]

    @property
    def value(self) -> VatRegime:
        """The value that holds from the day on."""
        return self.regime


class TaxChange(Record):
    """The regime of income tax of a practice from a day on."""

    valid_from: Annotated[Day, COACH]
    regime: Annotated[TaxRegime, COACH]

    @property
    def value(self) -> TaxRegime:
        """The value that holds from the day on."""
        return self.regime


class DeclarationChange(Record):
    """The rhythm of declarations from a 1 January on: it is chosen for a civil year.

    A day within a year, which only an editor can write, counts from the next one.
    """

    valid_from: Annotated[Day, COACH]
    declaration: Annotated[DeclarationRhythm, COACH]

    @property
    def value(self) -> DeclarationRhythm:
        """The value that holds from the day on."""
        return self.declaration


class BankChange(Record):
    """The account of a practice from a day on."""

    valid_from: Annotated[Day, COACH]
    iban: Annotated[Iban, COACH]
    bic: Annotated[Bic | None, COACH] = None

    @property
    def value(self) -> Bank:
        """The value that holds from the day on."""
        return Bank(iban=self.iban, bic=self.bic)


class PaymentChange(Record):
    """The usual payment period of a practice from a day on."""

    valid_from: Annotated[Day, COACH]
    payment_days: Annotated[PaymentDays, COACH]

    @property
    def value(self) -> int:
        """The value that holds from the day on."""
        return self.payment_days


class FranchiseKept(Record):
    """The day on which the coach recorded that they keep the franchise above its limit, and why."""

    on: Annotated[Day, ACCOUNTING]
    reason: Annotated[Line, ACCOUNTING]


Change = VatChange | TaxChange | DeclarationChange | BankChange | PaymentChange
C = TypeVar("C", VatChange, TaxChange, DeclarationChange, BankChange, PaymentChange)


def last_change(changes: Sequence[C], day: date) -> C | None:
    """Return the last change that is in force on a day, or None before the first."""
    known = (change for change in changes if change.valid_from <= day)
    return max(known, key=lambda change: change.valid_from, default=None)


def vat_return_on(
    first: VatRegime, changes: Sequence[VatChange], day: date
) -> DeclarationRhythm | None:
    """Return how often VAT received on a day is declared, or None if none was ever charged.

    A quarter is declared in one rhythm, the first that it had: another one counts from the next
    quarter. After a return to the franchise, clients still pay VAT of the time before: it is
    declared as it was then.
    """
    start = first_of_quarter(day)
    known = [(date.min, first), *((each.valid_from, each.regime) for each in changes)]
    charged: list[tuple[date, DeclarationRhythm]] = sorted(
        (since, regime) for since, regime in known if since <= day and regime != "franchise"
    )
    at_start = last_change(changes, start)
    before = [rhythm for since, rhythm in charged if since <= start]
    begun = [rhythm for since, rhythm in charged if since > start]
    if before and (at_start.regime if at_start else first) != "franchise":
        return before[-1]
    return next(iter(begun), before[-1] if before else None)


def first_of_quarter(day: date) -> date:
    """Return the first day of the civil quarter of a day."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def all_regimes(
    first: VatRegime | TaxRegime, changes: Sequence[VatChange | TaxChange]
) -> frozenset[str]:
    """Return all regimes of a history; refuse two changes on one day."""
    refuse_one_day(changes)
    return frozenset((first, *(change.regime for change in changes)))


def refuse_one_day(changes: Sequence[Change]) -> None:
    """Refuse two changes on one day, as neither prevails."""
    days = [change.valid_from for change in changes]
    if len(set(days)) < len(days):
        raise ShapeError("shape.two-regimes")


def with_change(first: object, changes: Sequence[C], new: C) -> tuple[C, ...]:
    """Return changes with a new one, by their days, without those that change nothing.

    `first` is what held before all of them. The new one takes the place of one of its day.
    """
    days: dict[date, C] = {each.valid_from: each for each in changes}
    days[new.valid_from] = new
    kept: list[C] = []
    for day in sorted(days):
        before = kept[-1].value if kept else first
        if days[day].value != before:
            kept.append(days[day])
    return tuple(kept)
