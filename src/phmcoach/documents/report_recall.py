"""What a report recalls of the contract: its frame as it was agreed last, and what changed it.

A reader is told of the amendments of a contract that he signed, and of each what that contract
says: of a pair, the beneficiary is told nothing of the price.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from phmcoach.documents.amendment_view import ChangedTerm
from phmcoach.domain.amending import (
    after,
    agreed_whole,
    before,
    changed_terms,
    signed_amendments,
)
from phmcoach.domain.amendment_papers import amendment_papers, frees_absence, states_key
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.engagement import Amendment, Engagement
from phmcoach.domain.lifecycle import met_days


@dataclass(frozen=True)
class Amended:
    """An amendment in force: the terms that it changes, and whether it changes objectives.

    Of what a contract does not state itself, the values are whether there is any: of a share due
    for a missed session, whether one is billed.
    """

    number: int
    set_on: date
    effective_on: date
    changes: tuple[ChangedTerm, ...]
    has_objectives: bool
    applies_from: date | None


@dataclass(frozen=True)
class Recall:
    """The frame that was agreed last, and what was held of it; without terms there is no frame."""

    start_on: date | None
    end_on: date | None
    contracted: int | None
    held: int
    amendments: tuple[Amended, ...]


def recall_frame(engagement: Engagement, reader: Reader, *, private: bool) -> Recall:
    """Recall the frame; how many sessions were held is a number that every reader may know."""
    terms = disclose(agreed_whole(engagement), reader)["terms"]
    held = len(met_days(engagement))
    amendments = tuple(
        _recall_amendment(engagement, each, reader, private=private)
        for each in _signed_by(engagement, reader, private=private)
    )
    if terms is None:
        return Recall(None, None, None, held, amendments)
    return Recall(terms["start_on"], terms["end_on"], terms["sessions"], held, amendments)


def _signed_by(engagement: Engagement, reader: Reader, *, private: bool) -> Iterator[Amendment]:
    """Yield the amendments in force of which the reader signed a paper."""
    for each in signed_amendments(engagement):
        papers = amendment_papers(engagement, each, private=private)
        if reader is not Reader.BENEFICIARY or papers != ("service",):
            yield each


def _recall_amendment(
    engagement: Engagement, amendment: Amendment, reader: Reader, *, private: bool
) -> Amended:
    papers = amendment_papers(engagement, amendment, private=private)
    paper = papers[-1] if reader is Reader.BENEFICIARY else papers[0]
    says_absence = frees_absence(engagement, amendment) is not None
    seen = disclose(amendment, reader)
    old, new = (
        disclose(side, reader)
        for side in (before(engagement, amendment), after(engagement, amendment))
    )
    return Amended(
        number=seen["number"],
        set_on=seen["set_on"],
        effective_on=seen["effective_on"],
        changes=tuple(
            ChangedTerm(key, was, will_be)
            if states_key(paper, key)
            else ChangedTerm(key, bool(was), bool(will_be))
            for key in changed_terms(amendment)
            if states_key(paper, key) or (key == "late_cancel_percent" and says_absence)
            for was, will_be in [(old["terms"][key], new["terms"][key])]
        ),
        has_objectives=old["objectives"] != new["objectives"],
        applies_from=seen["applies_from"],
    )
