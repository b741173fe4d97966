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
