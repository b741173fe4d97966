"""A price or a day of signature that was changed by hand, and that only the invoices still tell.

The seal, the record and the signed papers of the contract are gone, as after a restored backup.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import bill
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.signed import amendment_record_file, contract_record_file

REF = "martin-2026"
SEAL = r"^\[seal\]\n(.+\n)+"
AMENDMENT_SEAL = r"^seal = .+\n"
RATE = ("hourly_rate = 260.0", "hourly_rate = 300.0")
DAY = ("2026-01-10\n", "2026-01-09\n")


@pytest.fixture
def billed(context: Context, signed: Callable[..., Path]) -> Context:
    """Leave a contract with an invoice of an hour."""
    signed()
    log_session(context, ref=REF, on=date(2026, 1, 13), minutes=120)
    bill(context, ref=REF)
    return context


def remove_proofs(context: Context) -> None:
    """Remove every seal and record."""
    remove(context, SEAL)
    remove(context, AMENDMENT_SEAL)
    for each in context.folder.documents_dir(REF).glob("*.signed.toml"):
        each.unlink()


def remove(context: Context, pattern: str) -> None:
    path = context.folder.engagement_file(REF)
    path.write_text(re.sub(pattern, "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def change(context: Context, old: str, new: str) -> None:
    path = context.folder.engagement_file(REF)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def found(context: Context, level: str = "error") -> list[Problem]:
    return [each for each in examine(context).findings if each.level == level]


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        work()
    return [each.message for each in error.value.problems]


def test_the_doctor_names_the_billed_rate_and_the_new_one(billed: Context) -> None:
    remove_proofs(billed)
    change(billed, *RATE)

    (finding,) = found(billed)

    assert finding.message == "seal.rate-billed"
    assert finding.args == {"number": "F-2026-0001", "was": Decimal(260), "now": Decimal(300)}
    assert command_of(finding) == f"coach edit {REF}"


def test_nothing_is_billed_at_the_other_rate(billed: Context) -> None:
    remove_proofs(billed)
    change(billed, *RATE)
    log_session(billed, ref=REF, on=date(2026, 1, 20), minutes=120)
    assert refused(lambda: bill(billed, ref=REF)) == ["seal.rate-billed"]


def test_no_signature_seals_the_other_rate(billed: Context) -> None:
    remove_proofs(billed)
    change(billed, *RATE)
    assert refused(lambda: sign(billed, ref=REF, on=date(2026, 1, 10))) == ["seal.rate-billed"]


def test_no_contract_is_printed_at_the_other_rate(billed: Context) -> None:
    remove_proofs(billed)
    change(billed, *RATE)
    assert refused(lambda: write_contract(billed, ref=REF)) == ["seal.rate-billed"]


def test_the_rate_that_was_billed_is_sealed_again(billed: Context) -> None:
    remove_proofs(billed)
    sign(billed, ref=REF, on=date(2026, 1, 10))
    assert found(billed) == []
    assert contract_record_file(billed.folder, REF).exists()


def test_an_invoice_that_was_credited_says_nothing_about_the_rate(billed: Context) -> None:
    issue_credit_note(billed, CreditRequest("1", Selection(), "Erreur."))
    remove_proofs(billed)
    change(billed, *RATE)
    assert found(billed) == []


def test_a_lost_record_leaves_the_comparison_to_the_invoices(billed: Context) -> None:
    contract_record_file(billed.folder, REF).unlink()
    change(billed, *RATE)
    assert {each.message for each in found(billed)} == {"seal.record-lost", "seal.rate-billed"}


def test_each_rate_that_was_agreed_may_be_billed(billed: Context) -> None:
    amend(billed, ref=REF, on=date(2026, 1, 15), terms=TermsChange(hourly_rate=Decimal(300)))
    sign_amendment(billed, ref=REF, number=1, on=date(2026, 1, 16))
    log_session(billed, ref=REF, on=date(2026, 2, 10), minutes=120)
    bill(billed, ref=REF)
    remove_proofs(billed)
    assert found(billed) == []


def test_the_rate_of_an_amendment_without_proof_is_compared_too(billed: Context) -> None:
    amend(billed, ref=REF, on=date(2026, 1, 15), terms=TermsChange(hourly_rate=Decimal(300)))
    sign_amendment(billed, ref=REF, number=1, on=date(2026, 1, 16))
    log_session(billed, ref=REF, on=date(2026, 2, 10), minutes=120)
    bill(billed, ref=REF)
    amendment_record_file(billed.folder, REF, 1).unlink()
    remove(billed, AMENDMENT_SEAL)
    change(billed, "hourly_rate = 300.0", "hourly_rate = 320.0")

    (finding,) = found(billed)

    assert finding.args == {"number": "F-2026-0002", "was": Decimal(300), "now": Decimal(320)}


def test_the_doctor_remarks_on_another_day_of_the_last_signature(billed: Context) -> None:
    change(billed, f"sponsor = {DAY[0]}", f"sponsor = {date(2026, 1, 11)}\n")

    (finding,) = found(billed, "warning")

    assert finding.message == "seal.signature-billed"
    assert finding.args == {
        "number": "F-2026-0001",
        "was": date(2026, 1, 10),
        "now": date(2026, 1, 11),
    }


def test_an_invoice_says_that_the_last_invoice_names_another_day_of_the_last_signature(
    billed: Context,
) -> None:
    change(billed, f"sponsor = {DAY[0]}", f"sponsor = {date(2026, 1, 11)}\n")
    log_session(billed, ref=REF, on=date(2026, 2, 10))
    assert "seal.signature-billed" in {each.message for each in bill(billed, ref=REF).warnings}


def test_a_wrong_day_of_the_signatures_can_be_corrected_by_hand(billed: Context) -> None:
    remove_proofs(billed)
    change(billed, *DAY)

    sign(billed, ref=REF, on=date(2026, 1, 9))

    assert [each.message for each in found(billed, "warning")] == ["seal.signature-billed"]


def test_the_price_of_a_package_and_its_instalments_are_compared(
    context: Context, signed: Callable[..., Path]
) -> None:
    signed()
    remove_proofs(context)
    package = 'plan = "package"\npackage_price = 3000\nschedule = [50, 50]'
    change(context, "hourly_rate =", f"{package}\nhourly_rate =")
    bill(context, ref=REF)
    change(context, "= 3000", "= 2000")

    (finding,) = found(context)

    assert finding.message == "seal.instalment-billed"
    assert finding.args == {"number": "F-2026-0001", "was": Decimal(1500), "now": Decimal(1000)}
