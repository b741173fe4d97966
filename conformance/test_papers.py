"""veraPDF accepts every document as archivable (PDF/A-3a) and accessible (PDF/UA-1).

Starting Java takes longer than validating a document, so one process validates all of them.
"""

import os
from collections.abc import Iterator

import pytest
from conformance.broken import BROKEN_PDFS
from conformance.oracles import MissingToolError, Verdict, check_pdfs
from tests.documents.golden_invoices import golden_invoices, render_golden_invoice
from tests.documents.golden_papers import GOLDENS, draw_golden

Verdicts = dict[tuple[str, str], Verdict]
INVOICES = tuple(f"e-invoice-{name}" for name in golden_invoices())
TEXTS = ("evaluation-form", "letter-mail")
PAPERS = tuple(
    name
    for name, golden in GOLDENS.items()
    if not name.startswith(TEXTS) and golden.file_name == name  # the others are the same bytes
)


def draw_all() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each golden and each broken PDF."""
    for name in PAPERS:
        paper = draw_golden(name)
        assert not isinstance(paper, str)
        yield name, paper.pdf
    for name in golden_invoices():
        yield f"e-invoice-{name}", render_golden_invoice(name).pdf
    for name, (base, corrupt, _, _) in BROKEN_PDFS.items():
        yield name, corrupt(render_golden_invoice(base).pdf)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Run veraPDF once for all PDFs; without Java, skip the tests, or fail in CI."""
    folder = tmp_path_factory.mktemp("pdfs")
    paths = []
    for name, pdf in draw_all():
        paths.append(folder / f"{name}.pdf")
        paths[-1].write_bytes(pdf)
    try:
        return dict(check_pdfs(paths))
    except MissingToolError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("name", [*PAPERS, *INVOICES])
def test_the_pdf_is_archivable_and_accessible(verdicts: Verdicts, name: str, flavour: str) -> None:
    verdict = verdicts[name, flavour]
    assert verdict.failed == ()
    assert verdict.compliant
    assert verdict.checks > 100


@pytest.mark.parametrize("name", BROKEN_PDFS)
def test_a_broken_pdf_fails_the_clause_that_it_breaks(verdicts: Verdicts, name: str) -> None:
    _, _, flavour, rule = BROKEN_PDFS[name]
    verdict = verdicts[name, flavour]
    assert not verdict.compliant
    assert any(rule in found for found in verdict.failed)
