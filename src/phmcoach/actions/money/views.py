"""Views of the ledger for a period, with the thresholds of the year."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import write_document
from phmcoach.actions.money.billing_context import law_remarks, open_listed_law
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.documents.papers.file_names import view_name
from phmcoach.domain.money.billed import billed_otherwise
from phmcoach.domain.money.lateness import find_client_credits, find_unpaid, unpaid_sheet
from phmcoach.domain.money.ledger import LedgerEntry, received_otherwise
from phmcoach.domain.money.sheet import Period, Sheet
from phmcoach.domain.money.thresholds import (
    LimitStatus,
    find_limit_statuses,
    franchise_problems,
    kept_remarks,
    limit_problems,
)
from phmcoach.domain.money.views import (
    declaration_sheet,
    receipts_sheet,
    sales_sheet,
    turnover_sheet,
    vat_remarks,
    vat_sheet,
)
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import CoachError, Problem, RuleRefusedError, as_warnings
from phmcoach.law import load_law
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.store.ledger_unpaid import without_settled
from phmcoach.value import Value, fields_of
from phmcoach.words import LedgerView


class ViewedLedger(Value):
    """A view of the ledger on a day, with the warnings about the year, and its damage."""

    sheet: Sheet
    practice: Practice
    specimen: bool
    standings: tuple[LimitStatus, ...] = ()
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


def view_ledger(context: Context, view: LedgerView, period: Period) -> ViewedLedger:
    """Return a view of a period; it shows specimens if the folder makes them, else real entries.

    `unpaid` is as of today, whatever the period. Raises RuleRefusedError for the declaration of
    another regime. What needs a rate that is not known stays empty, with a warning, and the view of
    VAT warns of each paper that has the VAT of another day than its services. If the coach's
    own law cannot be read, only a view that is computed by it is refused.
    """
    practice = open_practice(context.folder, context.known)
    law, warnings = _read_law(context, view)
    specimen = is_specimen(context, practice)
    ledger = read_ledger(context.folder, context.known)
    if view == "unpaid":
        entries = without_settled(ledger.entries, specimen=specimen, as_of=context.today)
    else:
        # What a declaration carries over may come from any year before.
        first = date.min if view == "declaration" else period.start_on
        years = (first.year, period.end_on.year)
        entries = tuple(ledger.in_years(*years, specimen=specimen))
    sheet, found = _make(context, view, entries, practice, law or load_law(), period)
    standings: tuple[LimitStatus, ...] = ()
    warnings = (
        *warnings,
        *found,
        *report_recoveries(entries, period),
        *report_gaps(entries, period),
    )
    if view == "vat" and not ledger.damage:
        warnings = (*warnings, *find_other_vat(ledger, practice, specimen=specimen))
    if period.holds(context.today) and view != "unpaid" and law:
        try:
            standings, _, limits = measure_limits(
                ledger, practice, law, context.today, specimen=specimen
            )
            warnings = (*warnings, *limits)
        except RuleRefusedError as error:
            warnings = (*warnings, *error.problems)  # the view is complete without the thresholds
    return ViewedLedger(sheet, practice, specimen, standings, warnings, ledger.damage)


def find_other_vat(ledger: Ledger, practice: Practice, *, specimen: bool) -> tuple[Problem, ...]:
    """Return a warning for each invoice, and other income, by the VAT regime of another day.

    An invoice of several engagements has one, with the first such day of all of them.
    """
    facts = (each.facts for each in ledger.entries if each.kind == "invoice")
    refs = dict.fromkeys(ref for each in facts for ref in each.engagements if ref)
    accounts = (ledger.account(ref, specimen=specimen) for ref in refs)
    first: dict[str, Problem] = {}
    for each in (found for account in accounts for found in billed_otherwise(account, practice)):
        known = first.setdefault(str(each.args["number"]), each)
        if str(each.args["on"]) < str(known.args["on"]):
            first[str(each.args["number"])] = each
    own = (each.entry for each in ledger.of_engagement(None, specimen=specimen))
    return (*first.values(), *received_otherwise(own, practice))


def measure_limits(
    ledger: Ledger, practice: Practice, law: Law, on: date, *, specimen: bool
) -> tuple[tuple[LimitStatus, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    """Compare the year of a day with the limits of its regimes.

    Return the limits, the loss of the VAT franchise, and all that is to be said, with that loss.
    Raises RuleRefusedError if a limit of that year is not known.
    """
    earned = tuple(ledger.earned(on.year - 1, on.year, specimen=specimen))
    standings = find_limit_statuses(earned, practice, law, on)
    lost = franchise_problems(earned, practice, law, on)
    return standings, lost, tuple(limit_problems(standings, lost))


def report_recoveries(entries: Iterable[LedgerEntry], period: Period) -> Iterator[Problem]:
    """Yield a remark about each wrong clock, if the right day or a wrong one is in a period."""
    for entry in entries:
        recovery = entry.recovery
        if recovery and any(period.holds(day) for day in recovery.days):
            args: dict[str, object] = {"n": f"{entry.place:06d}", **fields_of(recovery)}
            yield Problem("ledger.clock-was-wrong", args, level="warning")


def report_gaps(entries: Iterable[LedgerEntry], period: Period) -> Iterator[Problem]:
    """Yield a remark about each gap of the years of a period, in which numbers are missing."""
    years = range(period.start_on.year, period.end_on.year + 1)
    for entry in entries:
        gap = entry.gap
        if gap and gap.numbers and not gap.years.isdisjoint(years):
            message = "ledger.number-lost" if gap.first == gap.last else "ledger.numbers-lost"
            own = {"n": f"{entry.place:06d}", "first": gap.first, "last": gap.last}
            args = {**own, "noted_on": gap.noted_on, "reason": gap.reason}
            yield Problem(message, args, level="warning")


def _read_law(context: Context, view: LedgerView) -> tuple[Law | None, tuple[Problem, ...]]:
    """Return the law; if it cannot be read, None and why, for a view that computes nothing by it.

    Raises the errors of `open_listed_law` for the others.
    """
    listing = Listing(context.folder)
    try:
        return open_listed_law(listing, context.known), law_remarks(listing)
    except CoachError as error:
        if view in {"declaration", "unpaid"}:
            raise
        return None, as_warnings(error.problems)


def _make(
    context: Context,
    view: LedgerView,
    entries: tuple[LedgerEntry, ...],
    practice: Practice,
    law: Law,
    period: Period,
) -> tuple[Sheet, tuple[Problem, ...]]:
    match view:
        case "receipts":
            return receipts_sheet(entries, period), ()
        case "sales":
            return sales_sheet(entries, period), ()
        case "turnover":
            return turnover_sheet(entries, period), ()
        case "vat":
            remarks = (*vat_remarks(entries, period, practice), *kept_remarks(practice, period))
            return vat_sheet(entries, period, practice), remarks
        case "declaration":
            regime = practice.tax_regime_on(period.end_on)
            if regime == "is":
                raise RuleRefusedError.of("ledger.declared-by-accountant")
            if regime != "micro-bnc":
                raise RuleRefusedError.of("ledger.no-declaration")
            return declaration_sheet(entries, period, law, practice)
        case "unpaid":
            specimen = any(entry.specimen for entry in entries)
            found, warnings = find_unpaid(entries, law, as_of=context.today, specimen=specimen)
            owed = find_client_credits(entries, specimen=specimen)
            return unpaid_sheet(found, context.today, owed), warnings


def print_ledger(context: Context, viewed: ViewedLedger) -> Path:
    """Write a view as a PDF into `documents/ledger/`, in the language of the practice.

    It is rendered anew each time, like all documents there.
    """
    from phmcoach.documents.papers.sheet import render_sheet

    rendered = render_sheet(
        viewed.sheet,
        viewed.practice,
        on=context.today,
        specimen=viewed.specimen,
        language=viewed.practice.language,
        templates=context.folder.templates_dir,
    )
    sheet = viewed.sheet
    name = view_name(viewed.practice.language, sheet.view, sheet.period, context.today)
    return write_document(context, "ledger", name, rendered.pdf)


def period_of(year: int | None, start_on: date | None, end_on: date | None, today: date) -> Period:
    """Return a calendar year (default: the current one) or the given days.

    Raises RuleRefusedError for a period that ends before it starts.
    """
    chosen = year or (end_on or start_on or today).year
    period = Period(start_on or date(chosen, 1, 1), end_on or date(chosen, 12, 31))
    if period.end_on < period.start_on:
        raise RuleRefusedError.of(
            "ledger.period-reversed", start_on=period.start_on, end_on=period.end_on
        )
    return period
