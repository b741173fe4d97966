"""The attendance sheet, made from values that its widest reader may see."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.page import View, render_typst_page, view_sender
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case
from phmcoach.domain.contract.attendance import Attendance
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.records.practice import Practice
from phmcoach.formats import format_time
from phmcoach.value import Value
from phmcoach.words import Language


class AttendanceLine(Value):
    """One session with its start and end time; `mode` is None if it is not disclosed."""

    on: date
    hours: str
    minutes: int
    mode: Literal["together", "distance"] | None


def view_attendance(case: Case, practice: Practice, attendance: Attendance) -> View:
    """Compose the view from disclosed values; there is at least one session.

    It contains the days of sessions only if the reader may see them.
    """
    seen = disclose(attendance, attendance.reader)
    business = disclose(practice, attendance.reader)
    language = case.client.language
    lines = tuple(_line(presence, language) for presence in seen["presences"])
    return {
        "reference": case.paper_reference,
        "seller": business,
        **view_sender(practice, language),
        "coach": practice.company.represented_by if practice.company else business["name"],
        "beneficiary": seen["beneficiary"],
        "client": seen["client"],
        "lines": lines,
        "minutes": sum(line.minutes for line in lines),
        "start_on": lines[0].on,
        "end_on": lines[-1].on,
        "is_for_sponsor": attendance.reader is Reader.SPONSOR,
        "shows_hours": any(line.hours for line in lines),
        "shows_modes": any(line.mode for line in lines),
    }


def _line(presence: Disclosed, language: Language) -> AttendanceLine:
    mode: Literal["together", "distance"] | None = None
    if "at_a_distance" in presence:
        mode = "distance" if presence["at_a_distance"] else "together"
    hours = _write_hours(presence["at"], presence["minutes"], language) if presence["at"] else ""
    return AttendanceLine(presence["on"], hours, presence["minutes"], mode)


def _write_hours(at: time, minutes: int, language: Language) -> str:
    """Write start and end time: « 14 h 30 – 16 h 30 »."""
    end = (datetime.combine(date.min, at) + timedelta(minutes=minutes)).time()
    return f"{format_time(at, language)} – {format_time(end, language)}"


def render_attendance(
    case: Case,
    practice: Practice,
    attendance: Attendance,
    *,
    on: date,
    specimen: bool,
    templates: Path | None = None,
) -> Rendered:
    """Render a sheet of a case as of a day, in the language of the client's documents.

    Raises InvalidDataError for a fault in a template.
    """
    view = view_attendance(case, practice, attendance)
    return render_typst_page(
        open_templates(case.client.language, templates),
        "attendance.typ.j2",
        view | {"specimen": specimen},
        accent=practice.accent,
        author=view["seller_name"],
        on=on,
    )
