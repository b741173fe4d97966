"""What tests of documents share."""

from datetime import date

import pytest

from phmcoach.documents import invoice as invoicing
from phmcoach.documents import rendered as typesetting
from phmcoach.documents.typst import Compiled


@pytest.fixture
def only_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the typesetting out: what a source says is enough, and many are looked at."""

    def compiled(source: str, *, on: date) -> Compiled:
        del on
        return Compiled(source.encode())

    monkeypatch.setattr(typesetting, "compile_pdf", compiled)
    monkeypatch.setattr(invoicing, "declare_facturx", bytes)
