"""The view for the templates of a report: only values that its reader may see.

The engagement is disclosed to the reader first. All figures of the sponsor's view, including the
T-score, are computed from the disclosed values, so no personal objective influences them.
"""

from collections.abc import Iterable
from datetime import date

from phmcoach.documents.papers.page import View, view_sender
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case
from phmcoach.domain.contract.agreement import has_agreed, opener_of, recall_frame
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.gas import ATTAINMENT_LEVELS, Scores, score_change
from phmcoach.value import Value
from phmcoach.words import Withheld

ALLIANCE_KEYS = ("matters", "method", "freedom", "takeaway")

ALWAYS_WITHHELD: tuple[Withheld, ...] = (
    "request",
    "personal-objectives",
    "changes",
    "next",
    "relation",
    "session-content",
    "absences",
    "opinion",
)
"""The kinds of content that the sponsor's version never has, whether they exist or not."""


class ScaleLevel(Value):
    """One level of a scale: its mark (`−1`), its text, and whether it is the start or the end."""

    mark: str
    text: str
    at_start: bool
    at_end: bool


def view_report(case: Case, practice: Practice, *, reader: Reader, today: date) -> View:
    """Compose the view of a report from values that its reader may see.

    The caller has checked the gates: there is an evaluation, and if the reader is the sponsor, the
    beneficiary has agreed.
    """
    seen = disclose(case.engagement, reader, opener_of(case))
    payer = disclose(case.client, reader)
    business = disclose(practice, reader)
    evaluation, on = seen["evaluation"], seen["outcome"]["evaluated_on"]
    if evaluation is None or on is None:
        message = "the evaluation is missing or has no day"
        raise ValueError(message)
    ratings = {rating["objective"]: rating for rating in evaluation["ratings"]}
    objectives = [disclose(each, reader) for each in case.agreed_objectives]
    personal = [each for each in objectives if each.get("personal", False)]
    shared = [each for each in objectives if each and each not in personal]
    for_sponsor = reader is Reader.SPONSOR
    # An agreement covers the evaluation as it was then, not as it is now.
    approved_on = evaluation["approved_on"] if has_agreed(case) else None
    score_shared = approved_on is not None and bool(evaluation["score_shared"])
    return {
        "reference": case.paper_reference,
        "today": today,
        "coach": business["name"],
        **view_sender(practice, case.client.language),
        "beneficiary": case.beneficiary.name,
        "role": case.beneficiary.role,
        "organisation": None if case.private else payer["name"],
        "contact": None if case.private else payer["contact"],
        "evaluated_on": on,
        "mode": evaluation["mode"],
        "recall": recall_frame(case, reader),
        "shared": tuple(_rated(each, ratings) for each in shared),
        "personal": tuple(_rated(each, ratings) for each in personal),
        "score": None if for_sponsor else _score([*shared, *personal], ratings),
        "shared_score": _score(shared, ratings) if score_shared or not for_sponsor else None,
        "changed": _paragraphs(evaluation.get("changed")),
        "remains": _paragraphs(evaluation.get("remains")),
        "next": _paragraphs(evaluation.get("next")),
        "alliance": _alliance(evaluation.get("alliance")),
        "observations": _paragraphs(evaluation["observations"]),
        "shared_words": _paragraphs(evaluation["shared_words"]),
        "approved_on": approved_on,
        "score_shared": score_shared,
        "withheld": _withheld(case, score_shared=score_shared) if for_sponsor else (),
    }


def _rated(objective: Disclosed, ratings: dict[str, Disclosed]) -> View:
    """Return an objective with its levels, its attainment, and its levels at start and end.

    Without a scale, `levels` is empty, and `start` and `end` are None.
    """
    rating = ratings.get(objective["id"], {})
    start, end = rating.get("start"), rating.get("end")
    levels = tuple(
        ScaleLevel(_mark(level), text, at_start=level == start, at_end=level == end)
        for level, text in zip(ATTAINMENT_LEVELS, objective["levels"], strict=False)
    )
    return {
        **objective,
        "levels": levels,
        "attainment": rating.get("attainment"),
        "start": next((level for level in levels if level.at_start), None),
        "end": next((level for level in levels if level.at_end), None),
    }


def _mark(level: int) -> str:
    return f"+{level}" if level > 0 else str(level).replace("-", "\u2212")


def _score(objectives: Iterable[Disclosed], ratings: dict[str, Disclosed]) -> Scores | None:
    rated = ((each, ratings[each["id"]]) for each in objectives if each["id"] in ratings)
    return score_change(
        (objective["weight"], rating["start"], rating["end"])
        for objective, rating in rated
        if objective["levels"] and rating["end"] is not None
    )


def _paragraphs(text: str | None) -> tuple[str, ...]:
    return tuple(line for line in (text or "").splitlines() if line.strip())


def _alliance(alliance: Disclosed | None) -> tuple[View, ...]:
    return tuple({"key": key, "rating": alliance[key]} for key in ALLIANCE_KEYS) if alliance else ()


def _withheld(case: Case, *, score_shared: bool) -> tuple[Withheld, ...]:
    terms = case.agreed_terms
    dates = terms is not None and terms.session_dates
    conditional: tuple[Withheld, ...] = (
        *(() if dates else ("session-dates",)),
        *(() if score_shared else ("score",)),
    )
    return ALWAYS_WITHHELD + conditional
