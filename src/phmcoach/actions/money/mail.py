"""Drafts of e-mails with an issued document, and duplicates: nothing is sent or issued.

The attachments are the issued bytes, checked against the digest in the ledger: a client must never
get a different document under the same number. Only the duplicate of a paper whose PDF is lost
takes its place, marked as one.
"""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from phmcoach.actions.context import Context
from phmcoach.actions.documents import Written, replace_document, write_document
from phmcoach.actions.opening import open_practice
from phmcoach.domain.money.account import balance_of
from phmcoach.domain.money.drafting import update_buyer
from phmcoach.domain.money.invoice import Buyer, Invoice
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import (
    InvalidDataError,
    MissingError,
    Place,
    Problem,
    RuleRefusedError,
    as_warnings,
)
from phmcoach.exports.eml import Attachment, Mail, as_sent, render_eml
from phmcoach.paper_names import attachment_name, duplicate_names, portal_stem
from phmcoach.remedy import Remedy
from phmcoach.store.files import KEPT_MODE, read_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, find_sealed, read_ledger
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import load_record
from phmcoach.value import Value, replace

if TYPE_CHECKING:
    from phmcoach.documents.engine.rendered import Rendered


def write_mail(context: Context, *, number: str) -> Written:
    """Write an e-mail draft with an issued document, in its language, into `documents/<ref>/`.

    `number` may be its last digits. Raises MissingError for an unknown number, InvalidDataError
    if the document or an entry since was changed, or if the PDF is no longer the issued one, and
    RuleRefusedError for an address that not every mail program accepts.
    """
    from phmcoach.documents.papers.paper_mail import compose_paper_mail

    ledger = read_ledger(context.folder)
    recorded, paper = _find_paper(ledger, number)
    text = compose_paper_mail(
        paper,
        outstanding=_outstanding(ledger, paper),
        templates=context.folder.templates_dir,
    )
    draft, warnings = draft_mail(
        open_practice(context.folder),
        _addressee(context.folder, paper),
        text,
        (attach_original(context.folder, recorded),),
    )
    path = write_document(context, paper.engagement, f"{recorded.entry.stem}.eml", draft)
    return Written(path, warnings, ledger.damage)


def write_duplicate(context: Context, *, number: str) -> Written:
    """Render an issued document again, marked as a duplicate, into `documents/<ref>/`.

    It is rendered from the snapshot in the ledger, so number, date and text are those of the
    original. It contains no e-invoice, which would be a second original. A PDF that is lost comes
    back beside its entry, if it is made again with the bytes that were issued. Raises MissingError
    for an unknown number, InvalidDataError if the document or an entry since was changed.
    """
    ledger = read_ledger(context.folder)
    recorded, paper = _find_paper(ledger, number)
    accent = open_practice(context.folder).accent
    rendered = _make_again(context.folder, paper, accent, duplicate=True)
    name, _ = _duplicate_names(recorded, paper)
    with lock_folder(context.folder):
        restored = _restore_original(context.folder, recorded, paper, accent)
        path = replace_document(context.folder, paper.engagement, name, rendered.pdf)
    return Written(path, (*restored, *rendered.warnings), ledger.damage)


def _find_paper(ledger: Ledger, number: str) -> tuple[RecordedEntry, Invoice | Quote]:
    recorded = find_sealed(ledger, number)
    if recorded.entry.document is None:
        message = "the entry that was found by its number has no document"
        raise TypeError(message)
    return recorded, recorded.entry.document


def _make_again(
    folder: Folder, paper: Invoice | Quote, accent: str, *, duplicate: bool
) -> "Rendered":
    from phmcoach.documents.papers.invoice import render_duplicate, render_invoice
    from phmcoach.documents.papers.quote import render_quote

    own = folder.templates_dir
    if isinstance(paper, Quote):
        return render_quote(paper, accent=accent, duplicate=duplicate, templates=own)
    if duplicate:
        return render_duplicate(paper, accent=accent, templates=own)
    return render_invoice(paper, accent=accent, draft=False, templates=own)


def _restore_original(
    folder: Folder, recorded: RecordedEntry, paper: Invoice | Quote, accent: str
) -> tuple[Problem, ...]:
    """Write a lost PDF again, if it has the bytes that its entry seals; return a remark on that."""
    if not _is_lost(recorded):
        return ()
    made = _make_again(folder, paper, accent, duplicate=False)
    if sha256(made.pdf).hexdigest() != recorded.entry.pdf_sha256:
        return ()
    write_new(recorded.pdf, made.pdf, KEPT_MODE)
    args = {"number": recorded.number}
    return (Problem("duplicate.original-restored", args, Place(recorded.pdf), "warning"),)


def has_duplicate(folder: Folder, recorded: RecordedEntry) -> bool:
    """Whether the duplicate of a paper is among the documents of its engagement."""
    return _find_duplicate(folder, recorded) is not None


def read_original(folder: Folder, recorded: RecordedEntry) -> tuple[str, bytes]:
    """Return the name and the bytes of an issued PDF, or of its duplicate if it is lost.

    Raises as `read_pdf`.
    """
    duplicate = _find_duplicate(folder, recorded)
    if duplicate and _is_lost(recorded):
        return duplicate.name, read_file(duplicate)
    return recorded.pdf.name, read_pdf(recorded)


def attach_original(folder: Folder, recorded: RecordedEntry) -> Attachment:
    """Return an issued PDF as it is sent, named by its contract too; raises as `read_pdf`."""
    name, pdf = read_original(folder, recorded)
    invoice = recorded.entry.invoice
    contract = invoice.contract_reference if invoice else None
    return Attachment(attachment_name(name, contract), pdf)


def _is_lost(recorded: RecordedEntry) -> bool:
    try:
        recorded.read_pdf()
    except MissingError:
        return True
    return False


def _find_duplicate(folder: Folder, recorded: RecordedEntry) -> Path | None:
    """Return the duplicate of a paper that is on disk; other entries have none."""
    paper = recorded.entry.document
    if paper is None:
        return None
    documents = folder.documents_dir(paper.engagement)
    paths = (documents / name for name in _duplicate_names(recorded, paper))
    return next((path for path in paths if path.is_file()), None)


def _duplicate_names(recorded: RecordedEntry, paper: Invoice | Quote) -> tuple[str, str]:
    return duplicate_names(paper.language, recorded.entry.stem, recorded.number)


class PlainCopy(Value):
    """The plain PDF of an invoice, its e-invoice in a file of its own, and the ledger's damage."""

    pdf: Path
    xml: Path
    damage: tuple[Problem, ...] = ()


def write_plain_copy(context: Context, *, number: str) -> PlainCopy:
    """Write the pages of an issued invoice and its e-invoice apart, into `documents/<ref>/`.

    They are for a portal that refuses a PDF/A-3 with an e-invoice inside: together they are the
    original. Raises as `write_duplicate`, RuleRefusedError for a quote, which contains no
    e-invoice, and InvalidDataError if the PDF has changed.
    """
    from phmcoach.documents.papers.facturx import extract_xml, strip_facturx

    ledger = read_ledger(context.folder)
    recorded = find_sealed(ledger, number)
    invoice = recorded.entry.invoice
    if invoice is None:
        raise RuleRefusedError.of("duplicate.quote", number=recorded.number)
    issued = read_pdf(recorded)
    xml, stem = extract_xml(issued), portal_stem(invoice.language, recorded.entry.stem)
    if xml is None:
        message = "an issued invoice contains its e-invoice"
        raise TypeError(message)
    plain = strip_facturx(issued)
    with lock_folder(context.folder):
        pdf_path = replace_document(context.folder, invoice.engagement, f"{stem}.pdf", plain)
        xml_path = replace_document(context.folder, invoice.engagement, f"{stem}.xml", xml)
    return PlainCopy(pdf_path, xml_path, ledger.damage)


def read_pdf(recorded: RecordedEntry) -> bytes:
    """Return the issued bytes; raise InvalidDataError if they have changed."""
    try:
        pdf = recorded.read_pdf()
    except MissingError:
        pdf = b""
    if sha256(pdf).hexdigest() != recorded.entry.pdf_sha256:
        place = Place(recorded.pdf)
        raise InvalidDataError(
            Problem("mail.pdf-changed", {"number": recorded.number}, place=place)
        )
    return pdf


def current_buyer(folder: Folder, buyer: Buyer) -> Buyer:
    """Return the client's current details, else (no file or no address) those of the document."""
    path = folder.client_file(buyer.reference)
    if not path.exists():
        return buyer
    return update_buyer(buyer, load_record(path, Client).value)


def draft_mail(
    practice: Practice, buyer: Buyer, text: str, attachments: tuple[Attachment, ...]
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the draft of a message from the coach to a client; warn of one without a recipient.

    It goes to their accounts department, if they named its address. Raises RuleRefusedError for an
    address that not every mail program accepts: the draft would lack its recipient, or have others.
    """
    email, person = buyer.billing_email or buyer.email, buyer.contact or buyer.name
    mail = Mail(
        sender_name=practice.name,
        sender=practice.email,
        recipient_name=buyer.name if buyer.billing_email else person,
        recipient=email,
        text=text,
        attachments=attachments,
    )
    if email is None:
        missing = Problem("mail.no-address", {"name": buyer.name}, ref=buyer.reference)
        return render_eml(mail), (missing,)
    if as_sent(email) is None:
        is_billing = email == buyer.billing_email
        unusual = report_unusual_address(buyer.name, email, is_billing=is_billing)
        raise RuleRefusedError(replace(unusual, ref=buyer.reference))
    return render_eml(mail), ()


def report_unusual_address(name: str, email: str, *, is_billing: bool) -> Problem:
    """Return the problem of a client's address that not every mail program accepts."""
    remedy = Remedy.BILLING_EMAIL if is_billing else None
    return Problem("mail.unusual-address", {"name": name, "email": email}, remedy=remedy)


def draft_letter_mail(
    practice: Practice, buyer: Buyer, text: str, attachments: tuple[Attachment, ...]
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the draft that goes with a letter, or None with the reason: the letter can be sent."""
    try:
        return draft_mail(practice, buyer, text, attachments)
    except RuleRefusedError as error:
        return None, as_warnings(error.problems)


def _addressee(folder: Folder, paper: Invoice | Quote) -> Buyer:
    """Return the client's current details; a quote does not go to their accounts department."""
    buyer = current_buyer(folder, paper.buyer)
    return replace(buyer, billing_email=None) if isinstance(paper, Quote) else buyer


def _outstanding(ledger: Ledger, paper: Invoice | Quote) -> Decimal:
    if isinstance(paper, Quote):
        return Decimal(0)
    return balance_of(ledger.account(paper.engagement, specimen=paper.specimen), paper).outstanding
