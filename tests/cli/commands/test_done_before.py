"""A command that writes several files, and is refused a later one, says what it wrote before."""

import errno
import json
import os
import signal
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED, ROAD

from phmcoach.actions.moving import calendar
from phmcoach.errors import StorageError
from phmcoach.store.interrupts import take_interrupt

pytestmark = pytest.mark.usefixtures("only_source")

Refuse = Callable[[str, int], None]

TWO = (
    *INVOICED,
    (*IN, "log-session", "martin", "--on", "2026-02-02"),
    (*IN, "invoice", "martin"),
)
PAY = (*IN, "pay", "1", "2", "--on", "2026-02-03", "--by", "transfer")
BEFORE = "Before that, the command had already written: "
STAYS = "That stays: look at it before you type the command again.\n"


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Let the system refuse to give a file its name."""

    def refuse(name: str, number: int) -> None:
        for call in ("link", "replace", "rename"):
            original: Callable[..., object] = getattr(os, call)

            def give_name(
                source: object,
                target: str,
                *more: object,
                _original: Callable[..., object] = original,
                **options: object,
            ) -> object:
                if Path(target).name == name:
                    raise OSError(number, os.strerror(number), target)
                return _original(source, target, *more, **options)

            monkeypatch.setattr(os, call, give_name)

    return refuse


def test_a_payment_of_two_invoices_names_the_one_that_it_recorded(
    coach: Run, begin_after: BeginAfter, refuse: Refuse
) -> None:
    begin_after(*TWO)
    refuse("000004.toml", errno.ENOSPC)
    ran = coach(*PAY)
    assert (ran.code, ran.out) == (7, "")
    assert ran.err == (
        "Error: The disk is full: ledger/2026/000004.toml was not written. Free some space, then"
        " start again.\n"
        f"{BEFORE}ledger/2026/000003.toml (SPECIMEN-2026-0001). {STAYS}"
    )


def test_a_payment_whose_first_receipt_is_refused_names_nothing(
    coach: Run, begin_after: BeginAfter, refuse: Refuse
) -> None:
    begin_after(*TWO)
    refuse("000003.toml", errno.ENOSPC)
    ran = coach(*PAY)
    assert (ran.code, "Before that" in ran.err) == (7, False)


def test_a_calendar_that_cannot_be_written_says_that_its_list_is(
    coach: Run, begin_after: BeginAfter, refuse: Refuse
) -> None:
    begin_after(*ROAD)
    refuse("coach.ics", errno.EACCES)
    ran = coach(*IN, "export", "ics")
    assert (ran.code, ran.out) == (7, "")
    assert ran.err == (
        "Error: You may not open or write exports/coach.ics: check which account it belongs to and"
        " its access rights, then start again.\n"
        f"{BEFORE}exports/calendar.toml. {STAYS}"
    )


def test_a_calendar_that_lacks_what_cannot_be_read_is_said_once(
    coach: Run, begin_after: BeginAfter, tmp_path: Path
) -> None:
    begin_after(*ROAD)
    (tmp_path / "practice" / "engagements" / "z.toml").mkdir()
    ran = coach(*IN, "export", "ics")
    assert (ran.code, Path(ran.out.strip()).name) == (7, "coach.ics"), ran
    assert ("engagements/z.toml" in ran.err, "Before that" in ran.err) == (True, False), ran


def test_a_calendar_that_could_not_be_written_is_all_new_the_next_time(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, *_: object) -> None:
        raise StorageError.of("store.disk-full", path=str(path))

    begin_after(*ROAD)
    with monkeypatch.context() as patch:
        patch.setattr(calendar, "replace_file", fail)
        assert coach(*IN, "export", "ics").code == 7
    assert "(new or changed: 1)" in coach(*IN, "export", "ics").err
    assert "(new or changed: 0)" in coach(*IN, "export", "ics").err


def test_a_signature_that_cannot_be_recorded_names_the_record(
    coach: Run, begin_after: BeginAfter, refuse: Refuse
) -> None:
    begin_after(*ROAD[:-2])
    refuse("martin.toml", errno.EACCES)
    ran = coach(*IN, "sign", "martin", "--on", "2026-01-10")
    assert (ran.code, ran.out) == (7, "")
    assert ran.err == (
        "Error: You may not open or write engagements/martin.toml: check which account it belongs"
        " to and its access rights, then start again.\n"
        f"{BEFORE}documents/martin/contract.signed.toml. {STAYS}"
    )


def test_a_record_that_was_taken_back_is_not_named(
    coach: Run, begin_after: BeginAfter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone else saves the engagement while it is signed."""
    begin_after(*ROAD[:-2])
    path = tmp_path / "practice" / "engagements" / "martin.toml"
    replace = os.replace

    def change_then_replace(source: object, target: Path) -> None:
        replace(source, target)  # type: ignore[arg-type]  # as given
        if target.name == "contract.signed.toml":
            path.write_text(path.read_text("utf-8") + "# by hand\n", "utf-8")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", change_then_replace)
        ran = coach(*IN, "sign", "martin", "--on", "2026-01-10")
    assert (ran.code, list(tmp_path.rglob("contract.signed.toml"))) == (6, []), ran
    assert "Before that" not in ran.err
    assert coach(*IN, "sign", "martin", "--on", "2026-01-10").code == 0


def test_a_new_practice_that_is_refused_names_the_first_of_its_many_files(
    coach: Run, refuse: Refuse
) -> None:
    refuse("000002.toml", errno.ENOSPC)
    ran = coach("demo", "practice")
    assert (ran.code, ran.out) == (7, "")
    assert ran.err.endswith(
        f"{BEFORE}practice/clients/acme.toml, practice/clients/petit.toml, practice/practice.toml,"
        " practice/engagements/martin-2026.toml,"
        " practice/documents/martin-2026/contrat-martin-2026.pdf,"
        " practice/documents/martin-2026/annexe-personnelle-martin-2026.pdf and …."
        f" {STAYS}"
    )


def test_a_paper_that_was_said_already_is_not_said_again(
    coach: Run, begin_after: BeginAfter, refuse: Refuse
) -> None:
    begin_after(*INVOICED, (*IN, "invoice", "martin", "--deposit", "50"))
    refuse("000004.toml", errno.ENOSPC)
    coach(*IN, "log-session", "martin", "--on", "2026-02-02")
    ran = coach(*IN, "invoice", "martin", "--credit-unpaid")
    assert (ran.code, Path(ran.out.strip()).name) == (7, "avoir-SPECIMEN-2026-0003.pdf")
    assert ran.err == (
        "Issued: credit note SPECIMEN-2026-0003, €50.00.\n"
        "Error: The disk is full: ledger/2026/000004.toml was not written. Free some space, then"
        " start again.\n"
    )


def test_who_presses_ctrl_c_twice_reads_what_was_written(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt_twice(*given: object) -> None:
        del given
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    begin_after(*ROAD)
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", interrupt_twice)
        ran = coach(*IN, "invoice", "martin")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == (
        f"Interrupted.\n{BEFORE}ledger/2026/000001.toml (SPECIMEN-2026-0001). {STAYS}"
    )
    take_interrupt()  # the next command is another process
    assert coach(*IN, "doctor").code == 0


def test_what_a_killed_command_left_is_not_called_its_own(
    coach: Run, begin_after: BeginAfter, tmp_path: Path
) -> None:
    begin_after(*ROAD)
    path = tmp_path / "practice" / "engagements" / "martin.toml"
    old = path.read_bytes()
    text = {"ref": "martin", "text": f"{old.decode()}# new", "old_sha256": sha256(old).hexdigest()}
    plan = json.dumps({"texts": [text], "asides": []})
    (tmp_path / "practice" / ".coach.plan").write_text(plan, "utf-8")
    ran = coach(*IN, "log-session", "martin", "--session", "s9", "--remove")
    assert (ran.code, path.read_bytes() == old, "Before that" in ran.err) == (3, False, False)
