"""The facts that are scanned are those that the parser finds, whatever the text."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import tomli
from hypothesis import given
from hypothesis import strategies as st
from tests.store.ledger_samples import make_entry, make_invoice

from phmcoach.domain.money.invoice import Corrected, Deduction, PaidOnIssue
from phmcoach.domain.money.ledger import GENESIS, LedgerEntry
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.store.ledger_issue import render_entry
from phmcoach.store.ledger_scan import EntryFacts, facts_of, scan_entry
from phmcoach.value import replace

HOSTILE = (
    'kind = "receipt"',
    '\n[receipt]\nspecimen = true\nengagement = "other"\n',
    '"',
    '"""',
    "'''",
    "\\",
    "\\u0041",
    '", number = "F-2026-0002',
    "]\n",
    "[[",
    "# ",
    "\r\n",
    "\t",
    "\x00\x1f\x7f\x85\u2028\ufeff",
    "é« »’😀",
    "[invoice.paid]",
)
"""Pieces of texts that look like the file around them."""

LINES = (
    '[invoice.number]\nkind = "quote"\n',
    "[receipt.engagement]\nx = 1\n",
    '["invoice".paid]\nreceived_on = 2001-01-01\n',
    '[invoice.paid]\nmethod = "card"\nreceived_on = 2001-01-01\n',
    "[[invoice.paid]]\nreceived_on = 2001-01-01\n",
    'number = "F-1999-0001"\n',
    '"number" = "F-1999-0001"\n',
    'invoice.number = "F-1999-0001"\n',
    'engagement = "other"\n',
    "engagement = 'other'\n",
    "specimen = true\n",
    "specimen = 1\n",
    "issued_on = 2001-02-29\n",
    "issued_on = 2001-01-01T10:00:00\n",
    'note = """\nkind = "quote"\n[receipt]\nspecimen = true\n"""\n',
    "note = '''\nengagement = \"other\"\n'''\n",
    "# a comment\n",
    "\n",
    "   \n",
    'a = [\n    { b = "]" },\n    """\n]\n[receipt]\n""",\n]\n',
    "x = { number = 1 }\n",
)
"""Lines of valid or broken TOML that the program does not write in these places."""

texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=4).map("".join)
days = st.dates(date(1990, 1, 1), date(2199, 12, 31))
zones = st.none() | st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.builds(
    lambda day, minutes, zone: (
        datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=minutes)
    ),
    days,
    st.integers(0, 1439),
    zones,
)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
maybe_texts = st.none() | texts
numbers = st.sampled_from(["F-2026-0001", "SPECIMEN-2026-0012"]) | texts
engagements = st.just("dupont-2026") | texts
deductions = st.builds(
    Deduction,
    number=st.just("F-2025-0009"),
    issued_on=days,
    net=st.just(Decimal("10.00")),
    vat=st.just(Decimal("2.00")),
)
several_deductions = st.lists(deductions, max_size=2).map(tuple)
corrections = st.none() | st.builds(
    Corrected, number=st.just("F-2026-0003"), issued_on=days, type=st.just("invoice")
)
paid_at_once = st.none() | st.builds(PaidOnIssue, received_on=days, method=st.just("transfer"))
no_engagement = st.none() | st.just("dupont-2026")
pieces = st.binary(max_size=3) | st.sampled_from([b'"', b"[", b"]", b"\n", b"#", b"=", b"."])
lines_and_texts = st.sampled_from(LINES) | st.sampled_from(HOSTILE)


@st.composite
def invoices(draw: st.DrawFn) -> LedgerEntry:
    """Draw an entry with an invoice; texts are hostile, and some values are of another type."""
    plain = make_invoice("F-2026-0001", issued_on=draw(days))
    changes: dict[str, Any] = {
        "number": draw(numbers),
        "specimen": draw(st.booleans()),
        "engagement": draw(engagements),
        "beneficiary": draw(texts),
        "reason": draw(maybe_texts),
        "deductions": draw(several_deductions),
        "corrects": draw(corrections),
        "paid": draw(paid_at_once),
        "buyer": replace(plain.buyer, name=draw(texts)),
        "lines": tuple(replace(each, designation=draw(texts)) for each in plain.lines),
    }
    entry = make_entry(
        draw(st.integers(1, 999_999)),
        "F-2026-0001",
        recorded_at=draw(moments),
        invoice=replace(plain, **changes),
    )
    return replace(entry, previous_sha256=draw(digests))


@st.composite
def receipts(draw: st.DrawFn) -> LedgerEntry:
    """Draw an entry with a receipt, with or without an engagement."""
    amount = Decimal("312.00")
    share = ReceiptShare(
        category="S", rate=Decimal(20), net=Decimal("260.00"), vat=Decimal("52.00")
    )
    receipt = replace(
        Receipt(
            specimen=draw(st.booleans()),
            received_on=draw(days),
            method="transfer",
            amount=amount,
            engagement=draw(no_engagement),
            shares=(share,),
        ),
        label=draw(maybe_texts),
        client=draw(maybe_texts),
    )
    return LedgerEntry(
        schema_version=1,
        place=draw(st.integers(1, 999_999)),
        kind="receipt",
        recorded_at=draw(moments),
        previous_sha256=draw(digests),
        receipt=receipt,
    )


entries = invoices() | receipts()


def parsed_facts(raw: bytes) -> EntryFacts | None:
    """Return the facts in a file as the parser reads it, None if it has no such facts."""
    try:
        data = tomli.loads(raw.decode("utf-8-sig"))
        kind = data["kind"]
        body = data[kind]
        found = [body["received_on" if kind == "receipt" else "issued_on"]]
        if kind == "invoice" and "paid" in body:
            found.append(body["paid"]["received_on"])
        return EntryFacts(
            data["place"],
            kind,
            data["previous_sha256"],
            None if kind == "receipt" else body["number"],
            body["specimen"],
            body.get("engagement") if kind == "receipt" else body["engagement"],
            frozenset(day.year for day in found),
            kind == "receipt"
            or (kind == "invoice" and ("paid" in body or body["deductions"] != [])),
        )
    except (KeyError, TypeError, AttributeError):
        return None


def is_toml(raw: bytes) -> bool:
    try:
        tomli.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


@given(entries)
def test_what_is_scanned_is_what_the_parser_finds(entry: LedgerEntry) -> None:
    raw = render_entry(entry)
    assert scan_entry(raw) in (None, parsed_facts(raw))


@given(entries)
def test_the_facts_of_a_parsed_entry_are_those_in_its_file(entry: LedgerEntry) -> None:
    assert facts_of(entry) == parsed_facts(render_entry(entry))


@given(entries)
def test_an_entry_that_implies_a_receipt_is_one_that_may_move_money(entry: LedgerEntry) -> None:
    assert facts_of(entry).may_move_money or entry.money is None


def test_an_invoice_is_scanned() -> None:
    entry = make_entry(7, "F-2026-0007")
    assert scan_entry(render_entry(entry)) == EntryFacts(
        place=7,
        kind="invoice",
        previous_sha256=GENESIS,
        number="F-2026-0007",
        specimen=False,
        engagement="dupont-2026",
        years=frozenset({2026}),
        may_move_money=False,
    )


def test_an_entry_with_quotes_in_its_texts_is_scanned() -> None:
    invoice = replace(make_invoice("F-2026-0001"), beneficiary='Anne "A." \\ B\n[x]')
    raw = render_entry(make_entry(1, "F-2026-0001", invoice=invoice))
    assert scan_entry(raw) == parsed_facts(raw)


def test_an_entry_with_a_comment_is_left_to_the_parser() -> None:
    assert scan_entry(render_entry(make_entry(1, "F-2026-0001")) + b"# mine\n") is None


def test_an_inline_table_with_another_comma_is_left_to_the_parser() -> None:
    raw = render_entry(make_entry(1, "F-2026-0001"))
    assert b" }" in raw
    assert scan_entry(raw.replace(b" }", b", }")) is None


def test_bytes_that_are_no_text_are_left_to_the_parser() -> None:
    assert scan_entry(render_entry(make_entry(1, "F-2026-0001")).replace(b"Anne", b"\xff")) is None


@given(entry=entries, data=st.data())
def test_any_other_bytes_are_left_to_the_parser_or_scanned_alike(
    entry: LedgerEntry, data: st.DataObject
) -> None:
    changed = bytearray(render_entry(entry))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        piece = data.draw(pieces)
        changed[at : at + data.draw(st.integers(0, 3))] = piece
    raw = bytes(changed)
    assert not is_toml(raw) or scan_entry(raw) in (None, parsed_facts(raw))


@given(entry=entries, data=st.data())
def test_lines_that_the_program_does_not_write_are_left_to_the_parser_or_scanned_alike(
    entry: LedgerEntry, data: st.DataObject
) -> None:
    lines = render_entry(entry).splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines)))
        lines[at : at + data.draw(st.integers(0, 2))] = [data.draw(lines_and_texts).encode()]
    raw = b"".join(lines)
    assert not is_toml(raw) or scan_entry(raw) in (None, parsed_facts(raw))
