"""Read the day of a PDF that Typst has written, and change its XMP metadata.

A PDF library would take longer to import than Typst to typeset. Typst does not compress the
metadata, and writes a single table of offsets, so only the text, its length and the offsets of what
follows it change. A PDF of any other form is refused. The patterns are compiled when a PDF is read:
most commands read none.
"""

import re
from collections.abc import Callable
from datetime import date

_FORM = rb"""
    (?P<objects> %PDF-1\.7\n .* \n\d+\ 0\ obj\n )
    << /Length\ (?P<length> \d+ ) (?P<kind> /Type/Metadata/Subtype/XML>>\nstream\n )
    (?P<packet> .* )
    (?P<more> \nendstream\nendobj\n .* )
    (?P<table> xref\n0\ \d+\n (?: \d{10}\ \d{5}\ [fn]\r\n )+ )
    (?P<trailer> trailer\n .* \nstartxref\n ) (?P<start> \d+ ) (?P<end> \n%%EOF )
"""
_DAY = rb"<xmp:CreateDate>(\d{4}-\d{2}-\d{2})T"
_ROW = rb"(\d{10})(?= \d{5} n)"


def day_of(pdf: bytes) -> date | None:
    """Return the day that a paper of ours is dated, or None for any other file."""
    found = re.search(_DAY, pdf)
    try:
        return date.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None


def count_articles(pdf: bytes) -> int:
    """Return the number of the last article of a contract of ours, to which its text may refer."""
    return max(map(int, re.findall(rb"\(article-(\d+)\)", pdf)), default=0)


def change_metadata(pdf: bytes, change: Callable[[str], str]) -> bytes:
    """Return a PDF with changed XMP metadata; `change` takes and returns the whole packet.

    Raises ValueError for a PDF that our typesetter did not make.
    """
    found = re.fullmatch(_FORM, pdf, re.DOTALL | re.VERBOSE)
    if (
        found is None
        or int(found["length"]) != len(found["packet"])
        or int(found["start"]) != found.start("table")
    ):
        message = "a PDF does not have the form that Typst gives it"
        raise ValueError(message)
    packet = change(found["packet"].decode()).encode()
    stream = b"<</Length %d%b%b" % (len(packet), found["kind"], packet)
    before = found.end("objects")
    moved = len(stream) - (found.end("packet") - before)

    def move(row: re.Match[bytes]) -> bytes:
        offset = int(row[1])
        return b"%010d" % (offset + moved if offset > before else offset)

    table = re.sub(_ROW, move, found["table"])
    start = b"%d" % (int(found["start"]) + moved)
    parts = (found["objects"], stream, found["more"], table, found["trailer"], start, found["end"])
    return b"".join(parts)
