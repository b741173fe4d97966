"""The terms of a contract, and the papers that state them.

Two marks in the annotations of the terms say which of them an amendment may change, and which
only the service agreement of a pair states.
"""

from decimal import Decimal
from enum import Enum
from typing import Annotated

from phmcoach.domain.base import (
    ACCOUNTING,
    COACH,
    SPONSOR,
    Day,
    Line,
    Minutes,
    Money,
    Percent,
    Record,
    marks_of,
)
from phmcoach.domain.records.billing import PaymentDays
from phmcoach.domain.records.practice import Profile
from phmcoach.domain.values.marks import Limits, ShapeError
from phmcoach.value import field_names
from phmcoach.words import (
    BilledExtra,
    BillingPlan,
    Conclusion,
    ContractKind,
    ContractPaper,
    Party,
    SessionMode,
)


class Mark(Enum):
    """A property of a term, given in its annotation."""

    CHANGEABLE = "an amendment may change it"
    SERVICE_ONLY = "the beneficiary's contract of a pair does not state it: they owe nothing"


SessionCount = Annotated[int, Limits(ge=1, le=500)]
NoticeHours = Annotated[int, Limits(ge=0, le=720)]
Modes = Annotated[tuple[SessionMode, ...], Limits(min_length=1)]
Extras = tuple[BilledExtra, ...]

CHANGEABLE, SERVICE_ONLY = Mark.CHANGEABLE, Mark.SERVICE_ONLY

HUNDRED_PERCENT = Decimal(100)
"""The sum of the percentages of a schedule."""

NOTICE_HOURS = 48
"""The notice of a cancellation, unless other terms are agreed."""

LATE_CANCEL_PERCENT = 100
"""The part of the price that a missed session costs, unless other terms are agreed."""


class Terms(Record):
    """Number, length, duration, price and modes of the sessions.

    `bounds` is the profile that the terms were checked against. `hourly_rate` and `package_price`
    are without VAT for an organisation and with VAT for a private client. A package is billed by a
    `schedule` of percentages, the first at the signature and the last at the end, or once a
    contract month (`monthly`), or else once at the end. `concluded` says where the contract is made
    (C. conso. L221-1), `small_company` that the organisation has at most five employees and that
    coaching is not its main trade (L221-3). `contract` says how an organisation signs: one paper
    with the beneficiary, or a separate service agreement. With `name_on_invoices`, the beneficiary
    agrees by signing that the invoices of an organisation name them.
    """

    set_on: Annotated[Day, COACH]
    sessions: Annotated[SessionCount, SPONSOR, CHANGEABLE]
    session_minutes: Annotated[Minutes, SPONSOR, CHANGEABLE]
    start_on: Annotated[Day, SPONSOR, CHANGEABLE]
    end_on: Annotated[Day, SPONSOR, CHANGEABLE]
    hourly_rate: Annotated[Money, ACCOUNTING, CHANGEABLE, SERVICE_ONLY]
    modes: Annotated[Modes, SPONSOR, CHANGEABLE] = ("in-person",)
    place: Annotated[Line | None, SPONSOR, CHANGEABLE] = None
    also_billed: Annotated[Extras, SPONSOR, CHANGEABLE] = ()
    notice_hours: Annotated[NoticeHours, SPONSOR, CHANGEABLE] = NOTICE_HOURS
    late_cancel_percent: Annotated[Percent, SPONSOR, CHANGEABLE, SERVICE_ONLY] = Decimal(
        LATE_CANCEL_PERCENT
    )
    payment_days: Annotated[PaymentDays, SPONSOR, CHANGEABLE, SERVICE_ONLY] = 30
    purchase_order: Annotated[Line | None, ACCOUNTING, CHANGEABLE, SERVICE_ONLY] = None
    contract_number: Annotated[Line | None, ACCOUNTING, SERVICE_ONLY] = None
    plan: Annotated[BillingPlan, SPONSOR] = "hourly"
    package_price: Annotated[Money | None, ACCOUNTING, CHANGEABLE, SERVICE_ONLY] = None
    schedule: Annotated[tuple[Percent, ...], ACCOUNTING, SERVICE_ONLY] = ()
    monthly: Annotated[bool, ACCOUNTING, SERVICE_ONLY] = False
    concluded: Annotated[Conclusion, SPONSOR] = "on-premises"
    contract: Annotated[ContractKind, SPONSOR] = "three-party"
    session_dates: Annotated[bool, SPONSOR, CHANGEABLE] = False
    name_on_invoices: Annotated[bool | None, SPONSOR, CHANGEABLE] = None
    small_company: Annotated[bool | None, SPONSOR] = None
    bounds: Annotated[Profile, SPONSOR]

    def check(self) -> None:
        """Refuse an end before the start, and a plan of billing that is not whole."""
        if self.end_on < self.start_on:
            raise ShapeError("shape.ends-before-start")
        if (self.plan == "package") != (self.package_price is not None):
            raise ShapeError("shape.package-without-price")
        if self.plan == "hourly" and (self.schedule or self.monthly):
            raise ShapeError("shape.schedule-without-package")
        if self.schedule and self.monthly:
            raise ShapeError("shape.two-schedules")
        if self.schedule and (sum(self.schedule) != HUNDRED_PERCENT or not all(self.schedule)):
            raise ShapeError("shape.schedule-not-whole")


def marked_terms(mark: Mark) -> frozenset[str]:
    """Return the keys of the terms with a mark."""
    return frozenset(name for name in field_names(Terms) if mark in marks_of(Terms, name))


def contract_papers(terms: Terms, *, private: bool) -> tuple[ContractPaper, ...]:
    """Return the papers of a contract, in the order in which they are written."""
    if private:
        return ("private",)
    return ("service", "beneficiary") if terms.contract == "pair" else ("three-party",)


def paper_signers(paper: ContractPaper) -> tuple[Party, ...]:
    """Return the parties who sign a paper, in the order of the page."""
    match paper:
        case "three-party":
            return ("coach", "sponsor", "beneficiary")
        case "service":
            return ("coach", "sponsor")
        case "private" | "beneficiary":
            return ("coach", "beneficiary")


def states_key(paper: ContractPaper, key: str) -> bool:
    """Whether a paper of the contract states a key of the terms."""
    return paper != "beneficiary" or key not in _SERVICE_KEYS


_SERVICE_KEYS = marked_terms(SERVICE_ONLY)
