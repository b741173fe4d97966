"""Contracts of a company contain no marker of a field that the sponsor may not see."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from tests.documents.document_samples import (
    made_from,
    make_company,
    make_engagement,
    make_practice,
    render,
    text_of,
)

from phmcoach.documents.papers.personal_annex import render_personal_annex
from phmcoach.domain.base import Reader, Record
from phmcoach.words import LANGUAGES, ContractPaper, Language

PAPERS: tuple[ContractPaper, ...] = ("three-party", "service", "beneficiary")

MARKED = make_engagement(
    client="zq-client",
    profile="zq-profile",
    follow_up_of="zq-earlier",
    justification="ZQ-JUSTIFICATION",
    beneficiary={
        "id": "zq-id",
        "name": "ZQ-NAME",
        "role": "ZQ-ROLE",
        "email": "zq@beneficiary.example",
    },
    demand={
        "received_on": date(2026, 1, 12),
        "situations": ["new-role", "work-life-balance"],
        "situation_text": "ZQ-SITUATION",
        "sponsor_request": "ZQ-SPONSOR-REQUEST",
        "request": "ZQ-REQUEST",
        "shared_request": "ZQ-SHARED-REQUEST",
        "analysed_on": date(2038, 8, 8),
        "validated_on": date(2026, 1, 20),
        "disciplinary": True,
    },
    objectives=[
        {
            "id": "o1",
            "statement": "ZQ-SHARED-STATEMENT",
            "expected_result": "ZQ-SHARED-RESULT",
            "indicator": "ZQ-SHARED-INDICATOR",
        },
        {
            "id": "o2",
            "statement": "ZQ-PERSONAL-STATEMENT",
            "expected_result": "ZQ-PERSONAL-RESULT",
            "indicator": "ZQ-PERSONAL-INDICATOR",
            "personal": True,
        },
    ],
    terms={"place": "ZQ-PLACE", "purchase_order": "ZQ-ORDER"},
    outcome={
        "declined_by": "coach",
        "decline_ground": "conflict-of-interest",
        "decline_reason": "ZQ-DECLINE-REASON",
        "ended_by": "sponsor",
        "end_reason": "ZQ-END-REASON",
        "evaluation_planned_on": date(2033, 3, 3),
    },
    pauses=[{"start_on": date(2034, 4, 4), "end_on": date(2034, 4, 5), "reason": "illness"}],
    sessions=[
        {
            "id": "s99",
            "on": date(2035, 5, 5),
            "minutes": 77,
            "status": "no-show",
            "travel": [{"amount": Decimal("12.34"), "label": "ZQ-TRAVEL"}],
        }
    ],
)
NEVER = (
    "zq-profile",
    "zq-earlier",
    "ZQ-JUSTIFICATION",
    "zq-id",
    "zq@beneficiary.example",
    "ZQ-SITUATION",
    "ZQ-REQUEST",
    "ZQ-PERSONAL-STATEMENT",
    "ZQ-PERSONAL-RESULT",
    "ZQ-PERSONAL-INDICATOR",
    "2033",
    "2034",
    "2035",
    "2038",
    "conflict-of-interest",
    "ZQ-DECLINE-REASON",
    "ZQ-END-REASON",
    "disciplin",
    "new-role",
    "work-life-balance",
    "illness",
    "no-show",
)
PRINTED = (
    "ZQ-NAME",
    "ZQ-ROLE",
    "ZQ-SPONSOR-REQUEST",
    "ZQ-SHARED-REQUEST",
    "ZQ-SHARED-STATEMENT",
    "ZQ-SHARED-RESULT",
    "ZQ-SHARED-INDICATOR",
    "ZQ-PLACE",
    "ZQ-ORDER",
)


def hidden_texts(record: Record, *, hidden: bool = False) -> Iterator[str]:
    """Yield every text that only the coach, or the coach and the beneficiary, may read."""
    for name, audience in type(record).audiences.items():
        closed = audience.opened_by is None or not getattr(record, audience.opened_by)
        narrow = audience.reader in (Reader.COACH, Reader.BENEFICIARY) and closed
        value = getattr(record, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Record):
                yield from hidden_texts(each, hidden=hidden or narrow)
            elif isinstance(each, str) and (hidden or narrow):
                yield each


def test_every_hidden_text_of_the_engagement_is_searched_for() -> None:
    ordinary = {
        "o2",
        "in-person",
        "coach",
        "sponsor",
    }  # too short or too common to look for in prose

    assert set(hidden_texts(MARKED)) - set(NEVER) == ordinary


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS)
def test_no_paper_of_a_contract_shows_what_the_sponsor_may_not_see(
    paper: ContractPaper, language: Language
) -> None:
    rendered = render(MARKED, make_company(language=language), make_practice(), paper=paper)
    everywhere = rendered.source + text_of(rendered.pdf)
    prose = {"illness"} if language == "en" else set()  # two clauses contain this word

    assert {marker for marker in NEVER if marker in everywhere} == prose


def test_the_personal_annex_shows_what_is_personal_and_nothing_of_the_coach_alone() -> None:
    annex = render_personal_annex(made_from(MARKED, make_company(), make_practice()))
    assert annex is not None
    personal = [marker for marker in NEVER if "PERSONAL" in marker or marker == "ZQ-REQUEST"]

    assert [marker for marker in NEVER if marker in annex.source] == personal
    assert "ZQ-SHARED" not in annex.source


def test_a_company_contract_prints_what_the_sponsor_may_see() -> None:
    text = text_of(render(MARKED, make_company(), make_practice()).pdf)

    assert [marker for marker in PRINTED if marker not in text] == []


def test_no_contract_shows_the_rates_and_closures_of_the_coach() -> None:
    practice = make_practice(
        rates=[{"valid_from": date(2036, 6, 6), "client_kind": "private", "hourly": 987}],
        closures=[{"start_on": date(2037, 7, 7), "end_on": date(2037, 7, 8)}],
    )
    source = render(MARKED, make_company(), practice).source

    assert [marker for marker in ("2036", "987", "2037") if marker in source] == []
