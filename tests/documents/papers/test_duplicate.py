"""Duplicates of issued papers: the same words, clearly marked."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.documents.document_samples import pages_of
from tests.documents.golden_invoices import golden_invoices

from phmcoach.documents.papers.facturx import strip_facturx
from phmcoach.documents.papers.invoice import render_duplicate, render_invoice
from phmcoach.value import replace

ACCENT = "#1f4e5f"


@pytest.mark.parametrize("name", ["final", "full-credit", "two-pages"])
def test_a_duplicate_is_the_original_with_a_mark_on_each_page(name: str) -> None:
    invoice = golden_invoices()[name]
    original = render_invoice(invoice, accent=ACCENT, draft=False)
    copy = render_duplicate(invoice, accent=ACCENT)
    pages = pages_of(copy.pdf)

    assert len(pages) == len(pages_of(original.pdf))
    assert all("DUPLICATA" in page for page in pages)
    found = " ".join(" ".join(pages).replace("DUPLICATA", "").split())
    assert sorted(found.split()) == sorted(" ".join(pages_of(original.pdf)).split())


@pytest.mark.parametrize("name", ["final", "two-pages"])
def test_a_plain_copy_has_the_pages_of_the_original_without_its_e_invoice(name: str) -> None:
    original = render_invoice(golden_invoices()[name], accent=ACCENT, draft=False).pdf
    plain = strip_facturx(original)

    assert pages_of(plain) == pages_of(original)
    reader = PdfReader(BytesIO(plain))
    assert (reader.attachments, reader.xmp_metadata) == ({}, None)
    assert {"/AF", "/OutputIntents"}.isdisjoint(reader.root_object)
    assert strip_facturx(original) == plain


def test_a_duplicate_contains_no_e_invoice() -> None:
    invoice = golden_invoices()["vat"]
    copy = render_duplicate(invoice, accent=ACCENT)

    assert copy.xml is None
    assert PdfReader(BytesIO(copy.pdf)).attachments == {}
    assert b"urn:factur-x" not in copy.pdf
    original = render_invoice(invoice, accent=ACCENT, draft=False)
    assert list(PdfReader(BytesIO(original.pdf)).attachments) == ["factur-x.xml"]


def test_a_duplicate_of_a_specimen_is_marked_as_both() -> None:
    invoice = replace(golden_invoices()["vat"], specimen=True)
    (page,) = pages_of(render_duplicate(invoice, accent=ACCENT).pdf)
    assert "DUPLICATA – SPÉCIMEN" in page


@pytest.mark.usefixtures("typeset_again")
def test_a_duplicate_has_the_same_bytes_each_time() -> None:
    invoice = golden_invoices()["english"]
    first = render_duplicate(invoice, accent=ACCENT)
    assert render_duplicate(invoice, accent=ACCENT) == first


def test_a_draft_cannot_be_duplicated() -> None:
    draft = replace(golden_invoices()["vat"], number=None)
    with pytest.raises(ValueError, match="a draft has no duplicate"):
        render_duplicate(draft, accent=ACCENT)


def test_a_quantity_read_back_from_the_ledger_is_printed_the_same() -> None:
    invoice = golden_invoices()["deposit"]
    (line,) = invoice.lines
    read = replace(line, quantity=Decimal("1.0"))
    original = render_invoice(invoice, accent=ACCENT, draft=False).source
    again = render_invoice(replace(invoice, lines=(read,)), accent=ACCENT, draft=False).source
    assert again == original
