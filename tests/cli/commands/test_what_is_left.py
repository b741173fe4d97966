"""What the money still asks of the coach, said by the command and again until it is done."""

from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED

FROM_JANUARY = (
    *(*IN, "set-practice", "--vat-regime", "quarterly", "--from", "2026-01-01"),
    *("--vat-number", "FR68900000001"),
)
WITHOUT_VAT = (
    "Warning: SPECIMEN-2026-0001 bills services from 13\u00a0January\u00a02026 on without VAT, but "
    "they bear it. Credit it, then bill them again.\n"
    '  To fix it: coach -C practice credit SPECIMEN-2026-0001 --rebill --reason "…"\n'
)
CREDIT = (*IN, "credit", "1", "--rebill", "--reason", "TVA")


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with one engagement, whose January was billed on 3 February 2026."""
    return begin_after(*INVOICED) / "practice"


def says(coach: Run, command: tuple[str, ...], text: str) -> bool:
    ran = coach(*command)
    return text in ran.out + ran.err


@pytest.mark.usefixtures("practice")
def test_an_invoice_without_the_vat_that_it_owes_is_named_until_it_is_credited(coach: Run) -> None:
    asked = [(*IN, "doctor"), (*IN, "show", "martin")]
    assert [says(coach, each, WITHOUT_VAT) for each in asked] == [False, False]
    assert coach(*FROM_JANUARY).err.endswith(WITHOUT_VAT)
    assert [says(coach, each, WITHOUT_VAT) for each in asked] == [True, True]
    assert coach(*CREDIT).code == 0
    assert [says(coach, each, WITHOUT_VAT) for each in asked] == [False, False]
