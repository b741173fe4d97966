"""After the commit the answer says what was done, whatever happens to the command."""

import errno
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD

from phmcoach.actions.contract import ending
from phmcoach.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("only_source", "practice")

LOGGED = "martin: session s2 of 20\u00a0January\u00a02026"
ISSUED = "Issued: invoice SPECIMEN-2026-0001, €520.00"
SESSION = (*IN, "log-session", "martin", "--on", "2026-01-20")
INVOICE = (*IN, "invoice", "martin")
RECEIVE = (
    *(*IN, "receive", "--amount", "9", "--label", "A"),
    *("--by", "card", "--on", "2026-02-03"),
)


@pytest.fixture
def practice(begin_after: BeginAfter, tmp_path: Path) -> Path:
    """Make the practice of the road, with a session to bill."""
    begin_after(*ROAD)
    return tmp_path / "practice"


def interrupt_after(patch: pytest.MonkeyPatch, name: str, number: int = 1) -> None:
    """Press Ctrl-C once, after the first of these calls to the system, or the one with a number."""
    original: Callable[..., object] = getattr(os, name)
    left = iter(range(number - 1))

    def call(*args: object, **more: object) -> object:
        done = original(*args, **more)
        if next(left, None) is not None:
            return done
        patch.setattr(os, name, original)
        signal.raise_signal(signal.SIGINT)
        return done

    patch.setattr(os, name, call)


@pytest.mark.parametrize(
    ("command", "commit", "number", "said"),
    [
        (SESSION, "replace", 2, LOGGED),  # the first one keeps what `undo` needs
        (INVOICE, "link", 1, ISSUED),
        (INVOICE, "rename", 1, ISSUED),
    ],
)
def test_ctrl_c_after_the_commit_is_heard_once_the_answer_is_given(
    coach: Run,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    commit: str,
    number: int,
    said: str,
) -> None:
    with monkeypatch.context() as patch:
        interrupt_after(patch, commit, number)
        ran = coach(*command)
    assert ran.code == 130
    assert said in ran.err
    assert ran.err.endswith("Interrupted.\n")
    assert coach(*IN, "doctor").code == 0


def test_an_invoice_whose_last_files_cannot_be_put_in_place_is_issued(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        ran = coach(*INVOICE)
    assert (ran.code, Path(ran.out.strip()).exists()) == (0, True)
    assert ISSUED in ran.err
    assert "SPECIMEN-2026-0001 is recorded in the ledger, but its last files" in ran.err
    assert coach(*SESSION).code == 0
    assert coach(*INVOICE).code == 0
    names = {path.name for path in practice.rglob("ledger/2*/*.pdf")}
    assert names == {"facture-SPECIMEN-2026-0001.pdf", "facture-SPECIMEN-2026-0002.pdf"}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((*SESSION, "--json"), '"id": "s2"'),
        ((*INVOICE, "--json"), '"number": "SPECIMEN-2026-0001"'),
        ((*RECEIVE, "--json"), '"amount": "9.00"'),
        ((*IN, "plan", "martin", "--on", "2026-02-10", "--json"), '"id": "s2"'),
    ],
)
def test_an_answer_that_cannot_be_printed_is_told_beside(
    coach: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], said: str
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        ran = coach(*command)
    assert ran.code == 7
    assert said in ran.err
    assert "The result could not be written: the disk is full." in ran.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (INVOICE, ISSUED),
        (RECEIVE, "9.00"),
        ((*RECEIVE, "--json"), '"amount": "9.00"'),
    ],
)
def test_what_was_done_is_told_beside_if_the_output_is_closed(
    coach: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], said: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        ran = coach(*command)
    assert ran.code == 7
    assert said in ran.err
    assert "because the output of the command is closed.\n" in ran.err


def test_a_reader_whose_output_is_closed_has_nothing_to_tell(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        ran = coach(*IN, "list")
    assert (ran.code, ran.err) == (0, "")


def test_what_a_reader_cannot_print_is_not_repeated(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        ran = coach(*IN, "list", "--json")
    assert ran.err == "Error: The result could not be written: the disk is full.\n"


def test_a_close_whose_next_steps_cannot_be_read_is_recorded(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise StorageError.of("store.disk-error", path="/d/000001.toml", reason="EIO")

    assert coach(*IN, "end", "martin", "--by", "coach", "--on", "2026-02-02").code == 0
    with monkeypatch.context() as patch:
        patch.setattr(ending, "read_ledger", refuse)
        ran = coach(*IN, "close", "martin", "--on", "2026-02-03")
    assert (ran.code, "/d/000001.toml" in ran.out + ran.err) == (0, True), ran
    assert coach(*IN, "close", "martin", "--on", "2026-02-03").code == 5
