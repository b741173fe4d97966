"""The rates and limits that the oracle knows, with their days and their sources."""

from datetime import date
from decimal import Decimal

RATES = (
    # CSS art. D613-4; decree 2024-484
    ("contributions", date(2025, 1, 1), date(2025, 12, 31), Decimal("24.6")),
    ("contributions", date(2026, 1, 1), date(2026, 12, 31), Decimal("25.6")),
    ("contributions", date(2027, 1, 1), date(2027, 12, 31), Decimal("26.1")),  # invented
    # C. trav. art. L6331-48
    ("training_fund", date(2025, 1, 1), date(2026, 12, 31), Decimal("0.2")),
    ("training_fund", date(2027, 1, 1), date(2027, 12, 31), Decimal("0.2")),  # invented
    # CGI art. 151-0
    ("income_tax", date(2025, 1, 1), date(2026, 12, 31), Decimal("2.2")),
    ("income_tax", date(2027, 1, 1), date(2027, 12, 31), Decimal("2.2")),  # invented
)
"""Percent of what is declared. Those of 2027 are in the file `law/2027.toml` of the life."""

LIMITS = (
    # CGI art. 293 B, since 1 January 2025
    ("vat-franchise", date(2025, 1, 1), date(2027, 12, 31), Decimal(37500)),
    ("vat-franchise-upper", date(2025, 1, 1), date(2027, 12, 31), Decimal(41250)),
    # CGI art. 102 ter
    ("micro", date(2023, 1, 1), date(2025, 12, 31), Decimal(77700)),
    ("micro", date(2026, 1, 1), date(2028, 12, 31), Decimal(83600)),
)
PRO_RATA = ("vat-franchise", "micro")
"""The limits that are less in a year of which the practice did not see the whole."""

VAT_RATE = Decimal(20)
"""The rate of services in metropolitan France (CGI art. 278)."""


def rate(name: str, on: date) -> Decimal:
    """Return the rate of a contribution on a day."""
    (found,) = (value for what, start, end, value in RATES if what == name and start <= on <= end)
    return found


def limit(name: str, on: date) -> Decimal:
    """Return a limit on a day."""
    (found,) = (value for what, start, end, value in LIMITS if what == name and start <= on <= end)
    return found


def vat_of(kind: str, regime: str) -> tuple[str, Decimal]:
    """Return the category and the rate of a service for a kind of client, in a regime.

    A company in another country of the Union accounts for the VAT itself (CGI art. 283-2), and in
    the franchise there is none (CGI art. 293 B).
    """
    if kind == "company-eu":
        return "AE", Decimal(0)
    return ("E", Decimal(0)) if regime == "franchise" else ("S", VAT_RATE)
