"""Which invoices an amendment of the price comes too late for.

A session is priced by the terms of its own day. A new rate that holds from a day of the past
would say of a session that is billed already that it cost something else: the invoice stands, so
the amendment holds from a later day, or the invoice is taken back first.
"""

from collections.abc import Iterable

from phmcoach.domain.case import Dossier
from phmcoach.domain.history import Step
from phmcoach.domain.money.account import Account, billed_shares
from phmcoach.domain.money.invoice import BilledSession
from phmcoach.domain.records.amendment import Amendment
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy

_MISSED = frozenset({"cancelled-late", "no-show"})


def repricing_problems(
    dossier: Dossier, step: Step, accounts: Iterable[Account]
) -> tuple[Problem, ...]:
    """Return each invoice whose sessions an amendment would price anew, with the last of them.

    Of one that binds, an invoice issued from its last signature on was made at its price. The
    package of a contract is priced as a whole, and not by its sessions.
    """
    amendment, terms = step.amendment, dossier.agreed_terms
    if terms is None or terms.plan == "package":
        return ()
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
    return tuple(_tell(amendment, session, number) for number, session in sorted(found.items()))


def _prices(amendment: Amendment, session: BilledSession) -> bool:
    """Whether an amendment says what a session of its day costs."""
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
    remedy = Remedy.REBILL if amendment.signatures.days else None
    return Problem("amend.price-of-billed", args, remedy=remedy)
