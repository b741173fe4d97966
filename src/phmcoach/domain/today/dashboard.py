"""The practice on one page: engagements in time, the months of the year, and what is unpaid.

Nothing is decided here. The rules of `show`, `check-cadence` and `ledger` are asked, and their
answers are put beside each other.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from phmcoach.domain.cadence.calendar_line import Course, find_course, first_days
from phmcoach.domain.cadence.rhythm import coached_minutes
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import count_sessions
from phmcoach.domain.contract.lifecycle import shown_state
from phmcoach.domain.money.sheet import Period, Sheet, period_around
from phmcoach.domain.money.thresholds import LimitStatus
from phmcoach.domain.money.views import NO_MONEY
from phmcoach.domain.values.money import total
from phmcoach.domain.values.months import add_months
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.value import Value, replace
from phmcoach.words import ShownState

MOST_MONTHS = 12
"""How many months before today, and after it, the timelines show at most."""

AGES = ("not_yet_due", "late_30", "late_60", "late_more")
"""The columns of the view of unpaid papers that are ages, in their order."""


class Timeline(Value):
    """An engagement in time; `counted` is the number of contracted sessions used so far."""

    ref: str
    beneficiary: str
    client: str
    state: ShownState
    counted: int
    contracted: int | None
    course: Course | None


class MonthFigures(Value):
    """A month: the minutes of coaching, and the amounts without VAT."""

    first_on: date
    minutes: int
    invoiced: Decimal
    received: Decimal


class UnpaidPaper(Value):
    """A paper that is not paid: how many days it is late, and the amount left."""

    number: str
    client: str
    due_on: date
    days: int
    left: Decimal


class Age(Value):
    """The unpaid papers of one age: a column of the view, their number, and the amount."""

    name: str
    papers: int
    amount: Decimal


class Dashboard(Value):
    """The page of a day, with the name of the practice.

    `window` are the whole months that the timelines show. `unread` counts the problems that hide
    something from the page.
    """

    practice: str
    on: date
    unread: int
    window: Period
    timelines: tuple[Timeline, ...]
    months: tuple[MonthFigures, ...]
    limits: tuple[LimitStatus, ...]
    ages: tuple[Age, ...]
    unpaid: tuple[UnpaidPaper, ...]


def find_timelines(cases: Iterable[Case], on: date) -> tuple[Timeline, ...]:
    """Return the engagements by the start of their contract; those without one come last."""
    found = (
        Timeline(
            ref=case.ref,
            beneficiary=case.beneficiary.name,
            client=case.client.name,
            state=shown_state(case, as_of=on),
            counted=count_sessions(case),
            contracted=terms.sessions if (terms := case.agreed_terms) else None,
            course=find_course(case, on),
        )
        for case in cases
    )
    return tuple(
        sorted(
            found, key=lambda each: (each.course.start_on if each.course else date.max, each.ref)
        )
    )


def find_window(timelines: Iterable[Timeline], on: date) -> Period:
    """Return the months from the first start to the last end, at most a year around a day.

    Today is in them. Without a contract they are the calendar year.
    """
    courses = [each.course for each in timelines if each.course]
    if not courses:
        return period_around(on, "year")
    this_month = on.replace(day=1)
    first = min(on, *(each.start_on for each in courses)).replace(day=1)
    last = max(on, *(each.end_on for each in courses)).replace(day=1)
    first = max(first, add_months(this_month, -MOST_MONTHS))
    last = min(last, add_months(this_month, MOST_MONTHS))
    return Period(first, add_months(last, 1) - ONE_DAY)


def sum_months(
    year: int, cases: Iterable[Case], turnover: Sheet, on: date
) -> tuple[MonthFigures, ...]:
    """Return the twelve months of a year, with the hours of all engagements as known on a day."""
    minutes: dict[date, int] = {}
    for case in cases:
        for day, spent in coached_minutes(case, as_of=on):
            month = day.replace(day=1)
            minutes[month] = minutes.get(month, 0) + spent
    money = {line.on: _named(turnover, line.cells) for line in turnover.lines}
    return tuple(
        MonthFigures(
            first,
            minutes.get(first, 0),
            _amount(money.get(first, {}).get("turnover_invoiced")),
            _amount(money.get(first, {}).get("turnover_received")),
        )
        for first in first_days(date(year, 1, 1), date(year, 12, 31))
    )


def sum_ages(unpaid: Sheet) -> tuple[Age, ...]:
    """Return the four ages of what is unpaid, each with its amount, from the view of the ledger."""
    lines = [_named(unpaid, line.cells) for line in unpaid.lines]
    found = {
        name: [_amount(line[name]) for line in lines if line[name] is not None] for name in AGES
    }
    return tuple(Age(name, len(each), total(each)) for name, each in found.items())


def list_unpaid(unpaid: Sheet) -> tuple[UnpaidPaper, ...]:
    """Return the unpaid papers, the longest due first, without what is owed to clients."""
    return tuple(
        UnpaidPaper(
            number=str(line["invoice"]),
            client=str(line["client"]),
            due_on=each.on,
            days=days,
            left=_amount(line["left_to_pay"]),
        )
        for each in unpaid.lines
        if isinstance(days := (line := _named(unpaid, each.cells))["days_late"], int)
    )


def without_names(found: Dashboard) -> Dashboard:
    """Return a page without the name of a person or an organisation.

    References and the numbers of invoices are left out too: a coach chooses both.
    """
    return replace(
        found,
        practice="",
        timelines=tuple(
            replace(each, ref="", beneficiary="", client="") for each in found.timelines
        ),
        unpaid=tuple(replace(each, number="", client="") for each in found.unpaid),
    )


def _named(sheet: Sheet, cells: Sequence[object]) -> dict[str, object]:
    return dict(zip((column.name for column in sheet.columns), cells, strict=True))


def _amount(cell: object) -> Decimal:
    return cell if isinstance(cell, Decimal) else NO_MONEY
