"""Nobody signs what they have not read: how long the papers of a contract may be.

The engagement is a hard one: long names and roles, long requests, five objectives with scales.
"""

import re
from datetime import date
from typing import Any

import pytest
from tests.documents.document_samples import (
    MEDIATOR,
    SIGNED,
    VAT,
    made_from,
    make_company,
    make_engagement,
    make_person,
    make_practice,
    pages_of,
)

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.contract import render_contract
from phmcoach.domain.records.engagement import Engagement
from phmcoach.words import LANGUAGES, ContractPaper, Language

NAME = "Marie-Bérengère de Saint-Hippolyte-Champfleury"
COMPANY = "Société coopérative d’intérêt collectif des Hautes-Terres et du Val-Fleuri"
PAPERS: dict[ContractPaper, int] = {
    "three-party": 5,
    "private": 5,
    "service": 4,
    "beneficiary": 4,
}
SHORT: dict[str, Any] = {
    "sessions": 3,
    "end_on": date(2026, 3, 31),
    "bounds": {"sessions_min": 2, "sessions_max": 3},
}
SIGNING = {"fr": "Fait à", "en": "Signed at"}
ANNEX = {"fr": "Annexe 1 –", "en": "Annex 1 –"}


def hard(paper: ContractPaper, terms: dict[str, Any], sentences: int = 3) -> Engagement:
    scale = [f"{word} d’une décision sur deux est prise par les équipes" for word in "ABCDE"]
    own = {"contract": "pair"} if paper in ("service", "beneficiary") else {}
    concluded = {"concluded": "off-premises"} if paper == "private" else {}
    return make_engagement(
        {**own, **concluded, **terms},
        beneficiary={
            "id": "dupont",
            "name": NAME,
            "role": "directrice générale adjointe chargée de la transformation",
        },
        demand={
            "received_on": date(2026, 1, 12),
            "requested_by": "manager",
            "situations": ["new-role"],
            "sponsor_request": "Réussir une prise de fonction dans une équipe recomposée. "
            * sentences,
            "request": "Prendre ma place, sans perdre ce qui me tient à cœur. " * sentences,
            "shared_request": "Prendre ma place sans perdre la confiance. " * sentences,
            "validated_on": date(2026, 1, 20),
        },
        objectives=[
            {
                "id": f"o{number}",
                "statement": "Poser un cadre de délégation clair avec chaque chef d’atelier",
                "expected_result": "Chacun décide seul de ce qui lui revient",
                "indicator": "Nombre d’arbitrages qui remontent par semaine",
                "levels": scale,
                "scaled_on": date(2026, 1, 21),
            }
            for number in range(1, 6)
        ],
    )


def draw(
    paper: ContractPaper, terms: dict[str, Any], language: Language, sentences: int = 3
) -> Rendered:
    client = (
        make_person(language=language, name=NAME)
        if paper == "private"
        else make_company(language=language, name=COMPANY, contact=NAME)
    )
    practice = make_practice(mediator=MEDIATOR, **VAT)
    return render_contract(made_from(hard(paper, terms, sentences), client, practice), paper)


def signed_page(pages: list[str], language: Language) -> int:
    return next(place for place, page in enumerate(pages, 1) if SIGNING[language] in page)


def size_of(rendered: Rendered) -> float:
    found = re.search(r"size: (\d+) \* 0.25pt", rendered.source)
    assert found
    return int(found[1]) / 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("terms", [{}, SHORT], ids=["standard", "short"])
@pytest.mark.parametrize("paper", PAPERS)
def test_the_articles_and_signatures_of_a_paper_take_few_pages(
    paper: ContractPaper, terms: dict[str, Any], language: Language
) -> None:
    pages = pages_of(draw(paper, terms, language).pdf)
    signed = signed_page(pages, language)
    annex = next(place for place, page in enumerate(pages, 1) if ANNEX[language] in page)

    assert signed <= (3 if terms else PAPERS[paper])
    assert annex == signed + 1
    assert min(map(len, pages)) > 300
    before = pages[signed - 1].partition(SIGNING[language])[0]
    assert len(before) > 400


def test_letters_are_as_large_as_the_number_of_pages_allows() -> None:
    sizes = {paper: size_of(draw(paper, SHORT, "fr")) for paper in PAPERS}

    assert size_of(draw("three-party", {}, "fr")) == 9.5
    assert sizes == {"three-party": 8, "private": 9.5, "service": 8.25, "beneficiary": 8.75}
    assert size_of(draw("three-party", SHORT, "fr", sentences=30)) == 8


@pytest.mark.parametrize("sentences", range(1, 30, 4))
def test_signatures_never_stand_alone_however_long_the_text_is(sentences: int) -> None:
    pages = pages_of(draw("three-party", {}, "fr", sentences).pdf)
    signed = signed_page(pages, "fr")

    before = pages[signed - 1].partition(SIGNING["fr"])[0]
    assert len(before) > 400
    assert pages[signed - 1].count(SIGNING["fr"]) == len(SIGNED)
    # No page before it is left half empty.
    assert min(len(page) for page in pages[: signed - 1]) > 3000
