"""The contracts that are golden: each paper, for a long engagement and a short one."""

from datetime import date
from functools import cache
from typing import Any

from tests.documents.document_samples import (
    MEDIATOR,
    VAT,
    made_from,
    make_company,
    make_engagement,
    make_person,
    make_practice,
)

from phmcoach.documents.contract import Contracting, render_annex, render_contract
from phmcoach.documents.rendered import Rendered
from phmcoach.words import ContractPaper, Language

SHORT: dict[str, Any] = {
    "sessions": 2,
    "session_minutes": 90,
    "end_on": date(2026, 3, 2),
    "bounds": {"sessions_min": 2, "sessions_max": 3},
}
TERMS: dict[ContractPaper, dict[str, Any]] = {
    "private": {"concluded": "at-distance"},
    "three-party": {},
    "service": {"contract": "pair"},
    "beneficiary": {"contract": "pair"},
}
NAMES = [
    *(f"{paper}-{length}-fr" for paper in TERMS for length in ("standard", "short")),
    *(f"{paper}-standard-en" for paper in TERMS),
    "personal-annex-fr",
    "personal-annex-en",
]


def contracting(paper: ContractPaper, length: str, language: Language) -> Contracting:
    terms = TERMS[paper] | (SHORT if length == "short" else {})
    profile = {"profile": "short"} if length == "short" else {}
    engagement = make_engagement(terms, **profile)
    if paper == "private":
        practice = make_practice(mediator=MEDIATOR, **VAT)
        return made_from(engagement, make_person(language=language), practice, specimen=True)
    practice = make_practice(**(VAT if paper == "service" else {}))
    return made_from(engagement, make_company(language=language), practice)


@cache
def golden_contract(name: str) -> Rendered:
    """Render the golden contract of a name; what tests share is rendered once."""
    language: Language = "en" if name.endswith("-en") else "fr"
    if name.startswith("personal-annex"):
        annex = render_annex(contracting("three-party", "standard", language))
        if annex is None:
            raise LookupError(name)
        return annex
    paper, length, _ = name.rsplit("-", 2)
    known: dict[str, ContractPaper] = {each: each for each in TERMS}
    return render_contract(contracting(known[paper], length, language), known[paper])
