"""Drafts of e-mails with all invoices of a client of a month: nothing is sent."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import write_document
from phmcoach.actions.money.billing_round import draft_round
from phmcoach.actions.money.invoices import Draft, Request
from phmcoach.actions.money.mail import attach_original, current_buyer, draft_mail
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.documents.papers.file_names import month_mail_name
from phmcoach.documents.papers.paper_mail import compose_month_mail
from phmcoach.domain.money.account import balance_of
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.moving.mailing import is_of_month
from phmcoach.domain.values.months import end_after_months
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Problem,
    RuleRefusedError,
    StorageError,
    as_warnings,
)
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import Ledger, find_sealed, read_ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.value import Value


class WrittenMails(Value):
    """The drafts that were written, in the order of the first invoice of each client."""

    paths: tuple[Path, ...]
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


class _Sent(Value):
    """An invoice as it is sent, and what is left to pay on it."""

    recorded: RecordedEntry
    paper: Invoice
    left: Decimal


def write_month_mails(context: Context, *, month: date) -> WrittenMails:
    """Write one draft for each client, with their invoices of a month, in their language.

    An invoice that credit notes took back as a whole is not sent. A client without an address that
    mail programs accept gets no draft, nor does one of whom a PDF is not as it was issued: they
    are reported, and the others get theirs. Raises MissingError if no invoice is of that month, and
    what was wrong if no draft is made.
    """
    practice, ledger = open_practice(context.folder), read_ledger(context.folder)
    found: dict[tuple[str, str], list[_Sent]] = {}
    for each in _of_month(ledger, month, specimen=is_specimen(context, practice)):
        found.setdefault((each.paper.buyer.reference, each.paper.language), []).append(each)
    if not found:
        raise MissingError(*_why_none(context, month))
    paths: list[Path] = []
    problems: list[Problem] = []
    damage: list[Problem] = []
    for sent in found.values():
        first = sent[0].paper
        buyer = current_buyer(context.folder, first.buyer)
        if (buyer.billing_email or buyer.email) is None:
            args = {"name": buyer.name}
            problems.append(Problem("mail.no-recipient", args, ref=buyer.reference))
            continue
        papers = tuple((each.paper, each.left) for each in sent)
        own = context.folder.templates_dir
        text = compose_month_mail(papers, practice, month, templates=own)
        try:
            originals = tuple(attach_original(context.folder, each.recorded) for each in sent)
            draft, _ = draft_mail(practice, buyer, text, originals)
        except (InvalidDataError, MissingError, StorageError) as error:
            damage += error.problems
            continue
        except RuleRefusedError as error:
            problems += error.problems
            continue
        name = month_mail_name(first.language, buyer.reference, month)
        paths.append(write_document(context, first.engagement, name, draft))
    if not paths:
        raise InvalidDataError(*damage) if damage else RuleRefusedError(*problems)
    warnings = as_warnings(problems)
    return WrittenMails(tuple(paths), warnings, (*ledger.damage, *damage))


def _why_none(context: Context, month: date) -> Iterator[Problem]:
    """Yield that no invoice is of a month, and what is in the way of one.

    Billing is named only if it would make one: to bill what cannot be billed would be refused.
    """
    request = Request("", through=end_after_months(month, 1))
    drafts = draft_round(context, request, Listing(context.folder), previews=True)
    found = [each for _, each in drafts]
    problems: list[Problem] = []
    for error in (each for each in found if isinstance(each, CoachError)):
        problems += (each for each in error.problems if each not in problems)
    drafted = (paper for each in found if isinstance(each, Draft) for paper in each.invoices)
    can_bill = not problems and any(is_of_month(each, month) for each in drafted)
    words, remedy = {"through": f"{month:%Y-%m}"}, None if can_bill else Remedy.NOTHING
    args = {"month": month}
    yield Problem("mail.no-invoice-of-month", args, words=words, remedy=remedy)
    yield from problems


def _of_month(ledger: Ledger, month: date, *, specimen: bool) -> Iterator[_Sent]:
    """Yield the invoices of a month that are not wholly credited, in the order of issue."""
    for recorded in ledger.entries:
        if recorded.kind != "invoice" or recorded.facts.specimen != specimen:
            continue
        paper = recorded.entry.invoice
        if paper is None or not is_of_month(paper, month):
            continue
        balance = balance_of(ledger.account(paper.engagement, specimen=specimen), paper)
        if balance.credited < balance.due or not balance.due:
            yield _Sent(find_sealed(ledger, recorded.number), paper, balance.outstanding)
