"""The practice, the law and the ledger, read once for every paper about money.

The law is what ships with the program, under what its owner has added: rates change twice a year,
and a program is not updated that often. So a coach may write the new half-year into their own
folder, and that file is right on the days that it names.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations_with_replacement

from phmcoach.actions.carrying import accounts_beside
from phmcoach.actions.context import Context
from phmcoach.actions.opening import (
    Opened,
    is_specimen,
    open_engagement,
    open_practice,
    read_engagement,
    require_records,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.gates import dated_problems
from phmcoach.domain.contract.notice import sessions_called_off
from phmcoach.domain.contract.paper_gates import billing_gate
from phmcoach.domain.history import Step
from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.billed import party_problems
from phmcoach.domain.money.credit_left import deductions_left
from phmcoach.domain.money.dates import PaperDay, case_day_problems
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.repricing import contradicting_invoices, end_billed_problems
from phmcoach.domain.money.thresholds import franchise_problems
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.law_rules import OwnLaw, find_contradictions
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import (
    InvalidDataError,
    Place,
    Problem,
    RuleRefusedError,
    as_warnings,
    errors_of,
    refuse,
    without_remedy,
)
from phmcoach.law import load_law
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.ledger import Ledger, open_ledger, read_ledger
from phmcoach.store.ledger_numbers import (
    SPECIMEN_PREFIX,
    SPECIMEN_QUOTE_PREFIX,
    find_jump,
    used_prefixes,
)
from phmcoach.store.pen.gate import refuse_without_pen
from phmcoach.store.records import Loaded, load_record
from phmcoach.value import Value, replace
from phmcoach.words import ClientKind


def open_law(folder: Folder, known: KnownFiles | None = None) -> Law:
    """Return the law, with that of the folder's `law/` above it.

    What is no file of the practice is left out, and `law_remarks` names it. Raises
    InvalidDataError, with file and line, for a file there that is not valid or contradicts another
    one, and StorageError for one that cannot be read.
    """
    return open_listed_law(Listing(folder), known)


def open_listed_law(listing: Listing, known: KnownFiles | None = None) -> Law:
    """Return the law as `open_law` does, of a folder that was listed."""
    folder, names = listing.folder, listing.law.names
    own = [load_record(folder.law_file(name), OwnLaw, known) for name in names]
    if contradictions := tuple(report_contradictions(own)):
        raise InvalidDataError(*contradictions)
    law = load_law()
    for name, loaded in zip(names, own, strict=True):
        law = law.under(loaded.value, name)
    return law


def law_remarks(listing: Listing) -> tuple[Problem, ...]:
    """Return a warning about each file in `law/` that is not read: the rest of the law is used."""
    return as_warnings(listing.law.problems)


def report_contradictions(own: Iterable[Loaded[OwnLaw]]) -> Iterator[Problem]:
    """Yield a problem for each file of the coach, and each two of them, that contradict each other.

    Of two files, one may be a copy that a program made, and no name says which.
    """
    for one, other in combinations_with_replacement(own, 2):
        found = next(find_contradictions(one.value, other.value), None)
        if found is None:
            continue
        line = other.line_of(found.key, found.place)
        what = f"{found.key} {found.subject}".strip()
        args: dict[str, object] = {"other": other.path.name, "what": what, "on": found.on}
        place = Place(other.path, line)
        if one is other:
            yield Problem("law.two-tables", args, place=place)
        else:
            yield Problem("law.two-files", args | {"one": one.path.name}, place=place)


def usual_payment_days(folder: Folder, practice: Practice, kind: ClientKind, on: date) -> int:
    """Return the practice's time to pay on a day, for a public body at most that of the law."""
    usual = practice.payment_days_on(on)
    if kind != "public":
        return usual
    return min(usual, open_law(folder).late_rule(kind, on).days or usual)


class BillingContext(Value):
    """The practice, the law and the ledger, read once for all papers of a command.

    `warnings` apply to every invoice that is issued now, such as a VAT franchise that is over.
    `lost` says since when the practice has lost the VAT franchise that it still uses.
    `alone` are the engagements that were compared with all others already: they have no copy.
    `listing` is what the folders contained then, and `is_swept` says that this command has deleted
    temporary files and looked for lost numbers already. `drafted` are the papers that a round
    would issue before this one. `doubt` is that about the clock: whoever drafts a paper to issue
    reports it, after what would be refused on any day.
    """

    practice: Practice
    law: Law
    ledger: Ledger
    specimen: bool
    listing: Listing
    is_swept: bool = False
    warnings: tuple[Problem, ...] = ()
    lost: tuple[Problem, ...] = ()
    alone: frozenset[str] = frozenset()
    drafted: tuple[Invoice, ...] = ()
    doubt: Problem | None = None

    def prefix_on(self, on: date) -> str:
        """Return the prefix of the series that invoices of a day are numbered in."""
        if self.specimen:
            return SPECIMEN_PREFIX
        return self.practice.billing.prefix_on(on, used_prefixes(self.ledger))

    @property
    def quote_prefix(self) -> str:
        """The prefix of the series that quotes are numbered in."""
        return SPECIMEN_QUOTE_PREFIX if self.specimen else self.practice.billing.quote_prefix

    def open_engagement(self, folder: Folder, typed: str) -> Opened:
        """Read an engagement to bill; raises as `actions.opening.open_engagement` does."""
        read = read_engagement if typed in self.alone else open_engagement
        return read(folder, typed, self.practice, listing=self.listing)

    def first_number(self, on: date) -> int:
        """Return the number that an invoice of a day has if it opens its series.

        Raises RuleRefusedError for a changed prefix that has no first day and number yet.
        """
        billing = self.practice.billing
        if self.specimen:
            return billing.first_number(on.year)
        return billing.opening_number(on, used_prefixes(self.ledger))

    def paper_day(self, on: date | None, today: date) -> PaperDay:
        """Return the day that a paper shall bear: today, unless another day was given."""
        return PaperDay(on or today, today, self.practice.vat_regime_on(today))

    def drafting_of(self, case: Case, issued_on: date) -> Drafting:
        """Return the data for drafting a paper of an engagement, after those drafted before it."""
        account = self.ledger.account(case.ref, specimen=self.specimen)
        drafted = tuple(each for each in self.drafted if each.engagement == case.ref)
        return Drafting(
            case=case,
            account=replace(account, papers=(*account.papers, *drafted)),
            practice=self.practice,
            law=self.law,
            issued_on=issued_on,
            specimen=self.specimen,
        )


def drafting_today(
    context: Context, case: Case, account: Account, practice: Practice, law: Law
) -> Drafting:
    """Return the data for what an engagement is billed with today: nothing is issued with it."""
    return Drafting(
        case=case,
        account=account,
        practice=practice,
        law=law,
        issued_on=context.today,
        specimen=is_specimen(context, practice),
    )


def refuse_over(context: Context, opened: Opened, problems: Iterable[Problem]) -> None:
    """Refuse what an engagement that is over leaves no room for.

    If its end cannot be taken back, because an invoice bills what it made due, that is named
    instead: it goes first.
    """
    found = tuple(problems)
    if any(each.remedy is Remedy.TAKE_BACK_END for each in found):
        ledger = read_ledger(context.folder)
        found_billed = ledger.damage or _end_billed(context, opened, ledger)
        found = (*without_remedy(found), *found_billed) if found_billed else found
    refuse(found, about=opened.ref)


def _end_billed(context: Context, opened: Opened, ledger: Ledger) -> tuple[Problem, ...]:
    case = opened.with_billed(ledger.billed(opened.ref)).case
    practice, law = open_practice(context.folder), open_law(context.folder)
    return tuple(
        problem
        for account in ledger.accounts(opened.ref)
        for problem in end_billed_problems(
            sessions_called_off(case), drafting_today(context, case, account, practice, law)
        )
    )


def billed_since(ledger: Ledger, case: Case, step: Step | None) -> Iterator[str]:
    """Yield each invoice since a step that is not wholly credited, before its deposits.

    One whose deposits cover it asks for nothing, but they are credited only after it.
    """
    since = date.min if step is None else step.signed_on
    for account in ledger.accounts(case.ref):
        for paper in reversed(account.papers):
            if paper.type != "credit" and since is not None and paper.issued_on >= since:
                balance = balance_of(account, paper)
                left = deductions_left(paper, account.credits_of(paper.number or ""))
                if left or balance.due > balance.credited:
                    yield paper.number or ""


def find_doubt(context: Context, ledger: Ledger, *, specimen: bool) -> Problem | None:
    """Return the doubt about a clock that shows a day long after the last entry, or None.

    Everything that adds a paper or a receipt to the ledger comes here first, so a machine without
    the pen is refused before anything else, except for a look. The doubt is reported last: nobody
    is asked about a day on which nothing would be recorded anyway.
    """
    if not context.only_looks:
        refuse_without_pen(context.folder)
    return find_jump(ledger, context.today, specimen=specimen)


def open_billing_context(
    context: Context, listing: Listing | None = None, *, previews: bool = False
) -> BillingContext:
    """Read the practice, the law and the ledger; doubt the day, except for a mere preview."""
    listing = listing or Listing(context.folder)
    practice, law = open_practice(context.folder), open_listed_law(listing)
    ledger, specimen = open_ledger(context.folder), is_specimen(context, practice)
    doubt = None if previews else find_doubt(context, ledger, specimen=specimen)
    year = context.today.year
    lost: tuple[Problem, ...] = ()
    try:
        own = ledger.earned(year - 1, year, specimen=specimen)
        warnings = lost = franchise_problems(own, practice, law, context.today)
    except RuleRefusedError as error:
        warnings = error.problems  # a law that is not known yet forbids nothing
    warnings = (*law_remarks(listing), *warnings)
    return BillingContext(
        practice, law, ledger, specimen, listing, warnings=warnings, lost=lost, doubt=doubt
    )


def refuse_unbillable(
    context: Context, billing: BillingContext, opened: Opened, issued_on: date
) -> None:
    """Refuse an engagement that no invoice of a day may bill, with all the reasons."""
    require_records(opened)
    refuse(unbillable_problems(context, billing, opened, issued_on), about=opened.ref)


def unbillable_problems(
    context: Context, billing: BillingContext, opened: Opened, issued_on: date
) -> tuple[Problem, ...]:
    """Return the reasons why no invoice of a day may bill an engagement."""
    case, ledger = opened.case, billing.ledger
    return (
        *billing_gate(case, billing.practice),
        *party_problems(case, accounts_beside(ledger, opened.ref, billing.listing)),
        *errors_of(contradicting_invoices(case, ledger.accounts(opened.ref))),
        *dated_problems(case, context.today),
        *case_day_problems(case, issued_on),
    )
