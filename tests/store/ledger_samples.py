"""A small ledger to look at, break and kill: invoices that differ by one session and one day."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.invoice import (
    BilledSession,
    Buyer,
    Invoice,
    InvoiceLine,
    InvoiceMention,
    Seller,
    VatGroup,
)
from phmcoach.domain.money.ledger import GENESIS, LedgerEntry
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.records.billing import Bank
from phmcoach.domain.records.practice import Address
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, create_ledger
from phmcoach.store.ledger_chain import RecordedEntry, derive_head, parse_entry, render_head
from phmcoach.store.ledger_issue import issue, render_entry
from phmcoach.store.ledger_numbers import SPECIMEN_PREFIX
from phmcoach.value import replace

ADDRESS = Address(street="1 rue de l’Été", postcode="75001", city="Paris")
SELLER = Seller(
    name="Claire Martin EI",
    siret="90000000100017",
    vat_regime="quarterly",
    vat_number="FR68900000001",
    email="claire@example.fr",
    address=ADDRESS,
    bank=Bank(iban="FR7699999000020000000000294"),
)
BUYER = Buyer(reference="acme", kind="company-fr", name="Acme « Conseil »", address=ADDRESS)


def make_invoice(
    number: str | None, *, session: str = "s1", issued_on: date = date(2026, 3, 31)
) -> Invoice:
    """Return an invoice of two hours at 130.00 € and 20 % VAT."""
    billed = BilledSession(
        id=session, on=date(2026, 3, 2), minutes=120, type="in-person", status="held"
    )
    line = InvoiceLine(
        kind="hours",
        start_on=date(2026, 3, 1),
        end_on=date(2026, 3, 31),
        minutes=120,
        quantity=Decimal("2.0000"),
        unit_price=Decimal("130.00"),
        amount=Decimal("260.00"),
        net=Decimal("260.00"),
        vat_rate=Decimal(20),
        sessions=(billed,),
    )
    return Invoice(
        number=number,
        specimen=(number or "").startswith(SPECIMEN_PREFIX),
        engagement="dupont-2026",
        beneficiary="Anne Dupont",
        contract_signed_on=date(2026, 1, 5),
        issued_on=issued_on,
        due_on=date(issued_on.year, 12, 31),
        start_on=date(2026, 3, 1),
        end_on=date(2026, 3, 31),
        price_basis="net",
        seller=SELLER,
        buyer=BUYER,
        total_net=Decimal("260.00"),
        total_vat=Decimal("52.00"),
        total_gross=Decimal("312.00"),
        mentions=(
            InvoiceMention(id="nature", text="Prestations de services"),
            InvoiceMention(id="no-discount", text="Pas d’escompte\npour paiement anticipé"),
        ),
        vat=(
            VatGroup(category="S", rate=Decimal(20), base=Decimal("260.00"), vat=Decimal("52.00")),
        ),
        lines=(line,),
    )


def make_receipt() -> Receipt:
    """Return the payment of the whole first invoice, on its day."""
    paper = make_invoice("F-2026-0001")
    share = ReceiptShare(
        category="S", rate=Decimal(20), net=Decimal("260.00"), vat=Decimal("52.00")
    )
    return Receipt(
        received_on=date(2026, 3, 31),
        method="transfer",
        amount=Decimal("312.00"),
        document=paper.number,
        engagement=paper.engagement,
        client="Acme",
        shares=(share,),
    )


def make_pdf(number: str) -> bytes:
    """Return bytes that are another document's for another number."""
    return f"%PDF-1.7 {number}\n".encode()


def builder(
    session: str = "s1", issued_on: date = date(2026, 3, 31)
) -> Callable[[str, Ledger], tuple[Invoice, bytes]]:
    """Return what `issue` calls to have an invoice made."""
    return lambda number, _: (
        make_invoice(number, session=session, issued_on=issued_on),
        make_pdf(number),
    )


def new_folder(root: Path) -> Folder:
    """Return a folder that holds an empty ledger."""
    folder = Folder(root)
    create_ledger(folder)
    return folder


def issue_sample(
    folder: Folder,
    session: str,
    *,
    prefix: str = "F",
    first: int = 1,
    issued_on: date = date(2026, 3, 31),
) -> RecordedEntry:
    """Issue an invoice of one session, recorded in the evening of its date."""
    ledger = issue(
        folder,
        builder(session, issued_on),
        prefix=prefix,
        first=first,
        day=PaperDay(issued_on, issued_on, "quarterly"),
        recorded_at=datetime(issued_on.year, issued_on.month, issued_on.day, 18, 30, 59),  # noqa: DTZ001 - the coach's own clock
    )
    return ledger.entries[-1]


def make_entry(
    place: int,
    number: str,
    *,
    session: str = "s1",
    issued_on: date = date(2026, 3, 31),
    recorded_at: datetime = datetime(2026, 3, 31, 18, 30),  # noqa: DTZ001 - the coach's own clock
    invoice: Invoice | None = None,
) -> LedgerEntry:
    """Return an entry as issuing would have made it, but for the entry before it."""
    return LedgerEntry(
        schema_version=1,
        place=place,
        kind="invoice",
        recorded_at=recorded_at,
        previous_sha256=GENESIS,
        pdf_sha256=sha256(make_pdf(number)).hexdigest(),
        invoice=invoice or make_invoice(number, session=session, issued_on=issued_on),
    )


def forge(root: Path, *entries: LedgerEntry) -> Folder:
    """Write a ledger of any entries, rules or not, with digests that fit."""
    folder = Folder(root)
    recorded: list[RecordedEntry] = []
    for entry in entries:
        previous = recorded[-1].sha256 if recorded else GENESIS
        chained = replace(entry, previous_sha256=previous)
        content = render_entry(chained)
        path = folder.ledger_dir / str(entry.recorded_at.year) / f"{entry.place:06d}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        recorded.append(parse_entry(content, str(path)))
        recorded[-1].pdf.write_bytes(make_pdf(entry.name))
    folder.ledger_head.write_bytes(render_head(derive_head(recorded)))
    return folder


def snapshot(folder: Folder) -> dict[str, bytes]:
    """Return all files of the ledger, the hidden ones too, and their bytes."""
    return {
        path.relative_to(folder.root).as_posix(): path.read_bytes()
        for path in sorted(folder.ledger_dir.rglob("*"))
        if path.is_file()
    }
