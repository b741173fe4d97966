"""The e-invoice inside the PDF: Factur-X, profile EN 16931.

One file serves people and platforms. The XML comes from a template, because its content is defined
by law and must be easy to check. Two blocks of XMP declare it: the values of its properties, and
the description of these properties that PDF/A asks for.
"""

from io import BytesIO

from phmcoach.documents.engine.escape import typst_string
from phmcoach.documents.engine.markup import render_xml_template
from phmcoach.documents.engine.metadata import change_metadata
from phmcoach.documents.papers.facturx_view import view_terms
from phmcoach.domain.money.invoice import Invoice

FILE_NAME = "factur-x.xml"
NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTIES = (
    ("DocumentFileName", FILE_NAME, "The name of the embedded XML document"),
    ("DocumentType", "INVOICE", "The type of the hybrid document"),
    ("Version", "1.0", "The version of the standard of the embedded XML document"),
    ("ConformanceLevel", "EN 16931", "The conformance level of the embedded XML document"),
)
_END_OF_SCHEMAS = "</rdf:Bag></pdfaExtension:schemas>"
_END_OF_PACKET = "</rdf:RDF>"


def render_xml(invoice: Invoice) -> bytes:
    """Return the e-invoice of an issued document (CII D22B, profile EN 16931)."""
    return render_xml_template("facturx.xml.j2", view_terms(invoice))


def attach_xml(xml: bytes) -> str:
    """Return the line of Typst that embeds the e-invoice; no template can override it."""
    literal = typst_string(xml.decode())
    return (
        f'#pdf.attach("{FILE_NAME}", bytes({literal}), relationship: "alternative", '
        'mime-type: "text/xml", description: "Factur-X")\n'
    )


def declare_facturx(pdf: bytes) -> bytes:
    """Declare in the metadata of a PDF that the attached XML is its e-invoice.

    Raises ValueError for a PDF that our typesetter did not make.
    """
    return change_metadata(pdf, _declare)


def extract_xml(pdf: bytes) -> bytes | None:
    """Return the e-invoice in a PDF, or None."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        found = document.attachments.get(FILE_NAME)
        return found.get_file().read_bytes() if found else None


def strip_facturx(pdf: bytes) -> bytes:
    """Return a PDF with the same pages and no e-invoice, which is no PDF/A-3 any more."""
    import pikepdf

    plain = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for name in list(document.attachments):
            del document.attachments[name]
        for key in ("/AF", "/Metadata", "/OutputIntents"):
            if key in document.Root:
                del document.Root[key]
        document.save(plain, deterministic_id=True)
    return plain.getvalue()


def _declare(packet: str) -> str:
    for end, block in ((_END_OF_SCHEMAS, _schema()), (_END_OF_PACKET, _description())):
        if packet.count(end) != 1:
            message = f"the metadata of a PDF holds {end} once"
            raise ValueError(message)
        packet = packet.replace(end, block + end)
    return packet


def _schema() -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description>"
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType></rdf:li>"
        for name, _, description in _PROPERTIES
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


def _description() -> str:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value, _ in _PROPERTIES)
    return f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{values}</rdf:Description>'
