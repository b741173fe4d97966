"""Invalid e-invoices, which prove that the validators detect errors.

Each one is a golden invoice with one small change, together with a part of the id of the rule that
must fail.
"""

import re
from collections.abc import Callable, Mapping
from io import BytesIO

import pikepdf

Corruption = Callable[[bytes], bytes]


def _replace(old: str, new: str, *, count: int = 1) -> Corruption:
    return lambda data: data.replace(old.encode(), new.encode(), count)


def _sub(pattern: str, new: str, *, count: int = 1) -> Corruption:
    return lambda data: re.sub(pattern, new, data.decode(), count=count, flags=re.DOTALL).encode()


def _note(code: str) -> str:
    return (
        r"(<ram:IncludedNote>\s*<ram:Content>[^<]*</ram:Content>\s*"
        rf"<ram:SubjectCode>{code}</ram:SubjectCode>\s*</ram:IncludedNote>)"
    )


def _registration(scheme: str) -> str:
    return (
        rf'<ram:SpecifiedTaxRegistration>\s*<ram:ID schemeID="{scheme}[^<]*</ram:ID>\s*'
        r"</ram:SpecifiedTaxRegistration>"
    )


BROKEN_XMLS: Mapping[str, tuple[str, Corruption, str]] = {
    "no-process": (
        "vat",
        _sub(r"<ram:BusinessProcess.*?</ram:BusinessProcess[^>]*>", ""),
        "BR-FR-08",
    ),
    "unknown-process": ("vat", _replace(">S1<", ">X9<"), "BR-FR-08"),
    "no-number": ("vat", _replace("<ram:ID>F-2026-0002</ram:ID>", "<ram:ID></ram:ID>"), "BR-02"),
    "number-with-odd-characters": ("vat", _replace("F-2026-0002", "F 2026*0002"), "BR-FR-02"),
    "number-too-long": ("vat", _replace(">F-2026-0002<", f">F-{'2' * 40}<"), "BR-FR-01"),
    "unknown-type": ("vat", _replace(">380<", ">999<"), "BR-FR-04"),
    "no-note-on-penalties": ("vat", _sub(_note("PMD"), ""), "BR-FR-05"),
    "no-note-on-recovery": ("vat", _sub(_note("PMT"), ""), "BR-FR-05"),
    "no-note-on-discount": ("vat", _sub(_note("AAB"), ""), "BR-FR-05"),
    "a-note-twice": ("vat", _sub(_note("PMT"), r"\1\1"), "BR-FR-06"),
    "total-that-is-not-the-sum": (
        "vat",
        _sub(r"(<ram:GrandTotalAmount>)[^<]*", r"\g<1>1.00"),
        "BR-CO-15",
    ),
    "due-that-is-not-the-rest": (
        "vat",
        _sub(r"(<ram:DuePayableAmount>)[^<]*", r"\g<1>1.00"),
        "BR-CO-16",
    ),
    "lines-that-are-not-the-total": (
        "vat",
        _sub(
            r"(<ram:SpecifiedTradeSettlementLineMonetarySummation>\s*<ram:LineTotalAmount>)[^<]*",
            r"\g<1>1.00",
        ),
        "BR-CO-10",
    ),
    "vat-that-is-not-the-rate": (
        "vat",
        _sub(r"(<ram:CalculatedAmount>)[^<]*", r"\g<1>1.00"),
        "BR-CO-17",
    ),
    "rate-that-is-not-french": ("vat", _replace(">20<", ">19<", count=-1), "BR-FR-16"),
    "franchise-with-a-rate": (
        "franchise",
        _replace(">0</ram:RateApplicablePercent>", ">20</ram:RateApplicablePercent>", count=-1),
        "BR-E-0",
    ),
    "exempt-without-reason": (
        "franchise",
        _sub(r"<ram:ExemptionReason(Code)?>[^<]*</ram:ExemptionReason(Code)?>", "", count=2),
        "BR-E-10",
    ),
    "seller-without-tax-number": (
        "franchise",
        _sub(
            _registration('FC">'),
            "",
        ),
        "BR-E-02",
    ),
    "reverse-charge-without-buyer-number": (
        "reverse-charge",
        _sub(
            _registration('VA">DE'),
            "",
        ),
        "BR-AE-02",
    ),
    "seller-without-siren": (
        "vat",
        _replace('<ram:ID schemeID="0002">900000001</ram:ID>', ""),
        "BR-FR-10",
    ),
    "siret-of-another": ("vat", _replace(">90000000100017<", ">81122233000011<"), "BR-FR-09"),
    "address-with-another-scheme": (
        "vat",
        _replace('schemeID="0225"', 'schemeID="9999"'),
        "FX-SCH-A-000582",
    ),
    "seller-without-address": (
        "vat",
        _sub(
            r"<ram:URIUniversalCommunication>\s*<ram:URIID[^>]*>900000001</ram:URIID>\s*"
            r"</ram:URIUniversalCommunication>",
            "",
        ),
        "BR-FR-13",
    ),
    "due-before-issue": (
        "vat",
        _sub(r'(<ram:DueDateDateTime><udt:DateTimeString format="102">)[0-9]*', r"\g<1>20200101"),
        "BR-FR-CO-07",
    ),
    "credit-of-nothing": (
        "partial-credit",
        _sub(r"<ram:InvoiceReferencedDocument>.*?</ram:InvoiceReferencedDocument>", ""),
        "BR-FR-CO-0",
    ),
    "paid-and-due": (
        "already-paid",
        _sub(r"(<ram:TotalPrepaidAmount>)[^<]*", r"\g<1>0.00"),
        "BR-CO-16",
    ),
    "currency-unknown": (
        "vat",
        _replace("<ram:InvoiceCurrencyCode>EUR<", "<ram:InvoiceCurrencyCode>XXQ<"),
        "BR-FR-CO-12",
    ),
    "country-unknown": ("vat", _replace("CountryID>FR<", "CountryID>ZZ<"), "FX-SCH-A-000580"),
    "unit-unknown": ("vat", _replace('unitCode="HUR"', 'unitCode="QQQ"'), "FX-SCH-A-000613"),
    "element-out-of-place": (
        "vat",
        _replace("<ram:TypeCode>380</ram:TypeCode>", "<ram:Nonsense/>"),
        "XSD",
    ),
}
"""By name: the golden invoice, the change, and the rule that must fail."""


def _without_claim(pdf: bytes) -> bytes:
    """Remove the PDF/A claim from the metadata."""
    return _change_packet(pdf, b"<pdfaid:part>3</pdfaid:part>", b"")


def _without_schema(pdf: bytes) -> bytes:
    """Remove the description of the Factur-X properties, but not the properties."""
    return _change_packet(pdf, b"<pdfaSchema:prefix>fx</pdfaSchema:prefix>", b"")


def _with_hidden_title(pdf: bytes) -> bytes:
    """Make PDF viewers show the file name instead of the title."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.Root.ViewerPreferences.DisplayDocTitle = False
        return _saved(document)


def _change_packet(pdf: bytes, old: bytes, new: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        packet = document.Root.Metadata.read_bytes().replace(old, new)
        document.Root.Metadata = document.make_stream(
            packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        return _saved(document)


def _without_association(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.Root.AF
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and "/AFRelationship" in each:
                del each["/AFRelationship"]
        return _saved(document)


def _without_structure(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.Root.StructTreeRoot
        return _saved(document)


def _saved(document: pikepdf.Pdf) -> bytes:
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


BROKEN_PDFS: Mapping[str, tuple[str, Corruption, str, str]] = {
    "no-claim-of-archive": ("vat", _without_claim, "3a", "6.6.4"),
    "undescribed-properties": ("vat", _without_schema, "3a", "6.6.2.3"),
    "hidden-title": ("vat", _with_hidden_title, "ua1", "7.1"),
    "attachment-of-nothing": ("vat", _without_association, "3a", "6.8"),
    "no-structure": ("vat", _without_structure, "ua1", "7.1"),
}
"""By name: the golden invoice, the change, and the flavour and clause that must fail."""
