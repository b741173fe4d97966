import os
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from tests.documents.document_samples import GOLDEN
from tests.documents.golden_invoices import golden_invoices
from tests.documents.hostile_strings import HOSTILE

from phmcoach.documents.engine.typst import compile_pdf
from phmcoach.documents.papers.facturx import declare_facturx, render_xml
from phmcoach.documents.papers.facturx_view import view_terms
from phmcoach.documents.papers.invoice import render_invoice
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.values.money import CENT, round_cents, total
from phmcoach.value import replace

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
FOLDER = GOLDEN / "facturx"


@pytest.mark.parametrize("name", golden_invoices())
def test_an_e_invoice_is_the_golden_one(name: str) -> None:
    """`make conformance` checks the golden ones against the official rules."""
    path = FOLDER / f"{name}.xml"
    found = render_xml(golden_invoices()[name])
    if "UPDATE_GOLDEN" in os.environ:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(found)
    assert found == path.read_bytes()


def test_every_golden_e_invoice_belongs_to_an_invoice() -> None:
    assert {path.stem for path in FOLDER.glob("*.xml")} == set(golden_invoices())


@pytest.mark.parametrize("name", ["vat", "full-credit"])
@pytest.mark.usefixtures("typeset_again")
def test_an_e_invoice_has_the_same_bytes_each_time(name: str) -> None:
    invoice = golden_invoices()[name]
    one, other = (render_invoice(invoice, accent="#1f4e5f", draft=False) for _ in range(2))
    assert one.pdf == other.pdf


def test_a_draft_contains_no_e_invoice() -> None:
    draft = replace(golden_invoices()["vat"], number=None)
    rendered = render_invoice(draft, accent="#1f4e5f", draft=True)
    assert rendered.xml is None
    with pikepdf.open(BytesIO(rendered.pdf)) as pdf:
        assert list(pdf.attachments) == []


def test_a_template_of_the_coach_cannot_omit_the_e_invoice(tmp_path: Path) -> None:
    own = tmp_path / "fr" / "invoice.typ.j2"
    own.parent.mkdir()
    own.write_text(
        '#set document(title: "F")\n#set text(font: "Inter", lang: "fr")\n= {{ number }}\n', "utf-8"
    )
    invoice = golden_invoices()["vat"]
    rendered = render_invoice(invoice, accent="#1f4e5f", draft=False, templates=tmp_path)
    with pikepdf.open(BytesIO(rendered.pdf)) as pdf:
        assert pdf.Root.AF[0].EF.F.read_bytes() == render_xml(invoice)


def test_unexpected_metadata_of_a_pdf_is_refused() -> None:
    pdf = compile_pdf(
        '#set document(title: "x")\nBonjour', on=golden_invoices()["vat"].issued_on
    ).pdf
    with pytest.raises(ValueError, match=r"holds .* once"):
        declare_facturx(pdf.replace(b"</rdf:RDF>", b"</rdf:RDX>"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_changes_the_shape_of_an_e_invoice(text: str) -> None:
    invoice = golden_invoices()["vat"]
    plain, hostile = (ET.fromstring(render_xml(_named(invoice, name))) for name in ("x", text))  # noqa: S314 - our own
    assert [each.tag for each in plain.iter()] == [each.tag for each in hostile.iter()]
    found = hostile.findtext(f".//{RAM}BuyerTradeParty/{RAM}Name") or ""
    visible = re.sub(r"[^\w]", "", text.encode("utf-8", "ignore").decode())
    assert re.sub(r"[^\w]", "", found) == visible


def _named(invoice: Invoice, name: str) -> Invoice:
    buyer = replace(invoice.buyer, name=name)
    return replace(invoice, buyer=buyer)


@pytest.mark.parametrize("name", golden_invoices())
def test_quantity_times_price_is_the_amount_of_a_line(name: str) -> None:
    root = ET.fromstring(render_xml(golden_invoices()[name]))  # noqa: S314 - our own
    for line in root.iter(f"{RAM}IncludedSupplyChainTradeLineItem"):
        price = Decimal(line.findtext(f".//{RAM}ChargeAmount") or "")
        quantity = Decimal(line.findtext(f".//{RAM}BilledQuantity") or "")
        amount = Decimal(line.findtext(f".//{RAM}LineTotalAmount") or "")
        base = Decimal(line.findtext(f".//{RAM}BasisQuantity") or "1")
        assert round_cents(price * quantity / base) == amount


def test_minutes_that_are_no_exact_hours_are_stated_in_minutes() -> None:
    lines = view_terms(golden_invoices()["odd-minutes"])["lines"]
    assert [
        (line["quantity"], line["unit"], line["price_base"], line["unit_price"]) for line in lines
    ] == [(minutes, "MIN", 60, Decimal("260.00")) for minutes in (50, 95, 100)]


def test_a_share_that_was_rounded_on_its_own_is_one_piece() -> None:
    invoice = golden_invoices()["private-reserved"]
    odd = replace(invoice.lines[0], net=invoice.lines[0].net + 3 * CENT)
    paper = replace(invoice, price_basis="net", lines=(odd,))
    (stated,) = view_terms(paper)["lines"]
    assert (stated["quantity"], stated["unit"], stated["unit_price"]) == (1, "C62", odd.net)


def test_paid_deposits_are_deducted_from_the_final_invoice() -> None:
    final = golden_invoices()["final"]
    assert total(each.gross for each in final.deductions) == Decimal("360.00")
    assert final.amount_due == final.total_gross - Decimal("360.00")


def test_an_e_invoice_to_a_public_body_names_one_preceding_invoice() -> None:
    final = golden_invoices()["final"]
    (deposit, *_) = final.deductions
    several = replace(final, deductions=(deposit, replace(deposit, number="F-2026-0099")))
    public = replace(several, buyer=replace(final.buyer, kind="public"))
    named = [
        [each["number"] for each in view_terms(paper)["references"]] for paper in (several, public)
    ]
    assert named == [[deposit.number, "F-2026-0099"], [deposit.number]]


def test_an_e_invoice_to_a_public_body_names_its_other_deposits_in_a_note() -> None:
    notes = [each["text"] for each in view_terms(golden_invoices()["public-deposits"])["notes"]]
    assert "Autres factures d’acompte : F-2026-0009 du 30 juin 2026." in [
        text.replace("\u202f", " ").replace("\u00a0", " ") for text in notes
    ]


@pytest.mark.parametrize("name", ["reverse-charge", "english"])
def test_a_reverse_charge_invoice_names_both_vat_numbers(name: str) -> None:
    source = render_invoice(golden_invoices()[name], accent="#1f4e5f", draft=False).source
    assert "FR68900000001" in source
    assert "DE136695976" in source


def test_an_invoice_in_franchise_does_not_name_the_seller_s_vat_number() -> None:
    source = render_invoice(golden_invoices()["franchise"], accent="#1f4e5f", draft=False).source
    assert "FR68900000001" not in source
