"""Read what every command asks of every entry, from the text that the program wrote.

Parsing thousands of entries takes seconds, and a command needs only a few of them in full. So the
facts below are found with one pattern for the whole text. It accepts less than TOML does: the lines
that `render_entry` writes, each with one value. In such a text a line that begins with `[` is
always a header, because no string goes on over several lines. An entry with anything else, such as
a comment, is not scanned, and its reader parses it.

The pattern does not know what an entry must contain: an entry that was changed is found by its
digest (`ledger_chain`).
"""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from phmcoach.domain.money.ledger import EntryKind, Gap, LedgerEntry
from phmcoach.domain.money.thresholds import LOCATED_ELSEWHERE, Earned

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[+-][0-9]{2}:[0-9]{2})?"
_NUMBER = r"-?[0-9]++(?:\.[0-9]++)?"
_PLAIN = r'[^"\\\x00-\x1f\x7f]*+'
_STRING = rf'"{_PLAIN}(?:\\(?:[btnfr"\\]|u[0-9A-Fa-f]{{4}}){_PLAIN})*+"'
_VALUE = rf"(?:{_STRING}|true|false|\[\]|{_DAY}|{_NUMBER})"
_PAIR = rf"[a-z_]++ = {_VALUE}"
_ITEM = rf"(?:\{{ (?:{_PAIR}(?:, (?=[a-z_])|(?= \}})))++ \}}|{_VALUE})"
_LINE = rf"[a-z_]++ = (?:{_VALUE}|\[\n(?:    {_ITEM},\n)++\])\n"
# Each part stands in the pattern once, because Python compiles it in every run.
_ENTRY = re.compile(
    r"schema = 1\n"
    r"place = (?P<place>[0-9]++)\n"
    r'kind = "(?P<kind>invoice|quote|receipt)"\n'
    rf"recorded_at = {_DAY} {_TIME}\n"
    r'previous_sha256 = "(?P<previous>[0-9a-f]{64})"\n'
    r'(?:pdf_sha256 = "[0-9a-f]{64}"\n)?'
    r"\n\[(?P=kind)\]\n(?P<tables>"
    rf"(?:{_LINE}|\n\[{{1,2}}(?P=kind)\.[a-z_.]++\]{{1,2}}\n)*+)"
)


_FLAGS = {"true": True, "false": False}


class EntryFacts(NamedTuple):
    """The facts of an entry that the rules of the chain and the choice of entries need.

    `number` is that of a document, `engagement` the one that the document or receipt is about,
    `others` the further ones of an invoice of several contracts. `years` are those of the issue and
    of the payment on issue, of the receipt, of the days of a recovery, or of a gap.
    `may_move_money` is true for a receipt, and for an invoice that was paid on issue or takes
    deposits off.
    """

    place: int
    kind: EntryKind
    previous_sha256: str
    number: str | None
    specimen: bool
    engagement: str | None
    years: frozenset[int]
    may_move_money: bool
    others: tuple[str, ...] = ()
    gap: Gap | None = None

    @property
    def drawn(self) -> tuple[str, ...]:
        """The numbers that the entry takes from its series; an empty one if it takes none."""
        return (self.gap.numbers if self.gap else ()) or (self.number or "",)

    @property
    def first_rank(self) -> int:
        """The position in the series of the first of these numbers; 0 if there is none."""
        return int(self.drawn[0].rpartition("-")[2] or 0)

    @property
    def lost_sha256(self) -> str | None:
        """The digest of the entry that a gap replaces: the next entry states it."""
        return self.gap.lost_sha256 if self.gap else None

    @property
    def engagements(self) -> tuple[str, ...]:
        """All engagements that the entry is about."""
        return () if self.engagement is None else (self.engagement, *self.others)


def scan_entry(raw: bytes) -> EntryFacts | None:
    """Return the facts of an entry as the program writes it, None for any other text.

    If the bytes are valid TOML, the facts are those that the parser finds.
    """
    try:
        text = raw.decode()
        found = _ENTRY.fullmatch(text)
        return found and _facts(found, text)
    except ValueError:
        return None


class PlainMoney(NamedTuple):
    """The amount that an invoice without deductions, or its payment, adds to the client's debt.

    `number` is that of the invoice, `on` its day or that of the payment, as it is written.
    """

    number: str
    owed: Decimal
    on: str


def scan_money(raw: bytes, kind: EntryKind) -> PlainMoney | None:
    """Return what is owed or paid in an entry that `scan_entry` accepted.

    None for deposits, deductions, credit notes, refunds, undone receipts, penalties and income
    without an invoice.
    """
    text = raw.decode()
    body = _body_of(text, kind)
    try:
        if kind == "receipt":
            return _plain_payment(body)
        return _plain_price(body, is_paid="\n[invoice.paid]\n" in text)
    except ValueError:
        return None


def scan_earned(raw: bytes) -> Earned | None:
    """Return what a payment of an invoice adds to the turnover, of an entry like `scan_money`.

    None for any other receipt, and for an invoice.
    """
    body = _body_of(raw.decode(), "receipt")
    marks = (_find(body, "direction"), _find(body, "nature"), _find(body, "shares"))
    if marks != ('"in"', '"fees"', "["):
        return None
    shares = body.partition("\nshares = [\n")[2].partition("\n]\n")[0].splitlines()
    net = national = Decimal(0)
    try:
        for share in shares:
            amount = _amount(share.partition(" net = ")[2].partition(",")[0])
            net += amount
            if f' category = "{LOCATED_ELSEWHERE}",' not in share:
                national += amount
        return Earned(date.fromisoformat(_find(body, "received_on") or ""), net, national)
    except ValueError:
        return None


def _body_of(text: str, kind: EntryKind) -> str:
    """Return the lines of the first table, after a line end."""
    return "\n" + text.partition(f"\n[{kind}]\n")[2].partition("\n[")[0]


def _plain_payment(body: str) -> PlainMoney | None:
    marks = (_find(body, "direction"), _find(body, "nature"), _find(body, "counters"))
    if marks != ('"in"', '"fees"', None):
        return None
    number, amount, on = (_find(body, key) for key in ("document", "amount", "received_on"))
    return PlainMoney(_text(number), -_amount(amount), on or "")


def _plain_price(body: str, *, is_paid: bool) -> PlainMoney | None:
    """Return the price of an invoice; nothing is owed for one that is paid on its issue."""
    if (_find(body, "type"), _find(body, "deductions")) != ('"invoice"', "[]"):
        return None
    number, total, on = (_find(body, key) for key in ("number", "total_gross", "issued_on"))
    return PlainMoney(_text(number), Decimal(0) if is_paid else _amount(total), on or "")


def _amount(value: str | None) -> Decimal:
    if value is None or not value.replace(".", "", 1).isdecimal():
        raise ValueError(value)
    return Decimal(value)


def facts_of(entry: LedgerEntry) -> EntryFacts:
    """Return the facts of an entry that was parsed."""
    about = entry.document or entry.receipt
    paid = entry.invoice.paid if entry.invoice else None
    days = (
        entry.document and entry.document.issued_on,
        entry.receipt and entry.receipt.received_on,
        paid and paid.received_on,
        *(entry.recovery.days if entry.recovery else ()),
    )
    return EntryFacts(
        entry.place,
        entry.kind,
        entry.previous_sha256,
        entry.number,
        entry.specimen,
        about.engagement if about else None,
        frozenset(day.year for day in days if day) | (entry.gap.years if entry.gap else set()),
        entry.kind == "receipt"
        or (entry.invoice is not None and bool(paid or entry.invoice.deductions)),
        entry.invoice.engagements[1:] if entry.invoice else (),
        entry.gap,
    )


def _facts(found: re.Match[str], text: str) -> EntryFacts:
    """Read the facts; raises ValueError if the entry is not as the program writes it.

    A key that is missing in its table may be in a table of its own further down.
    """
    kind: EntryKind = found["kind"]  # type: ignore[assignment]  # the pattern names the kinds
    body = "\n" + found["tables"].partition("\n[")[0]
    specimen, engagement = _find(body, "specimen"), _find(body, "engagement")
    if specimen not in _FLAGS or (engagement is None and "[receipt.engagement" in text):
        raise ValueError(kind)
    if kind == "receipt":
        number, years = None, frozenset((_year(_find(body, "received_on")),))
        moves_money = True
    else:
        number, years = _text(_find(body, "number")), frozenset((_year(_find(body, "issued_on")),))
        engagement = engagement or ""
        moves_money = kind == "invoice" and _find(body, "deductions") != "[]"
    if "[invoice.paid" in text:
        moves_money = True
        paid = text.partition("\n[invoice.paid]\n")[2].partition("\n[")[0]
        years |= {_year(_find("\n" + paid, "received_on"))}
    return EntryFacts(
        int(found["place"]),
        kind,
        found["previous"],
        number,
        _FLAGS[specimen],
        None if engagement is None else _text(engagement),
        years,
        moves_money,
    )


def _find(table: str, key: str) -> str | None:
    """Return the value of a key in the lines of a table, which begin with a line end."""
    _, _, rest = table.partition(f"\n{key} = ")
    return rest.partition("\n")[0] or None


def _text(value: str | None) -> str:
    """Return a string without its quotes; raises ValueError for another type or an escape."""
    if value is None or not value.startswith('"') or "\\" in value:
        raise ValueError(value)
    return value[1:-1]


def _year(value: str | None) -> int:
    """Return the year of a day; raises ValueError for another type."""
    if value is None or value[4:5] != "-":
        raise ValueError(value)
    return int(value[:4])
