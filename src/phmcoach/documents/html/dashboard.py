"""The dashboard: a page for a browser and for paper, with drawings and no script."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from phmcoach.documents.engine.markup import render_html_template
from phmcoach.documents.html.drawing import (
    FULL,
    HEIGHT,
    MONTH,
    WIDTH,
    draw_course,
    draw_ticks,
    middle,
    scale,
)
from phmcoach.domain.cadence.calendar_line import Course, Mark
from phmcoach.domain.money.thresholds import FRANCHISE, FRANCHISE_UPPER, MICRO, LimitStatus
from phmcoach.domain.today.dashboard import Age, Dashboard, MonthFigures, Timeline, UnpaidPaper
from phmcoach.domain.values.money import total
from phmcoach.formats import format_minutes, format_money
from phmcoach.i18n import Translator
from phmcoach.words import Language

_NAMES: dict[tuple[Language, bool], str] = {
    ("fr", False): "tableau-de-bord.html",
    ("fr", True): "tableau-de-bord-sans-noms.html",
    ("en", False): "dashboard.html",
    ("en", True): "dashboard-without-names.html",
}
_MARKS: dict[Mark, str] = {
    "held": "show.month-held",
    "missed": "show.month-missed",
    "unrecorded": "show.month-unrecorded",
    "planned": "show.month-planned",
    "pause": "show.month-pause",
    "today": "show.month-today",
    "end": "show.month-end",
}
"""The message that explains each mark of the line of months, after the letter that it has there."""

_LIMITS = {
    FRANCHISE: "dashboard.vat-franchise",
    FRANCHISE_UPPER: "dashboard.vat-franchise-upper",
    MICRO: "dashboard.micro",
}
_AGES = {
    "not_yet_due": "dashboard.not-yet-due",
    "late_30": "dashboard.late-30",
    "late_60": "dashboard.late-60",
    "late_more": "dashboard.late-more",
}
_COUNTED: tuple[tuple[Mark, str], ...] = (
    ("held", "dashboard.held"),
    ("missed", "dashboard.missed"),
    ("unrecorded", "dashboard.unrecorded"),
    ("planned", "dashboard.planned"),
)
_NOTHING = "–"

Shown = dict[str, object]


def page_name(language: Language, *, private: bool) -> str:
    """Return the name of the file of the page."""
    return _NAMES[language, private]


def render_dashboard(found: Dashboard, language: Language) -> bytes:
    """Render the page; a text that was left out of it is replaced by a number, or by nothing."""
    tr = Translator(language)
    values: Shown = {
        "language": language,
        "text": tr.text,
        "practice": found.practice,
        "named": any(each.number for each in found.unpaid),
        "on": found.on,
        "year": f"{found.on.year}",
        "unread": found.unread,
        "who": tr.text("dashboard.who" if found.practice else "dashboard.engagements"),
        "legend": [(mark, _name_mark(tr, mark)) for mark in _MARKS],
        "units": {"width": WIDTH, "height": HEIGHT, "full": FULL, "month": MONTH},
        "ticks": [
            {
                "x": each.x,
                "name": _month_names(tr)[each.first_on.month - 1] if each.named else "",
                "year": f"{each.first_on.year}" if each.with_year else "",
            }
            for each in draw_ticks(found.window)
        ],
        "today": middle(found.on, found.window),
        "timelines": [
            _show_timeline(tr, found, each, number)
            for number, each in enumerate(found.timelines, start=1)
        ],
        **_show_months(tr, found.months),
        "limits": [_show_limit(tr, each) for each in found.limits],
        "ages": list(_show_ages(tr, found.ages)),
        "unpaid": [_show_unpaid(tr, each) for each in found.unpaid],
    }
    return render_html_template("dashboard.html.j2", values)


def _month_names(tr: Translator) -> list[str]:
    return tr.text("show.month-names").split()


def _name_mark(tr: Translator, mark: Mark) -> str:
    return tr.text(_MARKS[mark]).partition(" ")[2]


def _show_timeline(tr: Translator, found: Dashboard, timeline: Timeline, number: int) -> Shown:
    counted, contracted, course = timeline.counted, timeline.contracted, timeline.course
    used = {"counted": counted, "contracted": contracted}
    planned = [on for on, mark in course.sessions if mark == "planned"] if course else []
    return {
        "name": timeline.beneficiary or tr.text("dashboard.engagement", number=number),
        "client": "" if timeline.client == timeline.beneficiary else timeline.client,
        "state": tr.word(timeline.state),
        "used": "" if contracted is None else tr.text("dashboard.used", **used),
        "next": tr.text("dashboard.next", on=min(planned)) if planned else "",
        "drawing": None if course is None else draw_course(course, found.window),
        "said": "" if course is None else _say_course(tr, course),
    }


def _say_course(tr: Translator, course: Course) -> str:
    """Describe a timeline in words, for screen readers."""
    said = [tr.text("dashboard.course", start_on=course.start_on, end_on=course.end_on)]
    for mark, message in _COUNTED:
        number = sum(each == mark for _, each in course.sessions)
        if number:
            said.append(tr.text(message, number=number))
    for first, last in course.pauses:
        said.append(tr.text("dashboard.pause", start_on=first, end_on=last))
    return ", ".join(said)


def _show_months(tr: Translator, months: Sequence[MonthFigures]) -> Shown:
    invoiced, received = [m.invoiced for m in months], [m.received for m in months]
    heights = scale([*invoiced, *received], HEIGHT)
    minutes = [month.minutes for month in months]
    return {
        "months": [_month_names(tr)[month.first_on.month - 1] for month in months],
        "invoiced_heights": heights[: len(months)],
        "received_heights": heights[len(months) :],
        "hours_heights": scale(minutes, HEIGHT),
        "invoiced": [_write_euros(tr, each) for each in (*invoiced, total(invoiced))],
        "received": [_write_euros(tr, each) for each in (*received, total(received))],
        "hours": [format_minutes(m) if m else _NOTHING for m in (*minutes, sum(minutes))],
    }


def _write_euros(tr: Translator, amount: Decimal) -> str:
    """Write an amount in whole euros: twelve months stand beside each other."""
    return format_money(amount, tr.language, places=0) if amount else _NOTHING


def _show_limit(tr: Translator, status: LimitStatus) -> Shown:
    amounts = {"received": status.received, "amount": status.amount, "percent": status.percent}
    return {
        "name": tr.text(_LIMITS[status.limit]),
        "length": max(0, min(status.percent, FULL)),
        "said": tr.text("dashboard.limit", **amounts),
    }


def _show_ages(tr: Translator, ages: Sequence[Age]) -> Iterator[Shown]:
    lengths = scale([each.amount for each in ages], FULL)
    for age, length in zip(ages, lengths, strict=True):
        papers = tr.text("dashboard.papers", amount=age.amount, count=age.papers)
        said = papers if age.papers else _NOTHING
        yield {"name": tr.text(_AGES[age.name]), "length": length, "said": said}


def _show_unpaid(tr: Translator, paper: UnpaidPaper) -> Shown:
    return {
        "number": paper.number,
        "client": paper.client,
        "due_on": tr.format_value(paper.due_on, "day"),
        "days": paper.days,
        "left": tr.format_value(paper.left, "money"),
    }
