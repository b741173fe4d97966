"""A dashboard with more than a coach will ever have: names, months and amounts that barely fit."""

from datetime import date
from decimal import Decimal

from phmcoach.domain.cadence.calendar_line import Course
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.money.thresholds import FRANCHISE, FRANCHISE_UPPER, MICRO, LimitStatus
from phmcoach.domain.today.dashboard import (
    AGES,
    Age,
    Dashboard,
    MonthFigures,
    Timeline,
    UnpaidPaper,
)
from phmcoach.domain.values.months import add_months

TODAY = date(2026, 6, 15)
FIRM = "Compagnie générale d’électricité et d’équipements de Bourgogne-Franche-Comté"
PERSON = "Marie-Christine de La Rochefoucauld-Montmorency"
START = date(2025, 7, 1)
COURSE = Course(
    START,
    date(2027, 6, 30),
    (
        *((add_months(START, month), "held") for month in range(8)),
        (date(2026, 3, 3), "missed"),
        (date(2026, 6, 2), "unrecorded"),
        *((add_months(date(2026, 7, 1), month), "planned") for month in range(11)),
    ),
    ((date(2025, 8, 4), date(2025, 8, 24)), (date(2026, 8, 3), date(2026, 8, 23))),
)
AMOUNT = Decimal("1234567.89")


def crowded_page() -> Dashboard:
    """Return a page of twenty engagements over two years, and thirty unpaid invoices."""
    return Dashboard(
        practice=f"{PERSON} EI",
        on=TODAY,
        unread=2,
        window=Period(date(2025, 6, 1), date(2027, 6, 30)),
        timelines=tuple(
            Timeline(
                f"e{n}", f"{PERSON} {n}", FIRM, "contracted", 10, 24, COURSE if n % 5 else None
            )
            for n in range(20)
        ),
        months=tuple(
            MonthFigures(add_months(date(2026, 1, 1), month), 6030 + month, AMOUNT, AMOUNT)
            for month in range(12)
        ),
        limits=tuple(
            LimitStatus(2026, name, AMOUNT, AMOUNT * 9, None)
            for name in (FRANCHISE, FRANCHISE_UPPER, MICRO)
        ),
        ages=tuple(Age(name, 30, AMOUNT) for name in AGES),
        unpaid=tuple(
            UnpaidPaper(f"SPECIMEN-2026-{n:04}", FIRM, TODAY, 1000 + n, AMOUNT) for n in range(30)
        ),
    )
