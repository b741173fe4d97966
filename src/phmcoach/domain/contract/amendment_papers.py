"""Which papers an amendment is made of: one, or for a pair one for each contract that it changes.

A pair is two contracts. What both of them say is changed in both; the price and how it is paid
stand in the service agreement alone, so the beneficiary has nothing to sign where nothing else
changes.
"""

from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.terms import SERVICE_ONLY, contract_papers, marked_terms, paper_signers
from phmcoach.words import ContractPaper, Party

_NO_CHANGE = frozenset({"number", "set_on", "effective_on", "reason", "signatures", "seal"})
"""What an amendment says of itself, and changes nothing of a contract."""


def amendment_papers(
    engagement: Engagement, amendment: Amendment, *, private: bool
) -> tuple[ContractPaper, ...]:
    """Return the papers that an amendment is made of: those of the contract that it changes."""
    if engagement.terms is None:
        return ("private",) if private else ("three-party",)
    return tuple(
        paper
        for paper in contract_papers(engagement.terms, private=private)
        if paper != "beneficiary" or _concerns_beneficiary(engagement, amendment)
    )


def pair_signers(engagement: Engagement, amendment: Amendment) -> tuple[Party, ...] | None:
    """Return who signs what an amendment of a pair is made of, or None for one contract."""
    if engagement.terms is None or engagement.terms.contract != "pair":
        return None
    papers = amendment_papers(engagement, amendment, private=False)
    return tuple(dict.fromkeys(party for paper in papers for party in paper_signers(paper)))


def frees_absence(engagement: Engagement, amendment: Amendment) -> bool | None:
    """Return whether a missed session is no longer billed, False where it is anew, else None.

    The beneficiary's contract says whether it is, and not how much of it.
    """
    percent, terms = amendment.late_cancel_percent, engagement.terms
    if percent is None or terms is None or terms.plan == "package":
        return None
    # The two modules ask each other: who signs depends on what was agreed, and that on who signed.
    from phmcoach.domain.contract.amending import before

    agreed = before(engagement, amendment).terms
    was = agreed.late_cancel_percent if agreed else None
    return None if bool(was) == bool(percent) else not percent


def _concerns_beneficiary(engagement: Engagement, amendment: Amendment) -> bool:
    keys = Amendment.model_fields.keys() - _NO_CHANGE - marked_terms(SERVICE_ONLY)
    changed = any(getattr(amendment, key) not in (None, ()) for key in keys)
    return changed or frees_absence(engagement, amendment) is not None
