"""Late payments: a list of them, and reminder letters with e-mail drafts, which the coach sends.

A letter can be written anew at any time. Its file name contains its day, because the letter that
was sent is a proof.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache, partial
from itertools import product
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import replace_document
from phmcoach.actions.money.billing_context import law_remarks, open_law, open_listed_law
from phmcoach.actions.money.unpaid import report_owed_to
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.domain.money.drafting import seller_of
from phmcoach.domain.money.invoice import Buyer
from phmcoach.domain.money.lateness import Claim, Lateness, find_unpaid, measure_lateness
from phmcoach.domain.money.reminder import Reminder, draft_reminder, put_together, refuse_credit
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import CoachError, Problem, RuleRefusedError, as_warnings
from phmcoach.paper_names import letter_prefixes, letter_stem
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import Ledger, find_invoice, find_sealed, read_ledger
from phmcoach.store.ledger_unpaid import without_settled
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value, replace
from phmcoach.words import REMINDER_LEVELS, ReminderLevel


class Unpaid(Value):
    """All outstanding papers on a day, the longest due first, and the warnings about them.

    `damage` is what is wrong with the ledger.
    """

    papers: tuple[Lateness, ...]
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


class ReminderRequest(Value):
    """The invoice to remind of (`number` may be its last digits), the level, and the day.

    The default level follows the letters that were written; without a level or a claim, the letter
    is about all those of the client that it is time to remind of. `notified_on` is the day of a
    formal notice that a consumer got already, `rate` a contract's own rate in percent a year.
    """

    number: str
    level: ReminderLevel | None = None
    on: date | None = None
    notified_on: date | None = None
    rate: Decimal | None = None

    @property
    def is_about_one(self) -> bool:
        """Whether the letter is about this invoice alone."""
        return (self.level, self.notified_on, self.rate) != (None, None, None)


class WrittenReminder(Value):
    """A letter, the draft of its e-mail, and the reminder that they contain.

    The letter also lies among the documents of its other invoices, which remember it. `named` is
    about the invoice that was asked for, `copy` the letter among its documents. `mail` is None if
    not every mail program accepts the address.
    """

    reminder: Reminder
    letter: Path
    mail: Path | None
    named: Reminder
    copy: Path
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


def list_unpaid(context: Context, *, on: date | None = None) -> Unpaid:
    """Return every outstanding paper, with its delay and the penalties for it."""
    specimen = is_specimen(context, open_practice(context.folder, context.known))
    listing = Listing(context.folder)
    ledger, as_of = read_ledger(context.folder, context.known), on or context.today
    law = open_listed_law(listing, context.known)
    papers, warnings = find_late(context.folder, ledger, law, as_of=as_of, specimen=specimen)
    strays = (*listing.engagements.strays, *listing.clients.strays, *law_remarks(listing))
    return Unpaid(papers, (*strays, *warnings), ledger.damage)


def find_late(
    folder: Folder, ledger: Ledger, law: Law, *, as_of: date, specimen: bool
) -> tuple[tuple[Lateness, ...], tuple[Problem, ...]]:
    """Return every outstanding paper, the longest due first, with the letters that were written."""
    entries = without_settled(ledger.entries, specimen=specimen, as_of=as_of)
    papers, warnings = find_unpaid(entries, law, as_of=as_of, specimen=specimen)
    names = cache(partial(list_letters, folder))
    papers = tuple(
        replace(late, letters=find_letters(names(late.paper.engagement), late.number, as_of))
        for late in papers
    )
    return papers, warnings


def write_reminder(context: Context, request: ReminderRequest) -> WrittenReminder:
    """Write the letter and the draft of an e-mail with it and the invoice. Nothing is sent.

    Raises MissingError for an unknown number, InvalidDataError if the paper or an entry since was
    changed, and RuleRefusedError if the paper is paid, not due, time-barred or not an invoice, or
    if the rates that a formal notice needs are not known.
    """
    from phmcoach.actions.money.mail import attach_original, draft_letter_mail
    from phmcoach.documents.papers.letter import compose_letter_mail, render_letter
    from phmcoach.exports.eml import Attachment

    ledger = read_ledger(context.folder)
    issued = find_sealed(ledger, request.number, "invoice")
    practice, listing = open_practice(context.folder), Listing(context.folder)
    law = open_listed_law(listing)
    named, unknown = _draft(context, request, ledger, practice, law)
    drafted, missing = [named], list(unknown)
    originals = {named.lateness.number: attach_original(context.folder, issued)}
    for other in () if request.is_about_one else _other_late(ledger, named.lateness, law):
        try:
            found, unknown = _draft(context, other, ledger, practice, law, named.buyer)
            sealed = find_sealed(ledger, other.number, "invoice")
            originals[other.number] = attach_original(context.folder, sealed)
        except CoachError as error:  # an unknown rate, or bytes that were changed since
            unknown = as_warnings(error.problems)
        else:
            drafted.append(found)
        missing += (each for each in unknown if each not in missing)
    reminder = put_together(drafted)
    every = (reminder, *reminder.others)
    templates = context.folder.templates_dir
    specimen = issued.entry.specimen or is_specimen(context, practice)
    rendered = render_letter(
        reminder, accent=practice.accent, specimen=specimen, templates=templates
    )
    draft, warnings = draft_letter_mail(
        practice,
        reminder.buyer,
        compose_letter_mail(reminder, templates),
        (
            Attachment(f"{_stem(reminder)}.pdf", rendered.pdf),
            *(originals[each.lateness.number] for each in every),
        ),
    )
    folder, name = context.folder, f"{_stem(reminder)}.eml"
    with lock_folder(folder):
        letters = {
            _number(each): replace_document(folder, _ref(each), f"{_stem(each)}.pdf", rendered.pdf)
            for each in every
        }
        mail = None if draft is None else replace_document(folder, _ref(reminder), name, draft)
    early = _report_early(reminder)
    owed = () if request.is_about_one else report_owed_to(ledger, reminder.lateness.paper)
    warnings = (*law_remarks(listing), *missing, *early, *owed, *rendered.warnings, *warnings)
    letter, copy = letters[_number(reminder)], letters[_number(named)]
    return WrittenReminder(reminder, letter, mail, named, copy, warnings, ledger.damage)


def _number(reminder: Reminder) -> str:
    return reminder.lateness.number


def _ref(reminder: Reminder) -> str:
    return reminder.lateness.paper.engagement


def _stem(reminder: Reminder) -> str:
    late = reminder.lateness
    return letter_stem(late.paper.language, late.number, reminder.level, late.as_of)


def _other_late(ledger: Ledger, late: Lateness, law: Law) -> Iterator[ReminderRequest]:
    """Yield the other invoices of the client, in the same language, that are due for a letter.

    Each one follows its own letters, so the letter puts none to formal notice too early.
    """
    paper, as_of = late.paper, late.as_of
    entries = without_settled(ledger.entries, specimen=paper.specimen, as_of=as_of)
    papers, _ = find_unpaid(entries, law, as_of=as_of, specimen=paper.specimen)
    for each in papers:
        other = each.paper
        is_same = (other.buyer.reference, other.language) == (paper.buyer.reference, paper.language)
        if is_same and each.number != late.number and each.usual is not None:
            yield ReminderRequest(each.number, on=as_of)


def list_letters(folder: Folder, ref: str) -> tuple[str, ...]:
    """Return the names of the PDFs among the documents of an engagement, letters and others."""
    return tuple(path.name for path in folder.documents_dir(ref).glob("*.pdf"))


def find_letters(names: Iterable[str], number: str, as_of: date) -> dict[ReminderLevel, date]:
    """Return the levels of the letters about a paper among these files, with their first day.

    The names of the files tell it.
    """
    found: dict[ReminderLevel, date] = {}
    for level in REMINDER_LEVELS:
        for prefix, name in product(letter_prefixes(number, level), names):
            if not name.startswith(prefix):
                continue
            with suppress(ValueError):
                on = date.fromisoformat(name.removeprefix(prefix).removesuffix(".pdf"))
                if on <= as_of:
                    found[level] = min(on, found.get(level, on))
    return found


def steps_to_remind(
    context: Context, ledger: Ledger, unpaid: tuple[tuple[str, object], ...], law: Law | None
) -> Iterator[Problem]:
    """Yield a step for each late invoice whose usual letter of today is not on disk."""
    if not unpaid:
        return
    law = law or open_law(context.folder, context.known)
    names = cache(partial(list_letters, context.folder))
    for number, amount in unpaid:
        late = _measure(context, ledger, law, number)
        if late is None:
            continue
        letters = find_letters(names(late.paper.engagement), late.number, context.today)
        late = replace(late, letters=letters)
        if late.level is not None and late.level not in letters:
            args = {"number": number, "amount": amount, "due_on": late.paper.due_on}
            yield Problem("step.remind", args)


def _measure(context: Context, ledger: Ledger, law: Law, number: str) -> Lateness | None:
    """Return how late an invoice is, or None if a letter needs rates that are not known yet."""
    paper = find_invoice(ledger, number)
    own = ledger.of_engagement(paper.engagement, specimen=paper.specimen)
    entries = [recorded.entry for recorded in own]
    try:
        return measure_lateness(entries, paper, law, as_of=context.today, claim=Claim())
    except RuleRefusedError:
        return None


def _report_early(reminder: Reminder) -> Iterator[Problem]:
    """Yield a warning about a formal notice that follows no firm letter among the documents."""
    if reminder.level == "formal" and reminder.lateness.lacks_firm_letter:
        yield Problem(
            "remind.no-firm-letter", {"number": reminder.lateness.number}, level="warning"
        )


def _draft(
    context: Context,
    request: ReminderRequest,
    ledger: Ledger,
    practice: Practice,
    law: Law,
    buyer: Buyer | None = None,
) -> tuple[Reminder, tuple[Problem, ...]]:
    """Return a letter, and the rates that are not known, if it does without them.

    `buyer` is the client as another letter names them already. Only a formal notice asks for the
    cost of lateness; a firm letter names it if it is known.
    """
    from phmcoach.actions.money.mail import current_buyer

    paper = find_invoice(ledger, request.number)
    refuse_credit(paper)
    as_of, claim = request.on or context.today, Claim(request.notified_on, request.rate)
    if as_of > context.today:
        _draft(context, replace(request, on=None), ledger, practice, law, buyer)
        raise RuleRefusedError.of("gate.in-the-future", on=as_of, remedy=Remedy.OTHER_DAY)
    own = ledger.of_engagement(paper.engagement, specimen=paper.specimen)
    entries = [each.entry for each in own]
    names = list_letters(context.folder, paper.engagement)
    letters = find_letters(names, paper.number or "", as_of)
    late = replace(measure_lateness(entries, paper, law, as_of=as_of), letters=letters)
    level = request.level or late.level
    unknown: tuple[Problem, ...] = ()
    if level != "friendly" or claim != Claim() or late.balance.outstanding <= 0:
        try:
            late = measure_lateness(entries, paper, law, as_of=as_of, claim=claim)
            late = replace(late, letters=letters)
        except RuleRefusedError as error:
            if level != "firm" or claim != Claim():
                raise
            unknown = error.problems
    reminder = draft_reminder(
        late,
        law,
        level=request.level,
        seller=seller_of(practice, as_of, served_on=as_of),
        buyer=buyer or current_buyer(context.folder, paper.buyer),
        mediator=practice.mediator,
    )
    return reminder, unknown
