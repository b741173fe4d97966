"""The report of an evaluation, for the beneficiary and for the sponsor."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_case
from tests.documents.document_samples import (
    SIGNED,
    make_company,
    make_person,
    make_practice,
    pages_of,
    render,
    words_of,
)
from tests.documents.golden_papers import GOLDENS, draw_golden
from tests.documents.report_samples import OBJECTIVES, SHARED_LEVELS, make_evaluated, report

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.domain.base import Reader
from phmcoach.domain.contract.agreement import recall_frame
from phmcoach.domain.history import Change
from phmcoach.value import replace
from phmcoach.words import LANGUAGES, Language

BOTH = (Reader.BENEFICIARY, Reader.SPONSOR)


@pytest.mark.usefixtures("only_source")
def test_a_two_way_report_of_a_private_client_mentions_no_organisation() -> None:
    two_way = make_evaluated(mode="two-way", observations=None, shared_words=None)
    source = report(two_way, Reader.BENEFICIARY, make_person()).source

    assert "rganisation" not in words_of(source).replace("organisations", "")


@pytest.mark.usefixtures("only_source")
def test_the_reached_level_comes_before_all_levels_and_the_score_after_them() -> None:
    text = words_of(report(make_evaluated(), Reader.BENEFICIARY).source)
    order = [
        text.index("Niveau atteint : +1, plus que prévu"),
        *(text.index(level.replace("'", "’")) for level in SHARED_LEVELS),
        text.index("Score T"),
    ]

    assert order == sorted(order)


@pytest.mark.usefixtures("only_source")
def test_the_sponsor_sees_the_score_of_shared_objectives_only_if_agreed() -> None:
    shared = make_evaluated(approved=True, score_shared=True)

    assert "40 au départ, 60 au terme" in words_of(report(shared, Reader.SPONSOR).source)
    assert "34 au départ, 58 au terme" in words_of(report(shared, Reader.BENEFICIARY).source)
    kept = words_of(report(make_evaluated(approved=True), Reader.SPONSOR).source)
    assert "Score T" not in kept
    assert "le score d’ensemble" in kept


@pytest.mark.usefixtures("only_source")
def test_an_agreement_replaces_the_boxes_to_tick() -> None:
    before = words_of(report(make_evaluated(), Reader.BENEFICIARY).source)
    after = words_of(report(make_evaluated(approved=True), Reader.BENEFICIARY).source)

    assert "J’accepte que le bilan décrit" in before
    assert "Vous avez donné votre accord le 22 juillet 2026." in after
    assert "J’accepte" not in after


@pytest.mark.usefixtures("only_source")
def test_an_agreement_does_not_apply_to_words_that_changed_since() -> None:
    agreed = make_evaluated(approved=True, score_shared=True)
    assert agreed.evaluation is not None
    said = replace(agreed.evaluation, shared_words="D'autres mots.")
    changed = replace(agreed, evaluation=said)
    text = words_of(report(changed, Reader.BENEFICIARY).source)

    assert "D’autres mots." in text
    assert "Vous avez donné votre accord" not in text
    assert "J’accepte que le bilan décrit" in text
    assert "Signature :" in text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.usefixtures("only_source")
def test_an_unrated_objective_is_marked() -> None:
    text = words_of(report(make_evaluated(ratings=[]), Reader.BENEFICIARY).source)

    assert text.count("Non évalué.") == 3
    assert "Score T (Kiresuk" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_scaled_objectives_and_hard_names_take_one_page_of_the_organisation(
    language: Language,
) -> None:
    scaled = [{**OBJECTIVES[0], "id": f"o{number}"} for number in range(1, 6)]
    person = {
        "id": "dupont",
        "name": "Marie-Bérengère de Saint-Hippolyte-Champfleury",
        "role": "directrice générale adjointe chargée de la transformation",
    }
    evaluated = make_evaluated(
        approved=True,
        score_shared=True,
        whole={"objectives": scaled, "beneficiary": person},
        ratings=[
            {
                "objective": f"o{number}",
                "start": -1,
                "end": 1,
                "attainment": "Un de moins par mois.",
            }
            for number in range(1, 6)
        ],
    )
    client = make_company(
        language=language,
        name="Société coopérative d’intérêt collectif des Hautes-Terres et du Val-Fleuri",
        contact="Anne-Charlotte de La Rochefoucauld-Montbéliard",
    )
    drawn = report(evaluated, Reader.SPONSOR, client)
    text = words_of(drawn.source)

    assert len(pages_of(drawn.pdf)) == 1
    assert text.count(SHARED_LEVELS[1]) == text.count(SHARED_LEVELS[3]) == 5
    assert SHARED_LEVELS[0] not in text


@pytest.mark.parametrize("name", [name for name in GOLDENS if name.startswith("report-sponsor")])
def test_the_report_of_the_organisation_has_one_page(name: str) -> None:
    drawn = draw_golden(name)
    assert isinstance(drawn, Rendered)
    assert len(pages_of(drawn.pdf)) == 1


@pytest.mark.usefixtures("only_source")
def test_disclosed_days_of_sessions_are_not_listed_as_withheld() -> None:
    engagement = make_evaluated(approved=True)
    terms = engagement.terms
    assert terms is not None
    opened = replace(engagement, terms=replace(terms, session_dates=True))

    assert "les dates des séances" in words_of(report(engagement, Reader.SPONSOR).source)
    assert "les dates des séances" not in words_of(report(opened, Reader.SPONSOR).source)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("reader", BOTH)
def test_code_in_what_people_say_does_not_run_in_a_report(reader: Reader) -> None:
    hostile = '**x** {{ 7*7 }} #eval("1") | [ ] ____ $ @preview'
    engagement = make_evaluated(approved=True, observations=hostile, shared_words=hostile)
    source = report(engagement, reader).source

    assert "49" not in words_of(source)
    assert hostile in words_of(source)


@pytest.mark.usefixtures("only_source")
def test_the_annex_of_the_contract_prints_the_levels_of_shared_objectives() -> None:
    text = words_of(render(make_evaluated(), make_company(), make_practice()).source)

    assert all(level.replace("'", "’") in text for level in SHARED_LEVELS)
    assert "quatre nuits sur sept" not in text


NEW_OBJECTIVE = {
    "id": "o4",
    "statement": "Préparer sa relève",
    "expected_result": "Deux adjoints formés",
    "indicator": "Remplacements tenus sans appel",
    "levels": SHARED_LEVELS,
    "scaled_on": date(2026, 4, 15),
}
AMENDED: dict[str, Any] = {
    "amendments": [
        {
            "number": 1,
            "set_on": date(2026, 4, 1),
            "effective_on": date(2026, 4, 1),
            "hourly_rate": 280,
            "reason": "ZQ-REASON",
            "signatures": SIGNED,
        },
        {
            "number": 2,
            "set_on": date(2026, 4, 15),
            "effective_on": date(2026, 5, 1),
            "sessions": 14,
            "end_on": date(2026, 8, 14),
            "payment_days": 15,
            "objectives": [NEW_OBJECTIVE],
            "dropped": ["o2"],
            "signatures": SIGNED,
        },
        {
            "number": 3,
            "set_on": date(2026, 5, 15),
            "effective_on": date(2026, 5, 15),
            "sessions": 19,
            "signatures": {"coach": date(2026, 5, 15)},
        },
    ]
}
RATINGS = [{"objective": "o1", "start": -1, "end": 1}, {"objective": "o4", "start": 0, "end": 2}]


def amended_report(reader: Reader, *, pair: bool = False) -> str:
    terms = {"terms": {"contract": "pair"}} if pair else {}
    engagement = make_evaluated(approved=True, whole=AMENDED | terms, ratings=RATINGS)
    return words_of(report(engagement, reader).source).replace("\u00a0", " ")


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("reader", BOTH)
def test_the_recall_states_the_terms_in_force_and_names_each_signed_amendment(
    reader: Reader,
) -> None:
    text = amended_report(reader)

    assert "au 14 août 2026, pour 14 séances, avenants compris" in text
    assert "Avenant n° 1 du 1er avril 2026 : prix." in text
    assert (
        "Avenant n° 2 du 15 avril 2026, à compter du 1er mai 2026 : 14 séances au lieu de 12,"
        " fin le 14 août 2026 au lieu du 31 juillet 2026, délai de paiement et objectifs partagés."
    ) in text
    assert "Préparer sa relève" in text
    for gone in ("n° 3", "19 séances", "ZQ-REASON", "280", "Conduire la réunion"):
        assert gone not in text


def test_the_recall_of_a_pair_shows_the_beneficiary_that_absence_is_free_but_no_rate() -> None:
    (changed, *_) = AMENDED["amendments"]
    free = changed | {"late_cancel_percent": Decimal(0)}
    engagement = make_evaluated(
        approved=True, whole={"terms": {"contract": "pair"}, "amendments": [free]}
    )
    recall = recall_frame(make_case(engagement), Reader.BENEFICIARY)

    assert [each.changes for each in recall.amendments] == [
        (Change("late_cancel_percent", before=True, after=False),)
    ]


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("reader", BOTH)
def test_the_recall_of_a_pair_names_only_changes_of_the_beneficiary_contract(
    reader: Reader,
) -> None:
    recall = amended_report(reader, pair=True)

    assert "juillet 2026 et objectifs partagés." in recall
    for unsaid in ("Avenant n° 1", "prix", "délai de paiement"):
        assert unsaid not in recall
