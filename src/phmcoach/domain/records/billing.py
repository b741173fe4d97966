"""The payment of the coach: the account, the numbers of the papers, the payment period."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from phmcoach.domain.base import ACCOUNTING, COACH, SPONSOR, Day, Record
from phmcoach.domain.values.identifiers import Bic, Iban
from phmcoach.domain.values.marks import Limits, ShapeError, written_as
from phmcoach.errors import Problem, RuleRefusedError


class Bank(Record):
    """The account that transfers are paid to."""

    iban: Annotated[Iban, ACCOUNTING]
    bic: Annotated[Bic | None, ACCOUNTING] = None


PaymentDays = Annotated[int, Limits(ge=0, le=45)]
"""The days after its issue in which an invoice is due."""


class Billing(Record):
    """The numbering, payment period and validity of invoices and quotes."""

    payment_days: Annotated[PaymentDays, SPONSOR] = 30
    prefix: Annotated[str, written_as("[A-Z0-9]{1,6}", "shape.bad-prefix"), ACCOUNTING] = "F"
    next_number: Annotated[int, Limits(ge=1, le=999_999), COACH] = 1
    next_number_year: Annotated[int | None, Limits(ge=1990, lt=2200), COACH] = None
    prefix_from: Annotated[Day | None, COACH] = None
    prefix_first_number: Annotated[int | None, Limits(ge=1, le=999_999), COACH] = None
    quote_prefix: Annotated[str, written_as("[A-Z0-9]{1,6}", "shape.bad-prefix"), ACCOUNTING] = "D"
    quote_days: Annotated[int, Limits(ge=1, le=365), COACH] = 30

    def first_number(self, year: int) -> int:
        """Return the number of the first invoice of this folder, if it is issued in `year`."""
        return self.next_number if self.next_number_year in (None, year) else 1

    def prefix_on(self, on: date, used: Sequence[str]) -> str:
        """Return the prefix of an invoice of a day.

        `used` are those that invoices have, the last used one last: it goes on until the first day
        of a changed prefix.
        """
        is_early = self.prefix_from is not None and on < self.prefix_from
        return used[-1] if used and is_early else self.prefix

    def opening_number(self, on: date, used: Sequence[str]) -> int:
        """Return the number that opens the series of an invoice of a day; `used` as above.

        A changed prefix has a first day and a first number of its own, which counts in the year of
        that day. Raises RuleRefusedError without them.
        """
        if not used or self.prefix_on(on, used) in used:
            return self.first_number(on.year)
        if self.prefix_from is None or self.prefix_first_number is None:
            args = {"prefix": self.prefix, "used": used[-1], "on": on}
            raise RuleRefusedError(Problem("billing.prefix-changed", args))
        return self.prefix_first_number if on.year == self.prefix_from.year else 1

    def check(self) -> None:
        """Refuse one series for invoices and quotes."""
        if self.prefix == self.quote_prefix:
            raise ShapeError("shape.series-shared")
