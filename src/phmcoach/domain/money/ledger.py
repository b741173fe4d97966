"""The entries of the ledger: one chain over all years, in which each entry seals the previous one.

The head records the length and the last digest of the chain. Without it, a change or removal of the
last entry could not be detected.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from phmcoach.domain.base import ACCOUNTING, Day, Line, Record
from phmcoach.domain.money.invoice import Invoice, PaperNumber
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.receipt import PlacedReceipt, Receipt, receipt_at_issue
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.marks import Key, Limits, ShapeError
from phmcoach.errors import Problem
from phmcoach.paper_names import paper_stem
from phmcoach.value import NOTHING

Sha256 = Annotated[str, Limits(pattern=r"^[0-9a-f]{64}$")]
GENESIS = "0" * 64
"""The digest of the previous entry that the first entry states."""

RECOVERY_SCHEMA: Literal[2] = 2
"""The schema of a recovery."""

JOINT_SCHEMA: Literal[3] = 3
"""The schema of an invoice of several contracts."""

GAP_SCHEMA: Literal[4] = 4
"""The schema of a gap; every other entry has 1."""

Schema = Literal[1, 2, 3, 4]
EntryKind = Literal["invoice", "quote", "receipt", "recovery", "gap"]


class Recovery(Record):
    """The statement that the clock of the computer was wrong, and which day it really is.

    `wrong_from` and `wrong_to` are the first and the last day that earlier entries were recorded
    on by the wrong clock, `right_on` is the day that the right clock shows.
    """

    specimen: Annotated[bool, ACCOUNTING] = False
    wrong_from: Annotated[Day, ACCOUNTING]
    wrong_to: Annotated[Day, ACCOUNTING]
    right_on: Annotated[Day, ACCOUNTING]

    def check(self) -> None:
        """Refuse wrong days in another order than `right_on`, `wrong_from`, `wrong_to`."""
        if not self.right_on < self.wrong_from <= self.wrong_to:
            raise ShapeError("shape.recovery-days")

    @property
    def days(self) -> tuple[date, ...]:
        """The days that it names, the right one first."""
        return self.right_on, self.wrong_from, self.wrong_to

    def covers(self, on: date) -> bool:
        """Whether the wrong clock showed a day, if an earlier entry was recorded on it."""
        return self.wrong_from <= on <= self.wrong_to


class Gap(Record):
    """The statement that a part of the ledger was lost for good, and why.

    `first` and `last` are the numbers of one series that were given to papers whose entries are
    lost; without them, no paper is missing. An entry that stands in the place of a lost one, of
    which the next entry kept the digest, states it as `lost_sha256`.
    """

    specimen: Annotated[bool, ACCOUNTING] = False
    first: Annotated[PaperNumber | None, ACCOUNTING] = None
    last: Annotated[PaperNumber | None, ACCOUNTING] = None
    noted_on: Annotated[Day, ACCOUNTING]
    reason: Annotated[Line, ACCOUNTING]
    lost_sha256: Annotated[Sha256 | None, ACCOUNTING] = None

    def check(self) -> None:
        """Refuse numbers of two series, in the wrong order, or one without the other."""
        first, last = (split_number(each) for each in (self.first or "-0", self.last or "-0"))
        if first[0] != last[0] or first[1] > last[1] or (self.first is None) != (self.last is None):
            raise ShapeError("shape.gap-numbers")

    @property
    def years(self) -> frozenset[int]:
        """The years that it concerns: that of its day, and that of the numbers."""
        numbered = {int(split_number(self.last)[0][-4:])} if self.last else set()
        return frozenset({self.noted_on.year} | numbered)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that no paper gets any more."""
        if self.first is None or self.last is None:
            return ()
        (series, first), (_, last) = split_number(self.first), split_number(self.last)
        return tuple(f"{series}-{rank:04d}" for rank in range(first, last + 1))


def split_number(number: str) -> tuple[str, int]:
    """Return the series and the rank of a number, such as F-2026 and 7."""
    series, _, rank = number.rpartition("-")
    return series, int(rank)


def schema_of(kind: EntryKind, invoice: Invoice | None) -> Schema:
    """Return the schema of an entry with this body."""
    if kind == "recovery":
        return RECOVERY_SCHEMA
    if kind == "gap":
        return GAP_SCHEMA
    return JOINT_SCHEMA if invoice is not None and invoice.contracts else 1


class LedgerEntry(Record):
    """`ledger/<year of recording>/<place>.toml`: written once, never again.

    It has one body, named by its `kind`: an invoice, deposit invoice or credit note; a quote; a
    receipt; a recovery; or a gap. `previous_sha256` is the digest of the previous entry file,
    `pdf_sha256` that of the issued PDF, which is stored beside it under its `stem`. Only an invoice
    and a quote have a number and a PDF. Only a recovery has schema 2, only an invoice of several
    contracts, or a credit note on it, 3, and only a gap 4: an earlier version of the program, which
    does not know them, then says that a later one wrote it.
    """

    schema_version: Annotated[Schema, Key("schema"), ACCOUNTING]
    place: Annotated[int, Limits(ge=1, le=999_999), ACCOUNTING]
    kind: Annotated[EntryKind, ACCOUNTING]
    recorded_at: Annotated[datetime, ACCOUNTING]
    previous_sha256: Annotated[Sha256, ACCOUNTING]
    pdf_sha256: Annotated[Sha256 | None, ACCOUNTING] = None
    invoice: Annotated[Invoice | None, ACCOUNTING] = None
    quote: Annotated[Quote | None, ACCOUNTING] = None
    receipt: Annotated[Receipt | None, ACCOUNTING] = None
    recovery: Annotated[Recovery | None, ACCOUNTING] = None
    gap: Annotated[Gap | None, ACCOUNTING] = None

    def check(self) -> None:
        """Refuse another body than that of the kind, and a document without its PDF or number."""
        bodies: dict[EntryKind, Record | None] = {
            "invoice": self.invoice,
            "quote": self.quote,
            "receipt": self.receipt,
            "recovery": self.recovery,
            "gap": self.gap,
        }
        if [name for name, body in bodies.items() if body is not None] != [self.kind]:
            raise ShapeError("shape.entry-kind-mismatch")
        if self.schema_version != schema_of(self.kind, self.invoice):
            raise ShapeError("shape.entry-schema-mismatch")
        document = self.document
        if (document is None) != (self.pdf_sha256 is None):
            raise ShapeError("shape.entry-without-pdf")
        if document is not None and document.number is None:
            raise ShapeError("shape.entry-without-number")

    @property
    def document(self) -> Invoice | Quote | None:
        """The paper that was issued, or None."""
        return self.invoice or self.quote

    @property
    def money(self) -> Receipt | None:
        """The receipt in this entry, or the one implied by an invoice that was paid on issue."""
        return receipt_at_issue(self.invoice) if self.invoice else self.receipt

    @property
    def number(self) -> str | None:
        """The paper's number, such as F-2026-0007, or None."""
        return self.document.number if self.document else None

    @property
    def stem(self) -> str:
        """The name, without suffix, of the files that are made of the entry."""
        if self.document is None or self.number is None:
            return self.name
        kind = self.invoice.type if self.invoice else "quote"
        return paper_stem(self.document.language, kind, self.number)

    @property
    def name(self) -> str:
        """The name of the entry for people: its number, or its place if it has none."""
        return self.number or f"{self.place:06d}"

    @property
    def specimen(self) -> bool:
        """Whether the entry is a specimen."""
        bodies = (self.invoice, self.quote, self.receipt, self.recovery, self.gap)
        return any(body.specimen for body in bodies if body is not None)

    @property
    def recorded_on(self) -> date:
        """The day that the clock showed when the entry was recorded."""
        return self.recorded_at.date()


Body = Invoice | Quote | Receipt | Recovery | Gap
_KINDS: Mapping[type[Body], EntryKind] = {
    Invoice: "invoice",
    Quote: "quote",
    Receipt: "receipt",
    Recovery: "recovery",
    Gap: "gap",
}


def make_entry(
    body: Body, place: int, previous_sha256: str, at: datetime, pdf_sha256: str | None = None
) -> LedgerEntry:
    """Make the entry of a body at a place of the chain, recorded in the minute of `at`."""
    kind = _KINDS[type(body)]
    bodies: dict[str, Any] = {kind: body}
    return LedgerEntry(
        schema_version=schema_of(kind, bodies.get("invoice")),
        place=place,
        kind=kind,
        recorded_at=at.replace(second=0, microsecond=0),
        previous_sha256=previous_sha256,
        pdf_sha256=pdf_sha256,
        **bodies,
    )


class LedgerHead(Record):
    """`ledger/head.toml`. `last_numbers` maps a series, such as F-2026, to its last number."""

    schema_version: Annotated[Literal[1], Key("schema"), ACCOUNTING]
    entries: Annotated[int, Limits(ge=0, le=999_999), ACCOUNTING]
    last_sha256: Annotated[Sha256, ACCOUNTING] = GENESIS
    last_numbers: Annotated[Mapping[str, int], ACCOUNTING] = NOTHING


def placed_receipts(
    entries: Iterable[LedgerEntry], number: str | None
) -> tuple[PlacedReceipt, ...]:
    """Return the payments and refunds of the price of a paper, in the order of the ledger."""
    owed, found = Decimal(0), []
    for entry in entries:
        paper, money = entry.invoice, entry.money
        if paper is not None and paper.number == number:
            owed += paper.price_owed
        elif paper is not None and paper.corrects and paper.corrects.number == number:
            owed -= paper.price_owed
        if money is not None and (money.document, money.nature) == (number, "fees"):
            found.append(PlacedReceipt(entry.place, owed, money))
    return tuple(found)


def receipts_in(
    entries: Iterable[LedgerEntry], period: Period
) -> Iterator[tuple[LedgerEntry, Receipt]]:
    """Yield each receipt of a period, with its entry."""
    for entry in entries:
        receipt = entry.money
        if receipt and period.holds(receipt.received_on):
            yield entry, receipt


def papers_in(
    entries: Iterable[LedgerEntry], period: Period
) -> Iterator[tuple[LedgerEntry, Invoice]]:
    """Yield each invoice and credit note of a period, with its entry."""
    for entry in entries:
        if entry.invoice and period.holds(entry.invoice.issued_on):
            yield entry, entry.invoice


def turnover(entries: Iterable[LedgerEntry], period: Period) -> Iterator[tuple[date, Decimal]]:
    """Yield the day and the amount without VAT of each receipt that is turnover.

    Overpayments belong to the client, and late payment costs are compensation. The sum received
    before the ledger began was declared then, and counts only for the thresholds.
    """
    for _, receipt in receipts_in(entries, period):
        if receipt.counts_as_turnover and receipt.nature != "opening":
            yield receipt.received_on, receipt.signed_net


def received_otherwise(entries: Iterable[LedgerEntry], practice: Practice) -> Iterator[Problem]:
    """Yield a warning for each income without an invoice that has the VAT of another regime.

    It was recorded with that of its day, before a change of the regime from an earlier day on.
    """
    receipts = [(each.place, each.receipt) for each in entries if each.receipt is not None]
    undone = {each.counters for _, each in receipts}
    for place, receipt in receipts:
        if receipt.nature != "other" or receipt.counters is not None or place in undone:
            continue
        bears_vat = any(share.rate for share in receipt.shares)
        if bears_vat != practice.charges_vat_on(receipt.received_on):
            args = {"entry": place, "on": receipt.received_on, "amount": receipt.amount}
            yield Problem("vat.received-otherwise", args, level="warning")
