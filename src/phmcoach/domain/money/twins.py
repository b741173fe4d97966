"""Equal records, probably typed twice: receipts, deposits, reductions, sessions.

What equals another one may be right: two cheques of the same amount on one day. So a receipt, a
deposit or a reduction is asked about or remarked on, never refused. An invoice of a session can't
be taken out of the ledger: it waits until the hours say that there were two.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from unicodedata import combining, normalize

from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import session_effects, uncovered_sessions
from phmcoach.domain.money.account import Account, BilledShares
from phmcoach.domain.money.invoice import BilledSession, Invoice
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.value import replace
from phmcoach.words import BILLABLE_STATUSES


def find_receipt_twin(receipt: Receipt, earlier: Mapping[int, Receipt]) -> Problem | None:
    """Return a remark if a receipt equals an earlier one that was not undone; both by place.

    Day, amount, reference and all else that is typed are the same; the shares follow from them.
    Words may differ in capitals, accents and spaces: the second time they are typed by hand again.
    """
    undone = {each.counters for each in earlier.values()}
    for place, each in earlier.items():
        if place not in undone and _typed(each) == _typed(receipt):
            args = {"amount": receipt.amount, "on": receipt.received_on, "entry": place}
            return Problem("pay.same-again", args)
    return None


def _typed(receipt: Receipt) -> Receipt:
    return replace(
        receipt,
        shares=(),
        surplus=Decimal(0),
        client=_plain(receipt.client),
        label=_plain(receipt.label),
        reference=_plain(receipt.reference),
    )


def _plain(text: str | None) -> str | None:
    """Return words without what a second typing changes: capitals, accents, spaces."""
    if text is None:
        return None
    letters = (each for each in normalize("NFKD", text) if not combining(each))
    return "".join("".join(letters).casefold().split())


def find_deposit_twin(account: Account, amount: Decimal, issued_on: date) -> Problem | None:
    """Return a remark if a deposit of this amount was issued on this day, and not credited."""
    same = (
        paper
        for paper in account.papers
        if paper.type == "deposit"
        and paper.issued_on == issued_on
        and amount in (paper.total_net, paper.total_gross)
        and not account.credits_of(paper.number or "")
    )
    for paper in same:
        args = {"amount": amount, "on": issued_on, "number": paper.number}
        return Problem("billing.same-deposit-again", args)
    return None


def find_reduction_twin(account: Account, credit: Invoice) -> Problem | None:
    """Return a remark if a credit note of this amount, on the same paper, was issued on its day.

    `credit` is a reduction: nothing else can be taken back twice.
    """
    for each in account.credits_of(credit.corrects.number if credit.corrects else ""):
        alike = (each.issued_on, each.total_gross) == (credit.issued_on, credit.total_gross)
        if alike and each.number != credit.number:
            args = {"amount": each.total_gross, "on": each.issued_on, "number": each.number}
            return Problem("credit.same-again", args, level="warning")
    return None


def find_session_twins(
    case: Case, *billed: BilledShares, through: date = date.max
) -> Iterator[Problem]:
    """Yield a problem for each session that equals another one in all that tells sessions apart.

    `billed` is what the accounts of the engagement bill, `through` the last day to compare. The
    session that is not billed, or the later one, is named as the second; if both are billed, it is
    a warning. Those that credit notes took back are not compared. One that is not billed is also
    compared with what the papers bill of sessions that the file has changed since.
    """
    numbers = {
        name: number
        for shares in billed
        for name, (_, number) in shares.sessions.items()
        if name in shares.time
    }
    credited = {name for shares in billed for name in shares.credited & shares.time}
    outside = uncovered_sessions(case)
    names = {name: each for shares in billed for name, each in shares.names.items()}
    seen: dict[Hashable, Session] = {}
    for session in sorted(
        case.engagement.sessions, key=lambda each: (each.id not in numbers, int(each.id[1:]))
    ):
        does = session_effects(case, session)
        is_compared = does.counts or does.billed_minutes
        if not is_compared or session.on > through or session.id in {*credited, *outside}:
            continue
        same = (session.on, session.at, session.minutes, session.type, session.status)
        other = seen.setdefault(same, session)
        if other is not session:
            named_there = {"id": names.get(session.id, session.id)}
            yield replace(_report_twin(session, other, numbers.get(session.id)), words=named_there)
        elif session.id not in numbers and not session.earlier_invoice:
            yield from find_moved_twins(case.engagement, session, *billed)


def find_moved_twins(
    engagement: Engagement, session: Session, *billed: BilledShares
) -> Iterator[Problem]:
    """Yield a problem for each paper that bills a session under the id of another one.

    The file has that one on another day, or with another length, type or status, than its paper. It
    is the same session, unless this one has an hour of its own. A session with travel costs is also
    compared with those whose travel alone is billed.
    """
    for shares in billed:
        names = shares.time - shares.credited
        if session.travel:
            names |= {name for name, _, _ in shares.travel - Counter(shares.credited_travel)}
        for name in sorted(names - {session.id}):
            (was, number), now = shares.sessions[name], engagement.session(name)
            if now is None or (was.on, was.minutes) != (session.on, session.minutes):
                continue
            if _is_changed(now, was) and session.at in (None, now.at):
                args = {
                    "id": session.id,
                    "other": name,
                    "number": number,
                    "on": was.on,
                    "minutes": was.minutes,
                    "now_on": now.on,
                    "now_minutes": now.minutes,
                    "now_type": now.type,
                    "now_status": now.status,
                }
                yield Problem("billing.session-billed-as-other", args)


def _is_changed(now: Session, was: BilledSession) -> bool:
    shown = (was.on, was.minutes, was.type, was.status)
    return (now.on, now.minutes, now.type, now.status) != shown


def _report_twin(session: Session, other: Session, number: str | None) -> Problem:
    args = {
        "id": session.id,
        "other": other.id,
        "on": session.on,
        "minutes": session.minutes,
        "type": session.type,
        "status": session.status,
    }
    if number is None:
        return Problem("billing.session-recorded-twice", args)
    return Problem("billing.session-billed-twice", args | {"number": number}, level="warning")


def find_shared_session(own: Engagement, other: Engagement) -> Session | None:
    """Return the first session that another engagement has too: its day, length and hour.

    What a package counts need not be on its papers yet. A session that did not take place is not
    compared, unless it was reserved for the person.
    """
    return next((each for each, _ in shared_sessions(own, other)), None)


def shared_sessions(own: Engagement, other: Engagement) -> Iterator[tuple[Session, Session]]:
    """Yield each session that two engagements have, as each of them has it."""
    theirs = {(each.on, each.minutes, each.at): each for each in _used_sessions(other)}
    for each in _used_sessions(own):
        same = theirs.get((each.on, each.minutes, each.at))
        if same is not None:
            yield each, same


def _used_sessions(engagement: Engagement) -> Iterator[Session]:
    for each in engagement.sessions:
        if each.status in BILLABLE_STATUSES:
            yield each
