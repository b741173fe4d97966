"""The data that goes when a person asks to be erased, and the line in its place.

Notes, own words, personal objectives and evaluations have no legal duration, so they go at once
(GDPR 17). What was signed stays as long as it can be sued on (C. civ. 2224), and the ledger and the
days of what it bills stay ten years (C. com. L123-22; GDPR 17.3.b). So a signed engagement is
erased twice: its private part when somebody asks for it, and all that names somebody once the
contract's day is past. Then a record without a name is left, because the ledger refers to it.

A line (`Erased`) stands in the place of each part. Rules that miss a part look for that line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from phmcoach.domain.base import Record
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.signed import ANNEXED, RECORD
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Beneficiary, Demand, Engagement, Outcome
from phmcoach.domain.records.erased import (
    ERASED_PARTS,
    ERASED_TEXT,
    NO_SITUATION,
    Erased,
    ErasedPart,
    ErasureReason,
)
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import NOTHING, Value, fields_of, replace


class Erasure(Value):
    """An engagement without what was erased of it, and how many pieces of each part went."""

    engagement: Engagement
    counts: Mapping[ErasedPart, int]


def is_closed(dossier: Dossier) -> bool:
    """Whether nothing of the work is left to do, so that nothing needs what would be erased."""
    ending = ending_of(dossier)
    return ending is not None and ending.state in ("closed", "declined")


def erasing_problems(case: Case) -> tuple[Problem, ...]:
    """Return a problem while the work goes on, which needs what would be erased."""
    if is_closed(case):
        return ()
    is_planned = any(each.status == "planned" for each in case.engagement.sessions)
    remedy = None if ending_of(case) is None or is_planned else Remedy.CLOSE
    return (Problem("erase.still-open", {"ref": case.ref}, ref=case.ref, remedy=remedy),)


def erase(
    case: Case,
    *,
    whole: bool,
    goes: Callable[[str], bool] = lambda _: False,
    others: Mapping[ErasedPart, int] = NOTHING,
) -> Erasure:
    """Return an engagement without its private part, or without all that names somebody.

    `goes` says whether the file of a signed paper goes, whose digest then leaves the seal; `others`
    is how much goes besides the engagement's own file, such as its notes.
    """
    before = case.engagement
    parts = _without_name(case) if whole else _without_private(case)
    after = before
    for _, changed in parts:
        after = replace(after, **changed)
    gone = _count_by_part(before, parts)
    counts = {
        part: found for part in ERASED_PARTS if (found := gone.get(part, 0) + others.get(part, 0))
    }
    return Erasure(_without_seals(after, goes), counts)


def with_lines(erasure: Erasure, *, on: date, reason: ErasureReason) -> Engagement:
    """Return the engagement with a line for each part that went."""
    lines = tuple(
        Erased(on=on, what=part, count=count, reason=reason)
        for part, count in erasure.counts.items()
    )
    return replace(erasure.engagement, erased=(*erasure.engagement.erased, *lines))


def removed_texts(before: Engagement, after: Engagement) -> frozenset[str]:
    """Return each text that an engagement no longer contains, to look for it elsewhere.

    A word in small letters, such as one of our own lists, is in too many files to say anything.
    """
    gone = {*texts_in(before)} - {*texts_in(after)}
    return frozenset(each for each in gone if not re.fullmatch("[a-z0-9-]+", each))


def texts_in(value: object) -> Iterator[str]:
    """Yield each text of a record, at any depth."""
    match value:
        case Record():
            yield from texts_in(tuple(fields_of(value).values()))
        case tuple():
            for each in value:
                yield from texts_in(each)
        case Mapping():
            yield from texts_in(tuple(value.values()))
        case str():
            yield value


Part = tuple[ErasedPart, Mapping[str, Any]]
"""A part, and the fields of the engagement without it."""


def _without_private(case: Case) -> tuple[Part, ...]:
    """Return the private parts; what a private client's contract prints is signed, and stays."""
    before = case.engagement
    is_printed = case.private and bool(before.signatures.days)
    demand = replace(
        before.demand,
        situations=NO_SITUATION,
        situation_text=None,
        request=before.demand.request if is_printed else None,
        analysed_on=None,
        disciplinary=None,
    )
    objectives = tuple(each for each in before.objectives if each.shared or is_printed)
    return (
        ("demand", {"demand": demand}),
        ("objectives", {"objectives": objectives}),
        ("evaluation", {"evaluation": None}),
        ("reasons", _without_reasons(before)),
        ("next", {"sessions": _without_next(before.sessions)}),
    )


def _without_name(case: Case) -> tuple[Part, ...]:
    """Return all that names somebody or says something of them, as one part.

    Days, prices and the sessions that were billed stay: the ledger is understood by them.
    """
    before = case.engagement
    return (
        (
            "engagement",
            {
                **_without_reasons(before),
                "justification": None,
                "beneficiary": Beneficiary(id=case.ref, name=ERASED_TEXT),
                "demand": Demand(received_on=before.demand.received_on, situations=NO_SITUATION),
                "objectives": (),
                "terms": None if before.terms is None else replace(before.terms, place=None),
                "seal": NOTHING,
                "amendments": tuple(map(_amendment_without_name, before.amendments)),
                "evaluation": None,
                "hours_consent": None,
                "sessions": _without_next(before.sessions),
            },
        ),
    )


def _amendment_without_name(amendment: Amendment) -> Amendment:
    return replace(
        amendment,
        reason=None,
        place=None,
        exception=None,
        contact=None,
        contact_role=None,
        beneficiary=None,
        beneficiary_role=None,
        objectives=(),
        dropped=(),
        seal=NOTHING,
    )


def _without_reasons(before: Engagement) -> dict[str, Any]:
    """Return the fields with the coach's reasons without them; a rule needs some, as a word."""
    return {
        "justification": before.justification and ERASED_TEXT,
        "amendments": tuple(replace(each, reason=None) for each in before.amendments),
        "outcome": _without_words(before.outcome),
        "pauses": tuple(replace(each, reason="other") for each in before.pauses),
        "explanations": (),
    }


def _without_words(outcome: Outcome) -> Outcome:
    return replace(outcome, decline_ground=None, decline_reason=None, end_reason=None)


def _without_next(sessions: Iterable[Session]) -> tuple[Session, ...]:
    return tuple(replace(each, next=None) for each in sessions)


def _without_seals(engagement: Engagement, goes: Callable[[str], bool]) -> Engagement:
    """Return an engagement whose seals hold no digest of what goes, nor of words of the annex.

    A seal of an earlier version holds a digest for each thing that the contract itself prints.
    """

    def left(seal: Mapping[str, str]) -> Mapping[str, str]:
        if RECORD not in seal:
            return seal
        kept = (key for key in seal if not (key.startswith(ANNEXED) or goes(key)))
        return {key: seal[key] for key in kept}

    amendments = tuple(replace(each, seal=left(each.seal)) for each in engagement.amendments)
    return replace(engagement, seal=left(engagement.seal), amendments=amendments)


def _count_by_part(before: Engagement, parts: Iterable[Part]) -> dict[ErasedPart, int]:
    """Return how many pieces go: objectives and the evaluation are one each, else each value."""
    counts: dict[ErasedPart, int] = {}
    for part, changed in parts:
        if all(getattr(before, name) == value for name, value in changed.items()):
            continue
        counts[part] = 1 if part in ("engagement", "evaluation") else _count(before, changed)
    return counts


def _count(before: Engagement, changed: Mapping[str, object]) -> int:
    return sum(_differences(getattr(before, name), value) for name, value in changed.items())


def _differences(before: object, after: object) -> int:
    """Return how many values of a record differ; a record that is gone is one of them."""
    if before == after:
        return 0
    if isinstance(before, Record) and isinstance(after, Record):
        pairs = zip(fields_of(before).values(), fields_of(after).values(), strict=True)
        return sum(_differences(*pair) for pair in pairs)
    if isinstance(before, tuple) and isinstance(after, tuple):
        if len(before) != len(after):
            return len(before) - len(after)
        if all(isinstance(each, Record) for each in before):
            return sum(_differences(*pair) for pair in zip(before, after, strict=True))
    return 1
