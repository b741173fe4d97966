"""The protection of a consumer who did not sign at the coach's premises.

The consumer may withdraw for fourteen days. Sessions may begin within them only if the consumer
asked for it in writing. After a signature off-premises, no money may be taken for seven days
(C. conso. L221-10, L221-18, L221-25).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from phmcoach.domain.case import Case
from phmcoach.errors import Problem

DAYS_TO_WITHDRAW = 14
DAYS_WITHOUT_PAYMENT = 7
_ONE_DAY = timedelta(days=1)


def may_withdraw(case: Case) -> bool:
    """Whether the contract, signed or not, gives the client a right to withdraw."""
    terms = case.engagement.terms
    return case.private and terms is not None and terms.concluded != "on-premises"


def withdrawal_ends_on(case: Case) -> date | None:
    """Return the last day on which the client may withdraw, or None without such a right.

    The day of the signature is not counted; a period that ends on a Saturday, a Sunday or a public
    holiday is extended to the next working day (C. conso. L221-19).
    """
    signed_on = case.contracted_on
    if signed_on is None or not may_withdraw(case):
        return None
    day = signed_on + timedelta(days=DAYS_TO_WITHDRAW)
    while not _is_working_day(day):
        day += _ONE_DAY
    return day


def is_blocked_by_withdrawal(case: Case, on: date) -> bool:
    """Whether a day is in the withdrawal period and not covered by an express request."""
    ends_on = withdrawal_ends_on(case)
    asked_on = case.engagement.signatures.express_request_on
    return ends_on is not None and on <= ends_on and (asked_on is None or asked_on > on)


def payment_opens_on(case: Case) -> date | None:
    """Return the first day on which money may be taken, or None if nothing forbids it.

    It is the day after the seven that follow a signature off-premises (C. conso. L221-10).
    """
    signed_on = case.contracted_on
    terms = case.engagement.terms
    if not case.private or terms is None or signed_on is None or terms.concluded != "off-premises":
        return None
    return signed_on + timedelta(days=DAYS_WITHOUT_PAYMENT + 1)


def early_payment_problems(case: Case, on: date) -> Iterator[Problem]:
    """Yield a problem if a consumer's contract still forbids a payment on a day."""
    opens_on = payment_opens_on(case)
    if opens_on is not None and on < opens_on:
        yield Problem("pay.too-early", {"on": on, "opens_on": opens_on})


def _is_working_day(day: date) -> bool:
    from holidays import country_holidays

    return day.weekday() < 5 and day not in country_holidays("FR", years=day.year)  # noqa: PLR2004 - Saturday
