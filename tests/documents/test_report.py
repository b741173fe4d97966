"""The report of an evaluation, for the beneficiary and for the sponsor."""

import pytest
from tests.documents.document_samples import (
    make_company,
    make_person,
    make_practice,
    render,
    words_of,
)
from tests.documents.report_samples import SHARED_LEVELS, make_evaluated, report

from phmcoach.domain.base import Reader

BOTH = (Reader.BENEFICIARY, Reader.SPONSOR)


@pytest.mark.usefixtures("only_source")
def test_a_two_way_evaluation_of_a_private_client_speaks_of_no_organisation() -> None:
    two_way = make_evaluated(mode="two-way", observations=None, shared_words=None)
    source = report(two_way, Reader.BENEFICIARY, make_person()).source

    assert "rganisation" not in words_of(source).replace("organisations", "")


@pytest.mark.usefixtures("only_source")
def test_the_level_that_was_reached_comes_before_the_five_and_the_score_after_them() -> None:
    text = words_of(report(make_evaluated(), Reader.BENEFICIARY).source)
    order = [
        text.index("Niveau atteint : +1, plus que prévu"),
        *(text.index(level.replace("'", "’")) for level in SHARED_LEVELS),
        text.index("Score T"),
    ]

    assert order == sorted(order)


@pytest.mark.usefixtures("only_source")
def test_the_score_of_the_sponsor_is_of_the_shared_objectives_and_only_where_agreed() -> None:
    shared = make_evaluated(approved=True, score_shared=True)

    assert "40 au départ, 60 au terme" in words_of(report(shared, Reader.SPONSOR).source)
    assert "34 au départ, 58 au terme" in words_of(report(shared, Reader.BENEFICIARY).source)
    kept = words_of(report(make_evaluated(approved=True), Reader.SPONSOR).source)
    assert "Score T" not in kept
    assert "le score d’ensemble" in kept


@pytest.mark.usefixtures("only_source")
def test_an_agreement_takes_the_place_of_the_boxes_to_tick() -> None:
    before = words_of(report(make_evaluated(), Reader.BENEFICIARY).source)
    after = words_of(report(make_evaluated(approved=True), Reader.BENEFICIARY).source)

    assert "J’accepte que la version décrite" in before
    assert "Vous avez donné votre accord le 22 juillet 2026." in after
    assert "J’accepte" not in after


@pytest.mark.usefixtures("only_source")
def test_an_objective_that_nobody_rated_says_so() -> None:
    text = words_of(report(make_evaluated(ratings=[]), Reader.BENEFICIARY).source)

    assert text.count("Non évalué.") == 3
    assert "Score T (Kiresuk" not in text


@pytest.mark.usefixtures("only_source")
def test_the_days_of_sessions_are_no_longer_named_as_withheld_where_the_contract_opens_them() -> (
    None
):
    engagement = make_evaluated(approved=True)
    terms = engagement.terms
    assert terms is not None
    opened = engagement.model_copy(
        update={"terms": terms.model_copy(update={"session_dates": True})}
    )

    assert "les dates des séances" in words_of(report(engagement, Reader.SPONSOR).source)
    assert "les dates des séances" not in words_of(report(opened, Reader.SPONSOR).source)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("reader", BOTH)
def test_what_people_say_cannot_run_in_a_report(reader: Reader) -> None:
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
