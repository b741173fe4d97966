"""The typesetter: what it makes, and what it refuses."""

from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from tests.documents.document_samples import text_of

from phmcoach.documents.engine.template_faults import ForbiddenWordError, TypesettingError
from phmcoach.documents.engine.typst import compile_pdf
from phmcoach.errors import InvalidDataError

DAY = date(2026, 2, 3)
HEAD = (
    '#set document(title: "Essai d’été", author: "Hélène EI", '
    "date: datetime(year: 2026, month: 2, day: 3))\n"
    '#set text(font: "Inter", lang: "fr")\n'
)


def metadata(pdf: bytes) -> dict[str, Any]:
    with pikepdf.open(BytesIO(pdf)) as document, document.open_metadata() as found:
        return {**dict(found), "language": str(document.Root.Lang)}


def test_the_same_source_gives_the_same_bytes() -> None:
    assert compile_pdf(HEAD + "Bonjour", on=DAY) == compile_pdf(HEAD + "Bonjour", on=DAY)


def test_the_day_is_the_only_clock_that_a_source_has() -> None:
    source = '#set document(title: "x")\n#set text(lang: "fr")\n#datetime.today().display()'

    assert "2026-02-04" in text_of(compile_pdf(source, on=date(2026, 2, 4)).pdf)


def test_a_pdf_says_that_it_is_archivable_accessible_and_french() -> None:
    found = metadata(compile_pdf(HEAD + "Bonjour", on=DAY).pdf)

    assert found["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert found["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert found["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert found["{http://purl.org/dc/elements/1.1/}title"] == "Essai d’été"
    assert found["{http://ns.adobe.com/xap/1.0/}CreateDate"] == "2026-02-03T00:00:00Z"
    assert found["language"] == "fr"


def test_a_character_missing_from_inter_is_set_in_another_font_and_reported() -> None:
    compiled = compile_pdf(HEAD + "Une case : ☐", on=DAY)

    assert compiled.fallback_characters == ("☐ (U+2610)",)


def test_a_character_missing_from_all_fonts_is_refused_by_name() -> None:
    with pytest.raises(InvalidDataError) as caught:
        compile_pdf(HEAD + "\U000f0000", on=DAY)

    assert caught.value.problems[0].message == "documents.no-glyph"
    assert caught.value.problems[0].args == {"characters": ("\U000f0000 (U+F0000)",)}


@pytest.mark.parametrize("path", ["/etc/passwd", "../typst.py", "/proc/self/environ"])
def test_a_source_reads_no_file(path: str) -> None:
    with pytest.raises(TypesettingError):
        compile_pdf(f'{HEAD}#read("{path}")', on=DAY)


@pytest.mark.parametrize(
    "code",
    [
        '#import "@preview/cetz:0.3.1"',
        '#import "@local/mine:1.0.0"',
        '#let path = "@pre" + "view/cetz:0.3.1"\n#import path',
        '#include "@preview/cetz:0.3.1"',
        '#eval("im" + "port \\"@preview/cetz:0.3.1\\"")',
        '#dictionary(std).at("ev" + "al")("1")',
    ],
)
def test_a_source_that_could_ask_the_network_is_refused_before_it_is_set(code: str) -> None:
    with pytest.raises(ForbiddenWordError):
        compile_pdf(HEAD + code, on=DAY)


def test_a_fault_comes_with_its_reason_and_its_line() -> None:
    with pytest.raises(TypesettingError) as caught:
        compile_pdf(HEAD + "un\n  #nobody\ntrois", on=DAY)

    assert (caught.value.reason, caught.value.line) == ("unknown variable: nobody", "  #nobody")


def test_what_typst_remarks_is_kept() -> None:
    compiled = compile_pdf(HEAD + '#text(font: "Nobody Sans")[x]', on=DAY)

    assert compiled.remarks == ("unknown font family: nobody sans",)
