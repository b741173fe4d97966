"""Comparison of the sessions of an engagement with the invoices.

The ledger is right by definition. A session that was changed or removed after its invoice is
reported; the coach then corrects the file or credits the invoice.
"""

from collections import Counter

from phmcoach.domain.case import Dossier
from phmcoach.domain.money.account import Account, BilledShares, billed_shares
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem


def is_as_billed(now: Session, billed: BilledShares) -> bool:
    """Whether a billed session has the length, type and status on its papers, and a day they show.

    A line of a month shows no days, so a session may be on another day of it. Nothing is left on
    the papers of a session that credit notes took back in whole.
    """
    if now.id in billed.credited:
        return True
    was, _ = billed.sessions[now.id]
    same = (now.minutes, now.type, now.status) == (was.minutes, was.type, was.status)
    return same and (now.on == was.on or billed.shows_day(now.id, now.on))


def compare_billed(dossier: Dossier, billed: BilledShares) -> tuple[Problem, ...]:
    """Report each billed session that is gone, or that differs from what its papers show.

    A removed travel cost is reported too, because its replacement would be billed again. A problem
    could lead to double billing is an error, any other difference a warning. A session that credit
    notes took back in whole may be gone.
    """
    problems = []
    for name, (was, number) in billed.sessions.items():
        now = dossier.engagement.session(name)
        if now is None:
            if name in billed.credited:
                continue
            args = {"id": name, "number": number, "on": was.on}
            problems.append(Problem("billing.session-missing", args))
            continue
        if not is_as_billed(now, billed):
            args = {
                "id": name,
                "number": number,
                "was_on": was.on,
                "was_minutes": was.minutes,
                "on": now.on,
                "minutes": now.minutes,
                "was_type": was.type,
                "type": now.type,
                "was_status": was.status,
                "status": now.status,
            }
            changed = Problem("billing.session-changed", args, level="warning")
            problems.append(changed)
        costs = Counter((name, cost.label, cost.amount) for cost in now.travel)
        held = Counter({key: count for key, count in billed.travel.items() if key[0] == name})
        if held - costs:
            args = {"id": name, "number": number}
            problems.append(Problem("billing.travel-changed", args))
    return tuple(problems)


def was_billed_in(dossier: Dossier, account: Account) -> bool:
    """Whether an account of another reference bills the sessions of this engagement.

    Its file was renamed then: the person and the client are the same, and so is every session.
    """
    engagement = dossier.engagement
    for paper in account.papers:
        if (paper.beneficiary, paper.buyer.reference) != (
            engagement.beneficiary.name,
            engagement.client,
        ):
            return False
    billed = billed_shares(account)
    own = [engagement.session(name) for name in billed.sessions]
    return bool(own) and all(each is not None and is_as_billed(each, billed) for each in own)
