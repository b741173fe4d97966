"""The metadata of a PDF, changed in place; a PDF library is the oracle."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from phmcoach.documents.engine.metadata import change_metadata
from phmcoach.documents.engine.typst import compile_pdf

PDF = compile_pdf(
    '#set document(title: "Deux pages")\n#set text(font: "Inter", lang: "fr")\n'
    "= Été\n#pagebreak()\n#link(<a>)[Voir]\n== Fin <a>\n"
    '#pdf.attach("x.xml", bytes("<x/>"), mime-type: "text/xml", relationship: "data", '
    'description: "x")',
    on=date(2026, 2, 3),
).pdf
END = "</rdf:RDF>"


def saved(pdf: bytes, change: Callable[[str], str] = str) -> bytes:
    """Let the library change the metadata, and write the whole PDF anew."""
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        packet = document.Root.Metadata
        packet.write(change(packet.read_bytes().decode()).encode())
        buffer = BytesIO()
        document.save(buffer, compress_streams=False, static_id=True)
        return buffer.getvalue()


@pytest.mark.parametrize("added", ["", "é", " " * 7_000, " " * 100_000])
def test_a_longer_packet_gives_what_a_pdf_library_makes_of_it(added: str) -> None:
    def add(packet: str) -> str:
        return packet.replace(END, added + END)

    assert saved(change_metadata(PDF, add)) == saved(PDF, add)


def test_a_shorter_packet_gives_what_a_pdf_library_makes_of_it() -> None:
    def cut(packet: str) -> str:
        return packet[:9]

    assert saved(change_metadata(PDF, cut)) == saved(PDF, cut)


def test_an_unchanged_packet_gives_the_same_bytes() -> None:
    assert change_metadata(PDF, str) == PDF


@pytest.mark.parametrize(
    "pdf",
    [
        saved(PDF),
        PDF[:-1],
        PDF + b"\n",
        PDF.replace(b"%PDF-1.7\n", b"%PDF-1.7\n\n"),
        PDF.replace(b"/Type/Metadata", b"/Type /Metadata"),
        PDF.replace(b"</x:xmpmeta>", b"</x:xmpmeta> "),
    ],
    ids=["from a library", "cut", "continued", "moved", "spaced", "of a wrong length"],
)
def test_a_pdf_that_typst_did_not_write_is_refused(pdf: bytes) -> None:
    with pytest.raises(ValueError, match="form that Typst gives"):
        change_metadata(pdf, str)
