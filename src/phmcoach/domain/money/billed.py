"""Whether the sessions of an engagement still are what was billed.

The ledger is right by definition. A session that was changed, or is gone, after its invoice is
told, and settled by the coach: he corrects the file, or credits the invoice.
"""

from collections import Counter

from phmcoach.domain.case import Dossier
from phmcoach.domain.money.account import BilledShares
from phmcoach.errors import Problem


def compare_billed(dossier: Dossier, billed: BilledShares) -> tuple[Problem, ...]:
    """Return each billed session that is gone, or whose day, length, type or status differs.

    A billed travel cost that a session no longer has is told too: the cost in its place would be
    billed again. What could be billed again is an error, what merely differs a warning.
    """
    problems = []
    for name, (was, number) in billed.sessions.items():
        now = dossier.engagement.session(name)
        if now is None:
            args = {"id": name, "number": number, "on": was.on}
            problems.append(Problem("billing.session-gone", args))
            continue
        if (now.on, now.minutes, now.type, now.status) != (
            was.on,
            was.minutes,
            was.type,
            was.status,
        ):
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
