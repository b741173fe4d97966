"""Reports and other papers over an engagement with a marker in every field."""

from datetime import date
from functools import cache

import pytest
from tests.builders import make_case
from tests.documents.document_samples import LAW, make_company, make_practice, render
from tests.documents.report_samples import report
from tests.markers import (
    Each,
    Forms,
    Several,
    Sight,
    all_keys,
    fields_of,
    fill,
    filled_fields,
    keys_in,
    keys_of,
    open_keys,
)

from phmcoach.documents.papers.amendment import render_amendment_papers
from phmcoach.documents.papers.paper_input import AmendmentInput
from phmcoach.domain.base import Reader
from phmcoach.domain.contract.agreement import evaluation_sha256, has_agreed, opener_of
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.evaluation import Rating
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import validate
from phmcoach.value import replace

# Values that make the record valid: formats, and fields that depend on each other.
FORMS: Forms = {
    ("Engagement", "schema_version"): 1,
    ("Engagement", "contract_reference"): "A-2049-07",
    ("Engagement", "objectives"): Several(("shared", "personal")),
    ("Engagement", "sessions"): Several(("held", "missed")),
    ("Engagement", "removed_sessions"): None,
    ("Engagement", "last_session"): None,
    ("Engagement", "last_objective"): None,
    ("Outcome", "called_off"): None,
    ("Objective", "id"): Each(("o1", "o2")),
    ("Objective", "personal"): Each((False, True)),
    ("Evaluation", "ratings"): Several(("shared", "personal")),
    ("Rating", "objective"): Each(("o1", "o2")),
    ("Session", "id"): Each(("s1", "s2")),
    ("Session", "debrief_minutes"): 1,
    ("Session", "status"): Each(("held", "no-show")),
    ("Session", "type"): "three-way",
    ("Session", "purpose"): "launch",
    ("Terms", "schedule"): [],
    ("Terms", "monthly"): False,
    ("Terms", "plan"): "package",
    ("Terms", "session_dates"): False,
    ("Terms", "start_on"): date(2049, 1, 1),
    ("Terms", "end_on"): date(2049, 12, 31),
    ("Terms", "name_on_invoices"): False,
    ("Amendment", "session_dates"): None,
    ("Amendment", "name_on_invoices"): None,
    ("Demand", "situations"): ["new-role", "work-life-balance"],
    ("Evaluation", "shown_sha256"): "a" * 64,
    ("Evaluation", "approved_sha256"): "b" * 64,
    ("Evaluation", "score_shared"): False,
    ("Evaluation", "mode"): "three-way",
}
LEFT_OUT = {
    *("Terms.schedule", "Amendment.session_dates", "Amendment.name_on_invoices"),
    *("Engagement.removed_sessions", "Outcome.called_off"),
    *("Engagement.last_session", "Engagement.last_objective"),
}
SHARED = Sight(Reader.SPONSOR, frozenset({"shared"}))
AGREED = Sight(Reader.SPONSOR, frozenset({"shared", "agreed"}))


@cache
def marked(*, agreed: bool) -> Engagement:
    """Return an engagement full of markers; if `agreed`, the agreement is to this evaluation."""
    data = fill(Engagement, FORMS)
    engagement = validate(Engagement, data)
    if not agreed:
        return engagement
    data["evaluation"]["approved_sha256"] = evaluation_sha256(make_case(engagement))
    return validate(Engagement, data)


def test_every_field_of_every_record_is_filled() -> None:
    """A field that is not filled would never be searched for."""
    assert fields_of(Engagement) - set(filled_fields(marked(agreed=True))) == LEFT_OUT


@pytest.mark.parametrize("agreed", [False, True])
def test_the_sponsor_sees_exactly_what_the_audiences_allow(agreed: bool) -> None:
    engagement = marked(agreed=agreed)
    assert has_agreed(make_case(engagement)) == agreed

    seen = all_keys(disclose(engagement, Reader.SPONSOR, opener_of(make_case(engagement))))
    assert set(seen) == open_keys(engagement, AGREED if agreed else SHARED)


@pytest.mark.usefixtures("only_source")
def test_no_document_for_the_sponsor_shows_what_they_may_not_see() -> None:
    engagement = marked(agreed=True)
    hidden = set(all_keys(engagement)) - open_keys(engagement, AGREED)
    assert len(hidden) > 20
    sources = {
        "report": report(engagement, Reader.SPONSOR).source,
        "contract": render(engagement, make_company(), make_practice()).source,
        **amendment_sources(engagement),
    }

    assert {name: hidden & keys_in(text) for name, text in sources.items()} == {
        "report": set(),
        "contract": set(),
        "avenant-1-prestation-dupont-2026.pdf": set(),
        "avenant-1-beneficiaire-dupont-2026.pdf": set(),
    }


@pytest.mark.usefixtures("only_source")
def test_the_sponsor_report_prints_what_was_agreed() -> None:
    engagement = marked(agreed=True)
    source = report(engagement, Reader.SPONSOR).source
    evaluation = engagement.evaluation
    assert evaluation is not None
    objective = make_case(engagement).agreed_objectives[0]
    wanted = (
        *(objective.statement, objective.expected_result, objective.indicator, *objective.levels),
        *(evaluation.ratings[0].attainment, evaluation.shared_words, evaluation.observations),
    )

    assert [each for each in wanted if str(each) not in source] == []


@pytest.mark.usefixtures("only_source")
def test_the_beneficiary_report_shows_nothing_of_the_coach_alone() -> None:
    engagement = marked(agreed=True)
    hidden = set(all_keys(engagement)) - set(all_keys(disclose(engagement, Reader.BENEFICIARY)))

    assert hidden & keys_in(report(engagement, Reader.BENEFICIARY).source) == set()


def amendment_sources(engagement: Engagement) -> dict[str, str]:
    """Render the two papers of the amendment of a pair, on a day whose law is known."""
    (amendment,) = engagement.amendments
    amendment = replace(amendment, set_on=date(2026, 4, 15))
    terms = engagement.terms
    assert isinstance(terms, Terms)
    pair = replace(terms, contract="pair")
    engagement = replace(engagement, terms=pair, amendments=(amendment,))
    case = make_case(engagement, client=make_company(), ref="dupont-2026")
    papers = render_amendment_papers(
        AmendmentInput(
            case=case,
            step=case.history[0],
            practice=make_practice(),
            law=LAW,
            specimen=False,
        )
    )
    return {name: paper.source for name, paper in papers.items()}


def test_a_rating_without_its_engagement_discloses_nothing() -> None:
    rating = Rating(objective="o1", end=1)

    assert disclose(rating, Reader.SPONSOR) == {}


def test_the_sponsor_sees_the_days_of_held_sessions_if_the_contract_says_so() -> None:
    engagement = marked(agreed=False)
    terms = engagement.terms
    assert isinstance(terms, Terms)
    opened = replace(engagement, terms=replace(terms, session_dates=True))
    sessions = disclose(opened, Reader.SPONSOR, opener_of(make_case(opened)))["sessions"]

    assert [session.get("on") for session in sessions] == [engagement.sessions[0].on, None]


def test_a_personal_objective_stays_hidden_after_every_agreement() -> None:
    engagement = marked(agreed=True)
    personal = engagement.objectives[1]
    seen = disclose(engagement, Reader.SPONSOR, opener_of(make_case(engagement)))

    assert not keys_of(personal.statement) & set(all_keys(seen))
    assert [rating["objective"] for rating in seen["evaluation"]["ratings"]] == ["o1"]
