"""docs/folder.md names every file of the folder and every key that a file can hold, and no other.

Its examples are whole files, read as the program reads them; the ledger's keys are in tables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

import pytest

from phmcoach.actions.notes.files import identity_file, keys_file, note_file
from phmcoach.actions.practice.calendar_log import calendar_log_file
from phmcoach.actions.practice.later import later_file
from phmcoach.documents.papers.file_names import scan_name
from phmcoach.domain.base import Record, annotations_of
from phmcoach.domain.money.invoice import (
    BilledSession,
    Buyer,
    Corrected,
    Deduction,
    Invoice,
    InvoiceLine,
    InvoiceMention,
    PaidOnIssue,
    Seller,
    VatGroup,
)
from phmcoach.domain.money.ledger import Gap, LedgerEntry, LedgerHead, Recovery
from phmcoach.domain.money.quote import Quote, QuoteLine
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.records.billing import Bank
from phmcoach.domain.records.calendar import CalendarLog
from phmcoach.domain.records.company import Company
from phmcoach.domain.records.engagement import BilledContract, Engagement
from phmcoach.domain.records.later import LaterLog
from phmcoach.domain.records.law_rules import HalfYear, OwnLaw
from phmcoach.domain.records.note_keys import NoteKeys
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Address, Mediator, Practice
from phmcoach.domain.records.signed import (
    SignedAmendment,
    SignedCoach,
    SignedContract,
    SignedDemand,
)
from phmcoach.domain.sync.pen import Pen
from phmcoach.store.archive import archived_file
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.last_backup import last_backup_file
from phmcoach.store.pen.writer import writer_file
from phmcoach.store.records import parse_record
from phmcoach.store.signed import contract_record_file
from phmcoach.store.two_files import plan_file
from phmcoach.store.undo.states import state_file

PAGE = (Path(__file__).parents[2] / "docs" / "folder.md").read_text("utf-8")
EXAMPLE = re.compile(r"(?:^(?: {4}.*)?\n)+", re.MULTILINE)
ROW = re.compile(r"^\| (`[^|]+`) \| .+ \|$", re.MULTILINE)

FILES: Mapping[str, type[Record]] = {
    "practice.toml": Practice,
    "A client": Client,
    "An engagement": Engagement,
    "Rows put aside": LaterLog,
    "The calendar": CalendarLog,
    "Private notes": NoteKeys,
    "The pen": Pen,
}
TABLES: Mapping[str, type[Record]] = {
    "The head": LedgerHead,
    "An entry": LedgerEntry,
    "An invoice": Invoice,
    "A contract of an invoice of several": BilledContract,
    "A line of an invoice": InvoiceLine,
    "A billed session": BilledSession,
    "The document that a credit note credits": Corrected,
    "A deducted deposit": Deduction,
    "A payment on issue": PaidOnIssue,
    "The seller": Seller,
    "The buyer": Buyer,
    "An address": Address,
    "A company": Company,
    "A bank account": Bank,
    "A mention": InvoiceMention,
    "A group of VAT": VatGroup,
    "A quote": Quote,
    "The mediator": Mediator,
    "A line of a quote": QuoteLine,
    "A receipt": Receipt,
    "A share of a receipt": ReceiptShare,
    "A recovery": Recovery,
    "A gap": Gap,
}

SIGNED: Mapping[str, type[Record]] = {
    "A signed contract": SignedContract,
    "The coach of a signed contract": SignedCoach,
    "The demand of a signed contract": SignedDemand,
    "A signed amendment": SignedAmendment,
}

KEYED: Mapping[str, type[Record]] = {**TABLES, **SIGNED}

Keys = set[tuple[str, str]]
"""Names of record classes, each with one of its keys."""


def sections() -> Mapping[str, str]:
    """Return the text under each heading of the page."""
    found = re.split(r"^##+ (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def example_of(text: str) -> str:
    """Return the first indented block of a text, which has blank lines but no others inside."""
    block = max(EXAMPLE.findall(text), key=lambda found: found.count("    "))
    return "\n".join(line.removeprefix("    ") for line in block.strip("\n").split("\n")) + "\n"


def records_in(annotation: object) -> Iterator[type[Record]]:
    """Yield the record classes that a field's type names."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from records_in(get_args(annotation)[0])
    elif origin in (Union, UnionType, tuple, Mapping):
        for each in get_args(annotation):
            yield from records_in(each)
    elif isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation


def stored_records(model: type[Record]) -> set[type[Record]]:
    """Return a record class and all classes inside it."""
    inner = (each for it in annotations_of(model).values() for each in records_in(it))
    return {model}.union(*(stored_records(each) for each in inner))


def keys_of(model: type[Record]) -> set[str]:
    """Return the keys of a record, as they are written in a file."""
    return set(model.keys.values())


def used_keys(value: object, data: object) -> Keys:
    """Return the keys that the data of a file gives to the record in it, all the way down."""
    if isinstance(value, Record) and isinstance(data, Mapping):
        used = {(type(value).__name__, str(key)) for key in data}
        names = {key: name for name, key in type(value).keys.items()}
        inner = [used_keys(getattr(value, names[key]), each) for key, each in data.items()]
        return used.union(*inner)
    if isinstance(value, Mapping) and isinstance(data, Mapping):
        return set().union(*(used_keys(value[key], each) for key, each in data.items()))
    if isinstance(value, Sequence) and isinstance(data, list):
        return set().union(*(used_keys(*pair) for pair in zip(value, data, strict=True)))
    return set()


@pytest.mark.parametrize("heading", FILES)
def test_the_example_of_a_file_is_valid_and_has_every_key(heading: str) -> None:
    model = FILES[heading]
    example = example_of(sections()[heading])
    loaded = parse_record(example.encode(), Path(heading), model)
    expected = {(each.__name__, key) for each in stored_records(model) for key in keys_of(each)}
    assert used_keys(loaded.value, loaded.data) == expected


def test_the_example_of_law_data_is_valid_and_the_page_names_every_list() -> None:
    text = sections()["Your own law data"]
    loaded = parse_record(example_of(text).encode(), Path("law/late-payment.toml"), OwnLaw)
    expected = {("OwnLaw", "schema"), ("OwnLaw", "half_years")}
    assert used_keys(loaded.value, loaded.data) == expected | {
        ("HalfYear", key) for key in keys_of(HalfYear)
    }
    assert keys_of(OwnLaw) - {"schema"} <= set(re.findall(r"`([a-z_]+)`", text))


@pytest.mark.parametrize("heading", KEYED)
def test_a_table_of_keys_names_the_keys_of_its_record(heading: str) -> None:
    rows = ROW.findall(sections()[heading])
    named = [key for row in rows for key in re.findall(r"`([^`]+)`", row)]
    assert sorted(named) == sorted(keys_of(KEYED[heading]))


def test_every_record_of_the_ledger_has_its_table() -> None:
    assert set(TABLES.values()) == stored_records(LedgerEntry) | stored_records(LedgerHead)


def test_the_page_shows_the_layout_of_the_folder() -> None:
    folder = Folder(Path("/"))
    shown = re.findall(r"^ {4}(\S+)", PAGE.partition("\n## ")[0], re.MULTILINE)
    files = (
        folder.practice_file,
        folder.client_file("acme"),
        folder.engagement_file("martin-2026"),
        archived_file(folder, "2025", "martin-2025"),
        folder.documents_dir("martin-2026") / "…",
        contract_record_file(folder, "martin-2026"),
        folder.documents_dir("martin-2026") / scan_name("fr", "contrat-martin-2026.pdf", ".pdf"),
        folder.documents_dir("ledger") / "…",
        folder.ledger_dir / "2026" / "000042.toml",
        folder.ledger_dir / "2026" / "facture-F-2026-0007.pdf",
        folder.ledger_head,
        writer_file(folder),
        folder.law_dir / "late-payment.toml",
        folder.templates_dir / "fr" / "…",
        folder.exports_dir / "…",
        folder.archives_file,
        calendar_log_file(folder),
        note_file(folder, "martin-2026", date(2026, 2, 3)),
        identity_file(folder),
        keys_file(folder),
        later_file(folder),
        last_backup_file(folder),
        state_file(folder, 12, date(2026, 6, 15)),
        plan_file(folder),
        folder.lock_file,
    )
    assert shown == [path.relative_to(folder.root).as_posix() for path in files]


def test_the_layout_has_every_place_of_the_folder() -> None:
    folder = Folder(Path("/"))
    places = {
        value.relative_to(folder.root).parts[0]
        for name, member in vars(Folder).items()
        if isinstance(member, property) and isinstance(value := getattr(folder, name), Path)
    }
    shown = re.findall(r"^ {4}([^\s/]+)", PAGE.partition("\n## ")[0], re.MULTILINE)
    assert places <= set(shown)
