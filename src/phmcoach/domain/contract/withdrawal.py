"""The protection of a client who did not sign at the coach's premises.

It is a consumer's, who signed at a distance or off the premises. An organisation with at most five
employees has it too if it signed off the premises for what is not its main trade (C. conso.
L221-3); it has no mediator, who is there for persons (L611-1).

The client may withdraw for fourteen days. Sessions may begin within them only if the client asked
for it in writing. After a signature off-premises, no money may be taken for seven days. A
client who withdraws pays for the sessions that were held on their request, and for nothing else;
the rest of what they paid is given back within fourteen days (C. conso. L221-10, L221-18 to
L221-28).
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.records.session import Effects, Session
from phmcoach.domain.values.holidays import is_holiday
from phmcoach.domain.values.months import add_months
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import Conclusion, Party, PaymentMethod, Withdrawal

DAYS_TO_WITHDRAW = 14
DAYS_TO_REFUND = 14
DAYS_WITHOUT_PAYMENT = 7
MONTHS_WITHOUT_INFORMATION = 12
_ONE_DAY = timedelta(days=1)


class Offer(Protocol):
    """The facts of terms, or of a quote, that decide about the right to withdraw."""

    @property
    def concluded(self) -> Conclusion:
        """The place where the contract is signed."""

    @property
    def small_company(self) -> bool | None:
        """Whether an organisation has the protection of a consumer off the premises."""


def may_withdraw(case: Case) -> bool:
    """Whether the contract, signed or not, gives the client a right to withdraw."""
    terms = case.engagement.terms
    return terms is not None and gives_right(terms, private=case.private)


def gives_right(offer: Offer, *, private: bool) -> bool:
    """Whether terms, or a quote of them, give the client a right to withdraw.

    A private client has it wherever they sign, other than at the coach's premises (C. conso.
    L221-18), a small company only off the premises (L221-3).
    """
    if private:
        return offer.concluded != "on-premises"
    return offer.concluded == "off-premises" and bool(offer.small_company)


def withdrawal_ends_on(case: Case) -> date | None:
    """Return the last day on which the client may withdraw, or None without such a right.

    The day of the signature is not counted; a period that ends on a Saturday, a Sunday or a public
    holiday is extended to the next working day (C. conso. L221-19).
    """
    signed_on = case.contracted_on
    if signed_on is None or not may_withdraw(case):
        return None
    return _next_working_day(signed_on + timedelta(days=DAYS_TO_WITHDRAW))


def last_day_to_withdraw(case: Case, withdrawal: Withdrawal) -> date | None:
    """Return the last day on which a withdrawal is accepted, or None without such a right.

    If the contract did not inform the client of the right, the period is twelve months longer
    (C. conso. L221-20).
    """
    ends_on = withdrawal_ends_on(case)
    if ends_on is None or withdrawal == "informed":
        return ends_on
    return _next_working_day(add_months(ends_on, MONTHS_WITHOUT_INFORMATION))


def withdrawal_problems(
    case: Case, withdrawal: Withdrawal, *, on: date, performed: int
) -> tuple[Problem, ...]:
    """Return the problem that prevents a withdrawal on a day, if any.

    `performed` is how many of the contracted sessions were held. Once all of them were, a client
    who was informed and had asked to begin at once can no longer withdraw (C. conso. L221-28, 1°).
    """
    last_on = last_day_to_withdraw(case, withdrawal)
    asked_on, terms = case.engagement.signatures.express_request_on, case.agreed_terms
    words = {"by": case.client.party}
    if last_on is None:
        return (Problem("withdrawal.no-right", {}, remedy=Remedy.END, words=words),)
    if on > last_on:
        days = {"on": on, "last_on": last_on}
        message = "withdrawal.too-late"
        if withdrawal == "not-informed":
            message = "withdrawal.too-late-uninformed"
        return (Problem(message, days, remedy=Remedy.END, words=words),)
    is_whole = terms is not None and performed >= terms.sessions
    if is_whole and asked_on is not None and withdrawal == "informed":
        args = {"count": performed, "asked_on": asked_on}
        return (Problem("withdrawal.fully-performed", args),)
    return ()


def unsaid_withdrawal(case: Case, *, on: date, by: Party) -> tuple[Problem, ...]:
    """Return a remark if the client ended a contract that they could still withdraw from."""
    ends_on = withdrawal_ends_on(case)
    is_told = case.engagement.outcome.withdrawal is not None
    if ends_on is None or on > ends_on or by != case.client.party or is_told:
        return ()
    return (Problem("outcome.may-withdraw", {"until": ends_on}),)


def refund_due_on(dossier: Dossier) -> date | None:
    """Return the last day to give money back after a withdrawal, or None without one.

    It is counted from the day of the withdrawal (C. conso. L221-24).
    """
    outcome = dossier.engagement.outcome
    if outcome.withdrawal is None or outcome.ended_on is None:
        return None
    return outcome.ended_on + timedelta(days=DAYS_TO_REFUND)


def refund_remarks(
    dossiers: Iterable[Dossier], paid_by: PaymentMethod, method: PaymentMethod
) -> Iterator[Problem]:
    """Yield a warning if money goes back after a withdrawal by other means than it came.

    The client may have agreed to it, if it costs them nothing (C. conso. L221-24).
    """
    if method != paid_by and any(each.engagement.outcome.withdrawal for each in dossiers):
        args = {"paid_by": paid_by, "means": method}
        yield Problem("pay.refund-other-means", args, level="warning")


def is_freed_by_withdrawal(dossier: Dossier, session: Session) -> bool:
    """Whether a client who withdrew owes nothing for a session.

    They owe what was held, and nothing at all if they were not informed (C. conso. L221-25).
    """
    outcome = dossier.engagement.outcome
    if outcome.withdrawal is None or outcome.ended_on is None:
        return False
    return outcome.withdrawal == "not-informed" or session.status != "held"


def left_by_withdrawal(dossier: Dossier, session: Session, found: Effects) -> Effects:
    """Return what a withdrawal leaves of the effects of a session."""
    if not is_freed_by_withdrawal(dossier, session):
        return found
    return replace(found, counts=found.counts and session.status == "held", billed_minutes=0)


def is_blocked_by_withdrawal(case: Case, on: date) -> bool:
    """Whether a day is in the withdrawal period and not covered by an express request."""
    ends_on = withdrawal_ends_on(case)
    asked_on = case.engagement.signatures.express_request_on
    return ends_on is not None and on <= ends_on and (asked_on is None or asked_on > on)


def request_remedy(case: Case) -> Remedy:
    """Return what records the express request; one that is recorded covers no earlier session."""
    is_asked = case.engagement.signatures.express_request_on is not None
    return Remedy.NOTHING if is_asked else Remedy.EXPRESS_REQUEST


def unasked_problem(case: Case, session: Session, problem: Problem) -> Problem:
    """Return the problem of a session in the withdrawal period that nobody had asked for.

    It is a warning: the session is a fact, it is never billed, and nothing that is done now changes
    that.
    """
    asked_on = case.engagement.signatures.express_request_on
    if asked_on is not None:
        args = {"id": session.id, "on": session.on, "asked_on": asked_on}
        problem = Problem("gate.session-before-request", args)
    return replace(problem, level="warning")


def payment_opens_on(case: Case) -> date | None:
    """Return the first day on which money may be taken, or None if nothing forbids it.

    It is the day after the seven that follow a signature off-premises (C. conso. L221-10).
    """
    signed_on = case.contracted_on
    terms = case.engagement.terms
    if terms is None or signed_on is None or terms.concluded != "off-premises":
        return None
    if not may_withdraw(case):
        return None
    return signed_on + timedelta(days=DAYS_WITHOUT_PAYMENT + 1)


def early_payment_remarks(cases: Iterable[Case], on: date) -> Iterator[Problem]:
    """Yield one warning if a contract that is paid on a day still forbids it: the last of them."""
    opens_on = max(filter(None, map(payment_opens_on, cases)), default=on)
    if on < opens_on:
        yield Problem("pay.too-early", {"on": on, "opens_on": opens_on}, level="warning")


def _next_working_day(day: date) -> date:
    while not _is_working_day(day):
        day += _ONE_DAY
    return day


def _is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not is_holiday(day)  # noqa: PLR2004 - Saturday
