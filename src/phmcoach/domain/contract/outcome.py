"""The ways out: a demand that is declined, an early end, the close.

Each rule is asked twice: a command asks it before it writes, with what it was told, and whoever
reads a file asks it of the facts that stand there. A demand can be declined until the contract is
signed; from then on there is something to end, and something that may be due.
"""

from collections.abc import Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.coverage import in_order
from phmcoach.domain.contract.ending import ending_of, endings
from phmcoach.domain.contract.lifecycle import has_met_by
from phmcoach.errors import Problem
from phmcoach.words import DeclineGround, Party


def over_problems(dossier: Dossier) -> tuple[Problem, ...]:
    """Refuse what only an engagement that is not over allows."""
    ending = ending_of(dossier)
    if ending is None:
        return ()
    args: dict[str, object] = {"state": ending.state, "on": ending.on}
    return (Problem("outcome.already-over", args, f"coach show {dossier.ref}"),)


def decline_problems(
    case: Case, *, on: date, by: Party, ground: DeclineGround | None
) -> tuple[Problem, ...]:
    """Return what stands in the way of declining a demand.

    Only a coach has a ground to give: the beneficiary must be fully willing, so nothing is asked
    of him, and what moves an organisation is its own.
    """
    if over := over_problems(case):
        return over
    signed_on = case.contracted_on
    if signed_on is not None:
        fix = f"coach end {case.ref} --on DATE --by {by}"
        return (Problem("outcome.already-contracted", {"on": signed_on}, fix),)
    return (
        *_declined_before_received(case, on, None),
        *_without_sponsor(case, by, None),
        *_ground_of_another(by, ground, None),
    )


def end_problems(case: Case, *, on: date, by: Party) -> tuple[Problem, ...]:
    """Return what stands in the way of an early end: no contract yet, or sessions after it."""
    if over := over_problems(case):
        return over
    if case.contracted_on is None:
        fix = f"coach decline {case.ref} --on DATE --by {by}"
        return (Problem("outcome.not-contracted", {}, fix),)
    return (
        *_ended_before_contract(case, on, None),
        *_without_sponsor(case, by, None),
        *(
            Problem("outcome.session-after", {"id": session.id, "on": session.on})
            for session in in_order(case.engagement.sessions)
            if session.on > on and session.status in ("held", "no-show")
        ),
    )


def close_problems(case: Case, *, on: date) -> tuple[Problem, ...]:
    """Return what stands in the way of a close: only what has come to an end can be closed.

    A demand is declined, a contract ends or is evaluated once a session was held.
    """
    known, decisive = endings(case), ending_of(case)
    if decisive is not None and decisive.state == "closed":
        args: dict[str, object] = {"state": "closed", "on": decisive.on}
        return (Problem("outcome.already-over", args, f"coach archive {case.ref}"),)
    if not known:
        fix = f"coach end {case.ref} --on DATE --by PARTY"
        if case.contracted_on is None:
            fix = f"coach decline {case.ref} --on DATE --by PARTY"
        elif has_met_by(case, on):
            fix = f"coach evaluate {case.ref}"
        return (Problem("gate.closed-without-end", {"on": on}, fix),)
    return tuple(_closed_before(max(each.on for each in known), on, None))


def outcome_breaches(case: Case) -> Iterator[Problem]:
    """Yield what a hand edit of the outcome can have made wrong."""
    outcome, fix = case.engagement.outcome, f"coach edit {case.ref}"
    yield from _parts_without_day(case, fix)
    signed_on = case.contracted_on
    if outcome.declined_on is not None:
        yield from _declined_before_received(case, outcome.declined_on, fix)
        if signed_on is not None:
            args = {"declined_on": outcome.declined_on, "signed_on": signed_on}
            yield Problem("gate.declined-and-contracted", args, fix)
    yield from _without_sponsor(case, outcome.declined_by, fix)
    yield from _ground_of_another(outcome.declined_by, outcome.decline_ground, fix)
    if outcome.ended_on is not None:
        if signed_on is None:
            yield Problem("gate.ended-without-contract", {"on": outcome.ended_on}, fix)
        yield from _ended_before_contract(case, outcome.ended_on, fix)
        if outcome.evaluated_on is not None and outcome.evaluated_on < outcome.ended_on:
            args = {"ended_on": outcome.ended_on, "evaluated_on": outcome.evaluated_on}
            yield Problem("gate.ended-after-evaluation", args, fix)
    yield from _without_sponsor(case, outcome.ended_by, fix)
    if outcome.closed_on is not None:
        if len(endings(case)) == 1:
            yield Problem("gate.closed-without-end", {"on": outcome.closed_on}, fix)
        for day in (outcome.declined_on, outcome.ended_on):
            if day is not None:
                yield from _closed_before(day, outcome.closed_on, fix)


def _parts_without_day(case: Case, fix: str) -> Iterator[Problem]:
    outcome = case.engagement.outcome
    for day, parts in (
        ("declined_on", ("declined_by", "decline_ground", "decline_reason")),
        ("ended_on", ("ended_by", "end_reason")),
    ):
        if getattr(outcome, day) is None:
            for key in parts:
                if getattr(outcome, key) is not None:
                    yield Problem("gate.outcome-without-day", {"key": key, "day": day}, fix)


def _declined_before_received(case: Case, on: date, fix: str | None) -> Iterator[Problem]:
    received = case.engagement.demand.received_on
    if on < received:
        args = {"declined_on": on, "received_on": received}
        yield Problem("gate.declined-before-received", args, fix)


def _ended_before_contract(case: Case, on: date, fix: str | None) -> Iterator[Problem]:
    signed_on = case.contracted_on
    if signed_on is not None and on < signed_on:
        args = {"ended_on": on, "signed_on": signed_on}
        yield Problem("gate.ended-before-contract", args, fix)


def _without_sponsor(case: Case, by: Party | None, fix: str | None) -> Iterator[Problem]:
    if case.private and by == "sponsor":
        yield Problem("outcome.no-sponsor", {}, fix)


def _ground_of_another(
    by: Party | None, ground: DeclineGround | None, fix: str | None
) -> Iterator[Problem]:
    if ground is not None and by != "coach":
        yield Problem("outcome.ground-of-another", {}, fix)


def _closed_before(end_on: date, on: date, fix: str | None) -> Iterator[Problem]:
    if on < end_on:
        yield Problem("gate.closed-before-end", {"on": on, "end_on": end_on}, fix)
