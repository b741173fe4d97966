"""Drafts of e-mails with the papers of an engagement, one for each of those who get them.

Nothing is sent. What nobody has signed is written again first, as its own command writes it, so
that a draft never contains an earlier version. What somebody has signed is attached as it was
signed: its scans if there are any, else the paper, each compared with the digest in the seal.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.reports import write_report
from phmcoach.actions.contract.succeeding import find_new_client
from phmcoach.actions.documents import name_form, write_document
from phmcoach.actions.money.mail import report_unusual_address, write_mail
from phmcoach.actions.money.quotes import no_quote_error
from phmcoach.actions.opening import is_specimen, open_engagement, open_practice
from phmcoach.actions.sessions.attendance import write_attendance
from phmcoach.documents.papers.file_names import (
    amendment_name,
    annex_name,
    choices_name,
    contract_name,
    is_scan_of,
    mail_name,
)
from phmcoach.documents.papers.paper_mail import compose_engagement_mail
from phmcoach.domain.case import Case
from phmcoach.domain.contract.evaluating import report_gate
from phmcoach.domain.contract.signed import as_signed, sealed_papers
from phmcoach.domain.history import Step
from phmcoach.domain.moving.mailing import (
    READERS,
    Recipient,
    is_read_by_organisation,
    readers_of,
    recipient_of,
)
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import contract_papers
from phmcoach.errors import MissingError, Place, Problem, RuleRefusedError, about, refuse
from phmcoach.exports.eml import Attachment, Mail, as_sent, render_eml
from phmcoach.remedy import Remedy
from phmcoach.store.files import read_file
from phmcoach.store.ledger import read_ledger
from phmcoach.store.signed import find_other_papers
from phmcoach.value import Value, replace
from phmcoach.words import MailedPaper, ReportReader


class WrittenDrafts(Value):
    """The drafts, one for each recipient, the warnings, and the damage of the ledger."""

    paths: tuple[Path, ...]
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


class _Found(Value):
    """The files for each reader, and what the text says of them."""

    files: dict[ReportReader, tuple[Path, ...]]
    step: Step | None = None
    warnings: tuple[Problem, ...] = ()


def write_paper_mails(
    context: Context, *, ref: str, paper: MailedPaper, reader: ReportReader | None = None
) -> WrittenDrafts:
    """Write the drafts with a paper of an engagement into `documents/<ref>/`.

    `reader` is the only one who gets it; else `readers_of` decides. Raises RuleRefusedError if
    somebody who gets it has no address that mail programs accept, before any paper is written, and
    what the command raises that writes the paper: the organisation gets no report without the
    beneficiary's agreement.
    """
    practice = open_practice(context.folder)
    opened = open_engagement(context.folder, ref, practice)
    ref, case = opened.ref, opened.case
    if reader == "sponsor" and case.private:
        raise RuleRefusedError.of("mail.no-organisation", ref=ref, about=ref)
    wanted = (reader,) if reader else readers_of(case, paper)
    if paper == "quote":
        return _mail_quote(context, case, practice, wanted)
    if paper == "report" and case.engagement.evaluation is None:
        problems = report_gate(case, for_sponsor=False)
        refuse(name_form(context.folder, ref, problems), about=ref)
    step = _find_last(case) if paper == "amendment" else None
    client = case.client
    if step is not None:
        client = find_new_client(context.folder, case, step.place) or client
        signing = {each for name in case.papers_of(step) for each in READERS[name]}
        wanted = tuple(each for each in wanted if each in signing) or tuple(sorted(signing))
    recipients = tuple(recipient_of(case, client, each) for each in wanted)
    refuse(_unreachable(case, client, recipients))
    found = _find_files(context, case, paper, wanted, step)
    case = open_engagement(context.folder, ref, practice).case  # it has its number now
    paths = tuple(_write_draft(context, case, practice, paper, each, found) for each in recipients)
    return WrittenDrafts(paths, found.warnings)


def _mail_quote(
    context: Context, case: Case, practice: Practice, wanted: tuple[ReportReader, ...]
) -> WrittenDrafts:
    """Write the draft with the last quote, which is a paper of the ledger and goes to the payer."""
    if not case.private and "beneficiary" in wanted:
        raise RuleRefusedError.of("mail.quote-of-organisation", ref=case.ref, about=case.ref)
    own = read_ledger(context.folder).of_engagement(
        case.ref, specimen=is_specimen(context, practice)
    )
    numbers = [each.number for each in own if each.kind == "quote"]
    if not numbers:
        raise no_quote_error(context, case.ref, "mail.no-quote")
    client = case.client
    refuse(_unreachable(case, client, (recipient_of(case, client, wanted[0]),)))
    written = write_mail(context, number=numbers[-1])
    return WrittenDrafts((written.path,), written.warnings, written.damage)


def _find_last(case: Case) -> Step:
    if not case.history:
        raise MissingError.of("mail.no-amendment", ref=case.ref, about=case.ref)
    return case.history[-1]


def _unreachable(case: Case, client: Client, recipients: Iterable[Recipient]) -> Iterator[Problem]:
    """Yield a problem for each recipient whose address is unknown, unusual, or another's."""
    for each in recipients:
        is_person = each.reader == "beneficiary" and not case.private
        remedy = Remedy.BENEFICIARY_EMAIL if is_person else None
        ref = case.ref if is_person else case.client_reference
        if each.email is None:
            yield Problem("mail.no-recipient", {"name": each.name}, remedy=remedy, ref=ref)
        elif as_sent(each.email) is None:
            unusual = report_unusual_address(each.name, each.email, is_billing=False)
            yield replace(unusual, remedy=remedy, ref=ref)
        elif is_read_by_organisation(each, client):
            args = {"name": each.name, "email": each.email, "organisation": client.name}
            yield Problem("mail.address-of-organisation", args, ref=ref)


def _find_files(
    context: Context,
    case: Case,
    paper: MailedPaper,
    wanted: tuple[ReportReader, ...],
    step: Step | None,
) -> _Found:
    """Write the paper if nobody has signed it, and return the files for each reader."""
    ref = case.ref
    if paper == "report":
        reports = {each: write_report(context, ref=ref, reader=each) for each in wanted}
        return _Found(
            {reader: (report.path,) for reader, report in reports.items()},
            warnings=tuple(each for report in reports.values() for each in report.warnings),
        )
    if paper == "attendance":
        sheet = write_attendance(context, ref=ref)
        return _Found(dict.fromkeys(wanted, (sheet.path,)), warnings=sheet.warnings)
    if step is not None:
        return _find_amendment(context, case, step, wanted)
    if case.engagement.signatures.first_on is not None:
        return _find_contract(context, case, wanted)
    written = write_contract(context, ref=ref)
    return replace(_find_contract(context, case, wanted), warnings=written.warnings)


def _find_contract(context: Context, case: Case, wanted: tuple[ReportReader, ...]) -> _Found:
    printed = as_signed(case)
    terms, language, ref = printed.engagement.terms, printed.client.language, case.ref
    directory = context.folder.documents_dir(ref)
    papers = contract_papers(terms, private=printed.private) if terms else ()
    own = []  # what was written for other terms or objectives may still be there
    annex, choices = annex_name(language, ref), choices_name(language, ref)
    if annex in case.engagement.seal or any(it.personal for it in case.engagement.objectives):
        own.append(annex)
    if papers == ("three-party",) and case.contracted_on is None:  # they are made by then
        own.append(choices)
    files: dict[ReportReader, tuple[Path, ...]] = {}
    for reader in wanted:
        names = [contract_name(language, ref, each) for each in papers if reader in READERS[each]]
        files[reader] = _as_signed(directory, case, names)
        if reader == "beneficiary":
            files[reader] += tuple(each for name in own if (each := directory / name).exists())
    return _Found(files)


def _find_amendment(
    context: Context, case: Case, step: Step, wanted: tuple[ReportReader, ...]
) -> _Found:
    number, warnings = step.amendment.number, tuple[Problem, ...]()
    if not step.amendment.signatures.days:
        warnings = write_amendment(context, ref=case.ref, number=number).warnings
    language, ref = as_signed(case).client.language, case.ref
    directory = context.folder.documents_dir(ref)
    files = {
        reader: _as_signed(
            directory,
            case,
            [
                amendment_name(language, ref, number, each)
                for each in case.papers_of(step)
                if reader in READERS[each]
            ],
            number,
        )
        for reader in wanted
    }
    return _Found(files, step, warnings)


def _as_signed(
    directory: Path, case: Case, names: list[str], number: int | None = None
) -> tuple[Path, ...]:
    """Return the scans of these papers if some are sealed, else the papers.

    Raises RuleRefusedError for one that is gone, or is another file than what was signed.
    """
    sealed = sealed_papers(case.engagement)
    chosen: list[str] = []
    for name in names:
        scans = [each for each in sealed if each != name and is_scan_of(each, [name])]
        chosen += scans or [name]
    problems = [*find_other_papers(directory, sealed, [each for each in chosen if each in sealed])]
    problems += [
        Problem(
            "mail.paper-missing",
            {"file": each},
            Place(directory / each),
            words={"number": () if number is None else (number,)},
        )
        for each in chosen
        if each not in sealed and not (directory / each).exists()
    ]
    refuse(about(case.ref, problems))
    return tuple(directory / each for each in chosen)


def _write_draft(
    context: Context,
    case: Case,
    practice: Practice,
    paper: MailedPaper,
    recipient: Recipient,
    found: _Found,
) -> Path:
    language, files = case.client.language, found.files[recipient.reader]
    own = {make(language, case.ref) for make in (annex_name, choices_name)}
    number = found.step.amendment.number if found.step else None
    signed_on = found.step.signed_on if found.step else case.contracted_on
    text = compose_engagement_mail(
        case,
        practice,
        paper,
        recipient.reader,
        number=number,
        signed_on=signed_on,
        apart=any(each.name in own for each in files),
        templates=context.folder.templates_dir,
    )
    mail = Mail(
        sender_name=practice.name,
        sender=practice.email,
        recipient_name=recipient.name,
        recipient=recipient.email,
        text=text,
        attachments=tuple(Attachment(each.name, read_file(each)) for each in files),
    )
    name = mail_name(language, case.ref, paper, recipient.reader, number or 0)
    return write_document(context, case.ref, name, render_eml(mail))
