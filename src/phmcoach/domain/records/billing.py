"""How the coach is paid: the account, the numbers of the papers, the payment period."""

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

    def opening_number(self, on: date, used: Sequence[str]) -> int:
        """Return the number that opens the series of the prefix; `used` are those of the invoices.

        A changed prefix has a first day and a first number of its own, which counts in the year of
        that day. Raises RuleRefusedError without them, and before that day.
        """
        if not used or self.prefix in used:
            return self.first_number(on.year)
        named: dict[str, object] = {"prefix": self.prefix, "used": used[-1]}
        if self.prefix_from is None or self.prefix_first_number is None:
            raise RuleRefusedError(
                Problem("billing.prefix-changed", named | {"on": on.isoformat()})
            )
        if on < self.prefix_from:
            args = named | {"on": on, "first_on": self.prefix_from}
            raise RuleRefusedError(Problem("billing.before-series", args))
        return self.prefix_first_number if on.year == self.prefix_from.year else 1

    def check(self) -> None:
        """Refuse one series for invoices and quotes."""
        if self.prefix == self.quote_prefix:
            raise ShapeError("shape.series-shared")
