"""A file of `law/` that contradicts itself is refused with its line by what needs it."""

from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED

DATED = 'valid_from = 2026-01-01\nsource = "X"\n'
RATE = f'[[rates]]\nid = "ssi"\nrate = 5\n{DATED}'
HALF_YEAR = '[[half_years]]\nrefinancing = 2\nlegal = 3\nvalid_from = 2026-01-01\nsource = "X"\n'
VAT = f'[[vat]]\nliable = false\nclients = ["company-fr"]\nrate = 20\ncategory = "S"\n{DATED}'

WRONG = {
    "two values for one day": (RATE + RATE.replace("= 5", "= 6"), 8),
    "an end before the start": (f"{RATE}valid_to = 2025-12-31\n", 3),
    "a half-year of another length": (f"{HALF_YEAR}valid_to = 2026-12-31\n", 3),
    "VAT in the franchise": (VAT, 3),
    "a rate for what is exempt": (VAT.replace('"S"', '"E"'), 3),
    "a limit of nothing": (f'[[limits]]\nid = "micro"\namount = 0\n{DATED}', 5),
    "endless claims": (
        f'[[late_rules]]\nclients = ["private"]\nbasis = "legal"\nyears = 100000\n{DATED}',
        6,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_law_that_contradicts_itself_is_refused_with_its_line(
    coach: Run, begin_after: BeginAfter, name: str
) -> None:
    text, line = WRONG[name]
    law = begin_after(*INVOICED) / "practice" / "law"
    law.mkdir()
    Path(law, "mine.toml").write_text(f"schema = 1\n\n{text}", "utf-8")
    place = f"practice/law/mine.toml:{line}"
    for words in (
        "invoice martin",
        "remind",
        "ledger --view declaration",
        "export archive --year 2026",
    ):
        ran = coach(*IN, *words.split())
        assert (ran.code, place in ran.err) == (4, True), (words, ran)
    doctor, receipts = coach(*IN, "doctor"), coach(*IN, "ledger")
    assert (doctor.code, place in doctor.out) == (1, True), doctor
    assert (receipts.code, place in receipts.err) == (0, True), receipts
