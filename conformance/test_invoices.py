"""The golden invoices follow the e-invoice rules, and the broken ones fail them."""

import re
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from conformance.broken import BROKEN_XMLS
from conformance.oracles import check_xml, read_codes
from facturx import get_facturx_xml_from_pdf
from lxml import etree
from tests.documents.document_samples import text_of
from tests.documents.golden_invoices import golden_invoices, render_golden_invoice

from phmcoach.documents.papers.facturx import FILE_NAME, NAMESPACE, extract_xml, strip_facturx
from phmcoach.domain.money.invoice import Invoice
from phmcoach.formats import format_money

NAMES = list(golden_invoices())
RAM = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}


def xml_of(name: str) -> bytes:
    """Return the XML as another program finds it in the PDF."""
    found, xml = get_facturx_xml_from_pdf(render_golden_invoice(name).pdf, check_xsd=False)
    assert found == FILE_NAME
    return bytes(xml)


@pytest.mark.parametrize("name", NAMES)
def test_the_e_invoice_follows_the_schema_and_both_schematrons(name: str) -> None:
    assert check_xml(xml_of(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_container_names_its_e_invoice(name: str) -> None:
    with pikepdf.open(BytesIO(render_golden_invoice(name).pdf)) as pdf:
        (associated,) = pdf.Root.AF
        packet = pdf.Root.Metadata.read_bytes()
        assert list(pdf.attachments) == [FILE_NAME]
        stream = associated.EF.F
        assert (str(associated.F), str(associated.UF)) == (FILE_NAME, FILE_NAME)
        assert (str(associated.AFRelationship), str(stream.Subtype)) == (
            "/Alternative",
            "/text/xml",
        )
        assert stream.read_bytes() == render_golden_invoice(name).xml
    rdf = etree.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", packet))
    values = {
        key: rdf.findtext(f".//{{{NAMESPACE}}}{key}")
        for key in ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")
    }
    assert values == {
        "DocumentType": "INVOICE",
        "DocumentFileName": FILE_NAME,
        "Version": "1.0",
        "ConformanceLevel": "EN 16931",
    }


def terms_of(xml: bytes) -> dict[str, str | None]:
    root = etree.fromstring(xml)

    def term(path: str) -> str | None:
        found = root.find(f".//{path}", RAM)
        return None if found is None else found.text

    return {
        "number": term("rsm:ExchangedDocument/ram:ID"),
        "issued": term("rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"),
        "seller": term("ram:SellerTradeParty/ram:SpecifiedLegalOrganization/ram:ID"),
        "buyer": term("ram:BuyerTradeParty/ram:Name"),
        "buyer vat": term("ram:BuyerTradeParty/ram:SpecifiedTaxRegistration/ram:ID"),
        "order": term("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        "due": term("ram:DueDateDateTime/udt:DateTimeString"),
        "net": term("ram:TaxBasisTotalAmount"),
        "vat": term("ram:TaxTotalAmount"),
        "gross": term("ram:GrandTotalAmount"),
        "prepaid": term("ram:TotalPrepaidAmount"),
        "amount due": term("ram:DuePayableAmount"),
        "iban": term("ram:IBANID"),
    }


def expected_terms(invoice: Invoice) -> dict[str, str | None]:
    by_transfer = invoice.paid is None or invoice.paid.method == "transfer"
    is_paid_before = invoice.carried_over and not invoice.amount_due  # a paper of S2 is due at once
    due_on = invoice.issued_on if is_paid_before else invoice.due_on
    return {
        "number": invoice.number,
        "issued": f"{invoice.issued_on:%Y%m%d}",
        "seller": invoice.seller.siren,
        "buyer": invoice.buyer.name,
        "buyer vat": invoice.buyer.vat_number,
        "order": invoice.purchase_order,
        "due": f"{due_on:%Y%m%d}",
        "net": f"{invoice.total_net:.2f}",
        "vat": f"{invoice.total_vat:.2f}",
        "gross": f"{invoice.total_gross:.2f}",
        "prepaid": f"{invoice.prepaid:.2f}",
        "amount due": f"{invoice.amount_due:.2f}",
        "iban": invoice.seller.bank.iban if by_transfer else None,
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_xml_has_the_data_of_the_ledger(name: str) -> None:
    xml = xml_of(name)
    invoice = golden_invoices()[name]
    assert terms_of(xml) == expected_terms(invoice)
    nets = etree.fromstring(xml).findall(".//ram:LineTotalAmount", RAM)
    amounts = [Decimal(each.text or "") for each in nets]
    assert amounts == [*(line.net for line in invoice.lines), invoice.total_net]


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_prints_the_totals_of_its_xml(name: str) -> None:
    text = "".join(text_of(render_golden_invoice(name).pdf).split())
    found, language = terms_of(xml_of(name)), golden_invoices()[name].language
    for term in ("net", "gross", "amount due"):
        printed = format_money(Decimal(found[term] or ""), language)
        assert "".join(printed.split()) in text


@pytest.mark.parametrize("name", NAMES)
def test_the_qr_code_pays_the_amount_due(name: str) -> None:
    invoice = golden_invoices()[name]
    read = read_codes(render_golden_invoice(name).pdf)
    if invoice.type == "credit" or not invoice.amount_due:
        assert read == []
        return
    bank = invoice.seller.bank
    seller = invoice.seller
    holder = seller.name if seller.company else f"{seller.name} EI"
    head = ["BCD", "002", "1", "SCT", bank.bic or "", holder, bank.iban]
    tail = [f"EUR{invoice.amount_due:.2f}", "", "", invoice.number or ""]
    assert read == ["\n".join([*head, *tail])]


@pytest.mark.parametrize("name", ["public", "public-deposits"])
def test_the_plain_copy_for_chorus_has_its_code_and_its_e_invoice_beside_it(name: str) -> None:
    issued = render_golden_invoice(name).pdf
    plain = strip_facturx(issued)
    with pikepdf.open(BytesIO(plain)) as pdf:
        assert (list(pdf.attachments), "/AF" in pdf.Root) == ([], False)
    assert read_codes(plain) == read_codes(issued)
    assert check_xml(extract_xml(issued) or b"") == []


@pytest.mark.parametrize("name", BROKEN_XMLS)
def test_a_broken_e_invoice_fails_the_rule_that_it_breaks(name: str) -> None:
    base, corrupt, rule = BROKEN_XMLS[name]
    before = xml_of(base)
    after = corrupt(before)
    assert after != before
    assert any(rule in found for found in check_xml(after))
