"""The effect of a session on the number, the gap and the cadence, and what it counts for."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_case, make_engagement, make_session, make_terms

from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.cadence.summary import CadenceSummary, report_effect, summarise_cadence
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.words import SessionStatus, SessionType


def stand(engagement: Engagement, as_of: date) -> CadenceSummary:
    report = assess_cadence(make_case(engagement), habits=CadenceHabits(), as_of=as_of)
    return summarise_cadence(report)


def effect(
    kind: SessionType,
    status: SessionStatus,
    *,
    debrief: int | None = None,
    **terms: Any,  # noqa: ANN401 - fields of terms
) -> str | None:
    session = make_session(1, date(2026, 1, 20), kind=kind, status=status, debrief=debrief)
    found = report_effect(make_case(make_engagement(session, terms=make_terms(**terms))), session)
    return found.message if found else None


def test_a_cadence_that_is_ok_has_a_gap_in_whole_days_and_no_reason() -> None:
    sessions = (make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 2, 3)))
    found = stand(make_engagement(*sessions), date(2026, 2, 3))
    assert found == CadenceSummary(2, 12, planned=0, gap_days=15, level="ok", reason=None)


def test_a_broken_cadence_has_a_reason() -> None:
    found = stand(make_engagement(make_session(1, date(2026, 1, 13))), date(2026, 6, 20))
    assert found.level == "breach"
    assert found.reason is not None
    assert found.reason.message == "cadence.floor-broken"


def test_the_cadence_stops_when_the_number_is_reached() -> None:
    sessions = [make_session(place, date(2026, 1, 12 + place)) for place in range(1, 13)]
    found = stand(make_engagement(*sessions), date(2026, 2, 3))
    assert (found.counted, found.gap_days, found.level) == (12, None, "ok")
    assert found.reason is not None
    assert found.reason.message == "cadence.number-reached"


def test_a_breach_outside_the_cadence_does_not_change_its_level() -> None:
    early = make_session(1, date(2026, 1, 9))
    met = (make_session(2, date(2026, 1, 13)), make_session(3, date(2026, 2, 3)))
    assert stand(make_engagement(early, *met), date(2026, 2, 3)).level == "ok"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("in-person", "held", None),
        ("in-person", "planned", None),
        ("three-way", "planned", None),
        ("email", "held", "effect.uncounted-included"),
        ("phone", "held", "effect.uncounted-included-hours"),
        ("reflection", "held", "effect.uncounted-included"),
        ("shadowing", "held", "effect.uncounted-billed"),
        ("preliminary", "held", "effect.preliminary"),
        ("in-person", "cancelled", "effect.not-billed"),
        ("in-person", "cancelled-by-coach", "effect.not-billed"),
        ("in-person", "force-majeure", "effect.not-billed"),
        ("in-person", "no-show", "effect.reserved"),
        ("in-person", "cancelled-late", "effect.reserved"),
        ("three-way", "cancelled-late", "effect.not-billed"),
    ],
)
def test_each_session_reports_what_it_counts_for(
    kind: SessionType, status: SessionStatus, code: str | None
) -> None:
    assert effect(kind, status) == code


def test_an_observation_with_a_debrief_is_a_session() -> None:
    assert effect("shadowing", "held", debrief=30) is None


def test_the_contract_decides_what_is_billed() -> None:
    assert effect("phone", "held", also_billed=["phone"]) == "effect.uncounted-billed-hours"
    assert effect("letter", "held", also_billed=["letter"]) == "effect.uncounted-billed"
    assert effect("in-person", "no-show", late_cancel_percent=Decimal(0)) == (
        "effect.reserved-free"
    )
    package: dict[str, Any] = {"plan": "package", "package_price": Decimal(5200)}
    assert effect("in-person", "no-show", **package) == "effect.reserved-package"
    assert effect("shadowing", "held", **package) == "effect.uncounted-included"
