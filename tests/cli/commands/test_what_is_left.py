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


OWED = (
    "Warning: On SPECIMEN-2026-0001, €520.00 is owed to the client.\n"
    "  To fix it: coach -C practice pay SPECIMEN-2026-0001 --refund --on DATE --by transfer\n"
)


@pytest.mark.usefixtures("practice")
def test_a_credit_note_of_a_paid_invoice_says_what_is_owed_to_the_client(coach: Run) -> None:
    coach(*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer")
    assert says(coach, CREDIT, OWED)


@pytest.mark.usefixtures("practice")
def test_a_credit_note_of_an_unpaid_invoice_leaves_nothing_owed(coach: Run) -> None:
    assert not says(coach, CREDIT, "is owed to the client")


@pytest.mark.usefixtures("practice")
def test_a_letter_warns_of_what_is_owed_to_the_client_on_another_invoice(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach(*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer")
    coach(*CREDIT)
    assert coach(*IN, "invoice", "martin").code == 0
    monkeypatch.setenv("COACH_TODAY", "2026-03-20")
    assert says(coach, (*IN, "remind", "3"), OWED)
    coach(*IN, "pay", "1", "--refund", "--on", "2026-03-19", "--by", "transfer")
    assert not says(coach, (*IN, "remind", "3"), OWED)


@pytest.mark.usefixtures("practice")
def test_the_digits_of_an_invoice_do_not_mean_a_credit_note_of_the_next_year(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach(*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer")
    monkeypatch.setenv("COACH_TODAY", "2027-01-05")
    credited = coach(*CREDIT, "--today-is", "2027-01-05")
    assert "SPECIMEN-2027-0001" in credited.err, credited
    refund = (*IN, "pay", "1", "--refund", "--on", "2027-01-05", "--by", "transfer")
    assert says(coach, refund, "SPECIMEN-2026-0001")
    assert "is a credit note" in coach(*IN, "pay", "SPECIMEN-2027-0001", *refund[-5:]).err
