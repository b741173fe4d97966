"""What stops the signature of an amendment, such as an invoice whose price it would change.

A session is priced by the terms of its day. A rate that takes effect in the past could contradict
the price of a billed session. An issued invoice stays as it is, so the amendment must take effect
later, or the invoice must be credited first.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amendment_gates import (
    amendment_gate,
    mended_by_taking_back,
    order_problems,
    sessions_left_out,
)
from phmcoach.domain.contract.bounds import refused_bounds
from phmcoach.domain.contract.evaluating import amended_gate
from phmcoach.domain.contract.gates import unchanged_gate
from phmcoach.domain.history import Step
from phmcoach.domain.money.account import Account, billed_shares, find_waived, issued_parts
from phmcoach.domain.money.credit_left import is_credited, last_invoice
from phmcoach.domain.money.invoice import BilledSession
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.values.money import total
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace

_MISSED = frozenset({"cancelled-late", "no-show"})


def signing_problems(case: Case, step: Step, accounts: Iterable[Account]) -> tuple[Problem, ...]:
    """Return the problems that prevent the signature of an amendment, whoever signs it."""
    has_begun = bool(step.amendment.signatures.days)
    own = (
        *order_problems(case, step),
        *repricing_problems(case, step, accounts),
        *amended_gate(case, step.amendment),
        *amendment_gate(case, step, refused_bounds),
        *(() if has_begun else sessions_left_out(case, step.amendment)),
    )
    return (
        *unchanged_gate(case),
        *mended_by_taking_back(case, step, own),
    )


def repricing_problems(
    dossier: Dossier, step: Step, accounts: Iterable[Account], *, typed: bool = False
) -> tuple[Problem, ...]:
    """Return a problem for each invoice with sessions that an amendment would price differently.

    It names the last such session. Invoices issued after the last signature of the amendment
    already use its price. A package is priced as a whole, so its last invoice is named.
    `typed`: the amendment comes from the current command and is not in the file yet.
    """
    amendment, terms = step.amendment, dossier.agreed_terms
    if terms is None:
        return ()
    if terms.plan == "package":
        return tuple(_package_billed(step, accounts))
    signed_on = step.signed_on
    found: dict[str, BilledSession] = {}
    for account in accounts:
        billed = billed_shares(account)
        for name in billed.time:
            session, number = billed.sessions[name]
            paper = account.paper(number)
            if signed_on is not None and (paper is None or paper.issued_on >= signed_on):
                continue
            if _prices(amendment, session) and _is_later(session, found.get(number)):
                found[number] = session
    remedy = Remedy.EFFECTIVE_LATER if typed else None
    if amendment.signatures.days:
        remedy = Remedy.REBILL
    return tuple(
        replace(_tell(amendment, session, number), remedy=remedy)
        for number, session in sorted(found.items())
    )


def _package_billed(step: Step, accounts: Iterable[Account]) -> Iterator[Problem]:
    """Yield a problem for the last invoice of a package, whose price an amendment would change."""
    amendment = step.amendment
    if amendment.package_price is None or step.signed_on is not None:
        return
    for account in accounts:
        last = last_invoice(account)
        if last is not None and not is_credited(account, last):
            args = {"number": amendment.number, "invoice": last.number}
            yield Problem("amend.package-already-billed", args)


def package_remarks(step: Step, accounts: Iterable[Account]) -> tuple[Problem, ...]:
    """Warn if a new price of a package is less than what is billed of it already."""
    price = step.amendment.package_price
    billed = total(map(_billed_of_package, accounts))
    if price is None or price >= billed:
        return ()
    args = {"price": price, "billed": billed}
    return (Problem("amend.package-below-billed", args, level="warning"),)


def _billed_of_package(account: Account) -> Decimal:
    """Return what papers bill of a package; its last invoice contains the whole price."""
    parts = issued_parts(account)
    lines = [line for part, paper in parts.items() for line in paper.lines if line.part == part]
    whole = [line for line in lines if line.kind == "package"]
    given_up = (amount for _, line, amount in find_waived(account) if line.part in parts)
    return total(line.amount for line in whole or lines) - total(given_up)


def _prices(amendment: Amendment, session: BilledSession) -> bool:
    """Whether an amendment sets the price of a session on its day."""
    is_missed = session.status in _MISSED and amendment.late_cancel_percent is not None
    return session.on >= amendment.effective_on and (amendment.hourly_rate is not None or is_missed)


def _is_later(session: BilledSession, other: BilledSession | None) -> bool:
    return other is None or session.on > other.on


def _tell(amendment: Amendment, session: BilledSession, number: str) -> Problem:
    args = {
        "number": amendment.number,
        "effective_on": amendment.effective_on,
        "id": session.id,
        "on": session.on,
        "invoice": number,
    }
    return Problem("amend.price-already-billed", args)
