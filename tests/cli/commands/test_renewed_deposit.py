"""A deposit that is billed anew in several entries, although the disk refuses one of them."""

import errno
import os
from typing import NoReturn

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD

from phmcoach.actions.money import renewed_deposits
from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.state import CliState
from phmcoach.store.files import storage_error

pytestmark = pytest.mark.usefixtures("only_source")

RENEW = (*IN, "credit", "1", "--renew", "--vat", "included")
OUTDATED = (
    *ROAD,
    (*IN, "invoice", "martin", "--deposit", "100"),
    (*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer"),
    (
        *(*IN, "set-practice", "--vat-regime", "quarterly", "--from", "2026-02-03"),
        *("--vat-number", "FR68900000001"),
    ),
)
VAT_ENDED = (
    (*ROAD[0][:-1], "quarterly", "--vat-number", "FR68900000001"),
    *ROAD[1:],
    (*IN, "invoice", "martin", "--deposit", "66.67"),
    (*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer"),
    (*IN, "set-practice", "--vat-regime", "franchise", "--from", "2026-03-01"),
)
CREDITED = "Issued: credit note SPECIMEN-2026-0002, €100.00.\n"
BILLED = "Issued: deposit invoice SPECIMEN-2026-0003, "
MOVED = "What was paid counts for the new deposit invoice; no money moves.\n"


def refuse(*_: object, **__: object) -> NoReturn:
    raise storage_error(OSError(errno.EIO, os.strerror(errno.EIO), "ledger/2026"))


@pytest.fixture
def refused(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str]:
    """Bill the deposit anew while the disk refuses the receipts; return the code and the words."""
    begin_after(*OUTDATED)
    with monkeypatch.context() as patch:
        patch.setattr(renewed_deposits, "record_receipts", refuse)
        ran = coach(*RENEW)
    return ran.code, ran.err


def test_both_papers_are_named_although_the_disk_refuses_the_receipts(
    refused: tuple[int, str],
) -> None:
    code, said = refused
    assert (code, CREDITED in said, BILLED in said, MOVED in said) == (7, True, True, False), said


@pytest.mark.usefixtures("refused")
def test_typed_again_it_moves_the_payment_and_asks_for_no_paper(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CliState, "interactive", True)
    monkeypatch.setattr(terminal, "ask_yes", lambda *_: pytest.fail("there is nothing to issue"))
    ran = coach(*RENEW)
    assert (ran.code, ran.out, MOVED in ran.err) == (0, "", True), ran


def test_what_exceeds_the_new_deposit_is_named_with_the_command_that_gives_it_back(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """66.67 € and 13.33 € of VAT were paid; without VAT the deposit is 66.67 €."""
    begin_after(*VAT_ENDED)
    monkeypatch.setenv("COACH_TODAY", "2026-03-02")
    ran = coach(*IN, "credit", "1", "--renew", "--vat", "added")
    assert ran.code == 0, ran
    assert "Of what was paid, €66.67 count for the new deposit invoice.\n" in ran.err
    assert MOVED not in ran.err
    assert "On SPECIMEN-2026-0001, €13.33 is owed to the client." in ran.err
    assert "pay SPECIMEN-2026-0001 --refund --on DATE --by transfer" in " ".join(ran.err.split())
    back = ("pay", "1", "--refund", "--on", "2026-03-02", "--by", "transfer")
    refunded = coach(*IN, *back, "--amount", "13.33")
    assert refunded.code == 0, refunded
    assert coach(*IN, *back).code == 5, "nothing is left to give back"


def test_of_a_deposit_that_was_not_paid_nothing_is_said_to_count(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*OUTDATED[:-2], OUTDATED[-1])
    ran = coach(*RENEW)
    assert (ran.code, MOVED in ran.err) == (0, False), ran
    said = "Nothing had been paid: the new deposit invoice takes the place of the old one.\n"
    assert said in ran.err


def test_the_draft_of_the_new_deposit_shows_what_was_paid_of_the_old_one(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*OUTDATED)
    drafted = coach(*IN, "credit", "1", "--renew", "--vat", "added", "--dry-run").out
    assert drafted.endswith(
        "Already paid on deposit invoice SPECIMEN-2026-0001: €100.00.\nLeft to pay: €20.00.\n"
    ), drafted
