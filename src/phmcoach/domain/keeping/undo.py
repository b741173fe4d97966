"""The problems of taking a change back, and the ids that stay given."""

from collections.abc import Iterator

from phmcoach.domain.money.account import Account, billed_shares
from phmcoach.domain.money.billed import is_as_billed
from phmcoach.domain.money.credit_left import priced_sessions, showing_paper
from phmcoach.domain.records.amendment import SignedDays
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.given_ids import ids_to_keep
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.words import PARTIES


def given_ids(now: Engagement, after: Engagement) -> dict[str, str]:
    """Return the keys that keep what was given and is never given again.

    They are the highest ids of sessions and objectives, and the number of the contract: its papers
    may have been sent.
    """
    kept = ids_to_keep(now, after)
    number = now.contract_reference
    if number is not None and after.contract_reference is None:
        kept["contract_reference"] = number
    return kept


def signature_problems(now: Engagement, after: Engagement | None) -> Iterator[Problem]:
    """Yield a problem for the contract, and each amendment, that loses a signature.

    Taking a signature back keeps its record, so it has a command of its own.
    """
    if _is_lost(now.signatures, after.signatures if after else None):
        yield Problem("undo.signed")
    kept = {each.number: each.signatures for each in after.amendments} if after else {}
    for amendment in now.amendments:
        if _is_lost(amendment.signatures, kept.get(amendment.number)):
            args = {"number": amendment.number}
            yield Problem("undo.amendment-signed", args)


def _is_lost(now: SignedDays, after: SignedDays | None) -> bool:
    signed = [each for each in PARTIES if now.signed_on(each) is not None]
    return any(after is None or after.signed_on(each) is None for each in signed)


def billed_problems(
    now: Engagement, after: Engagement | None, account: Account
) -> Iterator[Problem]:
    """Yield a problem for each session that an invoice bills, and that would not be as it says.

    One without a price of its own is credited with its whole paper.
    """
    billed = billed_shares(account)
    kept = {each.id: each for each in after.sessions} if after else {}
    for session in now.sessions:
        if session.id not in billed.sessions or session.id in billed.credited:
            continue
        left = kept.get(session.id)
        if left is None or not is_as_billed(left, billed):
            args = {"id": session.id, "number": billed.sessions[session.id][1]}
            paper = showing_paper(account, session.id)
            is_priced = paper and session.id in {each.id for each in priced_sessions(paper)}
            words = {"invoice": args["number"], "id": billed.names[session.id]}
            remedy = None if is_priced else Remedy.REBILL
            yield Problem("undo.session-billed", args, remedy=remedy, words=words)


def numbered_problems(now: Engagement) -> Iterator[Problem]:
    """Yield a problem if an engagement that would go gave a contract its number."""
    if now.contract_reference is not None:
        args = {"number": now.contract_reference}
        yield Problem("undo.contract-numbered", args)
