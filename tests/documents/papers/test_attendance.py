"""The attendance sheet: when the coach and the beneficiary met, and nothing more."""

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.builders import make_case
from tests.documents.document_samples import (
    make_company,
    make_engagement,
    make_person,
    make_practice,
    pages_of,
    words_of,
)
from tests.documents.hostile_strings import HOSTILE

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.attendance import render_attendance, view_attendance
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case
from phmcoach.domain.contract.attendance import Attendance, record_attendance
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.records.engagement import Engagement
from phmcoach.value import replace
from phmcoach.words import Language

ON = date(2026, 7, 31)
FIRST = date(2026, 2, 3)


def table(number: int, **changes: object) -> dict[str, Any]:
    day = FIRST + timedelta(weeks=number - 1)
    return {"id": f"s{number}", "on": day, "minutes": 120, "status": "held", **changes}


def meet(number: int) -> list[dict[str, Any]]:
    """Make weekly sessions: some remote, some with a time, some shorter."""
    return [
        table(
            place,
            minutes=90 if place % 3 == 1 else 120,
            type="video" if place % 4 == 2 else "in-person",
            **({"at": time(14, 30)} if place % 2 == 0 else {}),
        )
        for place in range(1, number + 1)
    ]


def sheet(
    engagement: Engagement,
    *,
    specimen: bool = False,
    language: Language = "fr",
    templates: Path | None = None,
) -> Rendered:
    case = case_of(engagement, language)
    attendance = record_attendance(case, start_on=None, end_on=None)
    return write(case, attendance, specimen=specimen, templates=templates)


def case_of(engagement: Engagement, language: Language = "fr") -> Case:
    return make_case(engagement, client=make_company(language=language), ref="dupont-2026")


def write(
    case: Case,
    attendance: Attendance,
    *,
    specimen: bool = False,
    templates: Path | None = None,
) -> Rendered:
    return render_attendance(
        case, make_practice(), attendance, on=ON, specimen=specimen, templates=templates
    )


def test_each_page_repeats_the_table_head_and_the_total_is_never_alone() -> None:
    for number in (17, 20):
        first, second = pages_of(sheet(make_engagement(sessions=meet(number))).pdf)
        assert "Signature du bénéficiaire" in first
        assert "Signature du bénéficiaire" in second
        assert f"{number - 2} " in second.split("Total")[0]


@pytest.mark.usefixtures("only_source")
def test_one_session_is_written_in_the_singular() -> None:
    found = sheet(make_engagement(sessions=meet(1))).source
    assert '1~#"séance";' in found
    assert "Horaire" not in found


@pytest.mark.usefixtures("only_source")
def test_the_sheet_belongs_to_the_beneficiary_unless_the_contract_discloses_the_dates() -> None:
    closed = words_of(sheet(make_engagement(sessions=meet(3))).source)
    opened = words_of(sheet(make_engagement({"session_dates": True}, sessions=meet(3))).source)
    assert "Document du bénéficiaire" in closed
    assert "à distance" in closed
    assert "Document du bénéficiaire" not in opened
    assert "à distance" not in opened
    assert "10 février 2026" in opened


def test_the_sponsor_sees_dates_only_if_the_contract_discloses_them() -> None:
    closed = record_attendance(
        make_case(make_engagement(sessions=meet(1)), client=make_company()),
        start_on=None,
        end_on=None,
    )
    assert closed.reader is Reader.BENEFICIARY
    (presence,) = disclose(closed, Reader.SPONSOR)["presences"]
    assert set(presence) == {"minutes"}
    opened = record_attendance(
        make_case(
            make_engagement({"session_dates": True}, sessions=meet(1)), client=make_company()
        ),
        start_on=None,
        end_on=None,
    )
    assert opened.reader is Reader.SPONSOR
    (presence,) = disclose(opened, Reader.SPONSOR)["presences"]
    assert set(presence) == {"on", "at", "minutes"}


def test_the_sheet_of_a_private_client_is_for_the_beneficiary_alone() -> None:
    engagement = make_engagement({"session_dates": True}, sessions=meet(1))
    attendance = record_attendance(
        make_case(engagement, client=make_person()), start_on=None, end_on=None
    )
    assert attendance.reader is Reader.BENEFICIARY


@pytest.mark.parametrize(
    ("changes", "is_there"),
    [
        ({}, True),
        ({"type": "video"}, True),
        ({"type": "shadowing", "proposed_by_beneficiary": True, "debrief_minutes": 30}, True),
        ({"type": "training-input"}, True),
        ({"type": "three-way", "purpose": "final"}, False),
        ({"type": "phone"}, False),
        ({"type": "email"}, False),
        ({"type": "letter"}, False),
        ({"type": "reflection"}, False),
        ({"type": "preliminary"}, False),
        ({"status": "no-show"}, False),
        ({"status": "cancelled-late"}, False),
        ({"status": "planned"}, False),
    ],
)
def test_the_sheet_lists_only_contracted_meetings_of_the_two(
    changes: dict[str, object], is_there: bool
) -> None:
    terms = {"also_billed": ["training-input", "reflection", "email"]}
    engagement = make_engagement(terms, sessions=[table(1, **changes)])
    attendance = record_attendance(
        make_case(engagement, client=make_company()), start_on=None, end_on=None
    )
    assert bool(attendance.presences) is is_there


def test_a_period_includes_its_first_and_last_day() -> None:
    engagement = make_engagement(sessions=meet(4))
    days = (FIRST + timedelta(weeks=1), FIRST + timedelta(weeks=2))
    attendance = record_attendance(
        make_case(engagement, client=make_company()), start_on=days[0], end_on=days[1]
    )
    assert tuple(presence.on for presence in attendance.presences) == days


@pytest.mark.parametrize(
    ("language", "hours"),
    [("fr", "23\u00a0h\u00a015 – 1\u00a0h\u00a015"), ("en", "23:15 – 01:15")],
)
def test_times_may_pass_midnight_and_are_written_in_the_language_of_the_sheet(
    language: Language, hours: str
) -> None:
    case = case_of(make_engagement(sessions=[table(1, at=time(23, 15))]), language)
    attendance = record_attendance(case, start_on=None, end_on=None)
    view = view_attendance(case, make_practice(), attendance)
    assert view["lines"][0].hours == hours


@pytest.mark.usefixtures("only_source")
def test_the_sheet_shows_only_that_a_session_was_held() -> None:
    marked = make_engagement(
        sessions=[
            table(
                1,
                type="shadowing",
                proposed_by_beneficiary=True,
                debrief_minutes=77,
                travel=[{"amount": Decimal("12.34"), "label": "ZQ-TRAVEL"}],
            ),
            table(2, status="no-show"),
        ],
        justification="ZQ-JUSTIFICATION",
    )
    source = sheet(marked).source
    hidden = (
        *("ZQ-TRAVEL", "12,34", "ZQ-JUSTIFICATION", "77", "shadowing", "observation"),
        *("no-show", "10 février", "Oser dire non", "Dormir", "délégation", "260"),
    )
    assert [marker for marker in hidden if marker in words_of(source)] == []


@pytest.mark.usefixtures("only_source")
def test_a_specimen_is_marked() -> None:
    engagement = make_engagement(sessions=meet(1))
    assert "SPÉCIMEN" in words_of(sheet(engagement, specimen=True).source)
    assert "SPÉCIMEN" not in words_of(sheet(engagement).source)


@pytest.mark.usefixtures("only_source")
def test_an_english_client_gets_an_english_sheet() -> None:
    found = sheet(make_engagement(sessions=meet(2)), language="en").source
    assert "Attendance sheet" in found
    assert '2~#"sessions";' in found
    assert "remote" in found


@pytest.mark.usefixtures("only_source")
def test_a_template_of_the_coach_replaces_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    own = "{{ beneficiary }} {{ minutes | hours }}"
    (tmp_path / "fr" / "attendance.typ.j2").write_text(own, "utf-8")
    found = sheet(make_engagement(sessions=meet(2)), templates=tmp_path).source
    assert words_of(found) == "Camille Dupont3 h 30"


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_code_in_a_name_does_not_run_in_a_sheet(hostile: str) -> None:
    case = case_of(make_engagement(sessions=meet(1)))
    attendance = record_attendance(case, start_on=None, end_on=None)
    changed = replace(attendance, beneficiary=hostile, client=f"{hostile} SA")
    found = write(case, changed).source
    assert found.count("\n") == write(case, attendance).source.count("\n")
