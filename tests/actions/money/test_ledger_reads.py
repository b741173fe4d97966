"""A command reads each file of the ledger once, and parses no more entries of a longer ledger."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from shutil import rmtree

import pytest
from tests.actions.conftest import bill
from tests.store.ledger_samples import forge, make_entry, make_invoice

from phmcoach.actions.context import Context
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.mail import write_duplicate, write_mail
from phmcoach.actions.money.payments import pay
from phmcoach.actions.money.reminders import ReminderRequest, write_reminder
from phmcoach.actions.money.views import period_of, view_ledger
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.planning import plan_sessions
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.records import parse_record
from phmcoach.value import replace

Signed = Callable[..., Path]
PER_YEAR = 2
YEARS = 6


def fill(root: Path, years: int) -> int:
    """Write a ledger of some years, each invoice of another engagement; return its length."""
    entries: list[LedgerEntry] = []
    for year in range(2027 - years, 2027):
        for rank in range(1, PER_YEAR + 1):
            number, on = f"F-{year}-{rank:04d}", date(year, 3, 31)
            invoice = make_invoice(number, issued_on=on)
            entries.append(
                make_entry(
                    len(entries) + 1,
                    number,
                    recorded_at=datetime(year, 3, 31, 18, 30),  # noqa: DTZ001 - the coach's own clock
                    invoice=replace(invoice, engagement=f"other-{len(entries)}"),
                )
            )
    forge(root, *entries)
    return len(entries)


class Counted:
    """How often each file was read, and each entry of the ledger parsed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: Counter[Path] = Counter()
        self.parsed: Counter[Path] = Counter()

        def open_counted(path: Path | str, opener: Callable[[str, int], int]) -> FileIO:
            self.read[Path(path)] += 1
            return FileIO(path, opener=opener)

        def parse_counted(
            raw: bytes, path: Path, model: type[LedgerEntry], known: KnownFiles | None
        ) -> object:
            self.parsed[path] += 1
            return parse_record(raw, path, model, known)

        monkeypatch.setattr("phmcoach.store.files.FileIO", open_counted)
        monkeypatch.setattr("phmcoach.store.ledger_chain.parse_record", parse_counted)


def pay_last(context: Context) -> None:
    pay(context, number="F-2026-0002", on=context.today, method="transfer")


def credit_last(context: Context) -> None:
    request = CreditRequest(number="F-2026-0002", selection=Selection(), reason="Erreur.")
    issue_credit_note(context, request)


def remind_of_an_old_one(context: Context) -> None:
    """All invoices of this ledger are late: the usual letter would be about each of them."""
    write_reminder(context, ReminderRequest("F-2025-0002", "friendly", on=context.today))


COMMANDS: dict[str, Callable[[Context], object]] = {
    "show": lambda context: show_engagement(context, ref="martin"),
    "log-session": lambda context: log_session(
        context, ref="martin", on=date(2026, 2, 2), anyway=True
    ),
    "plan": lambda context: plan_sessions(
        context, ref="martin", days=[date(2026, 6, 20)], anyway=True
    ),
    "pay": pay_last,
    "invoice": lambda context: bill(context, ref="martin"),
    "credit": credit_last,
    "remind": remind_of_an_old_one,
    "mail": lambda context: write_mail(context, number="F-2026-0002"),
    "duplicate": lambda context: write_duplicate(context, number="F-2026-0002"),
    "ledger": lambda context: view_ledger(
        context, "receipts", period_of(2026, None, None, context.today)
    ),
}


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_ledger_twice_as_long_costs_one_reading_of_each_file(
    context: Context, signed: Signed, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 20))
    archived = context.folder.root / "archive" / "2025"
    archived.mkdir(parents=True)
    for number in range(2 * YEARS * PER_YEAR):  # the engagements that were billed
        (archived / f"other-{number}.toml").touch()
    parsed: list[int] = []
    for years in (YEARS, 2 * YEARS):
        entries = fill(context.folder.root, years)
        known = set(context.folder.ledger_dir.rglob("0*.toml"))
        with monkeypatch.context() as patch:
            counted = Counted(patch)
            COMMANDS[command](context)
        assert {path: counted.read[path] for path in known} == dict.fromkeys(known, 1)
        assert (len(known), set(counted.parsed.values()) <= {1}) == (entries, True)
        parsed.append(counted.parsed.total())
        rmtree(context.folder.ledger_dir)
    assert parsed[0] == parsed[1]


def test_the_doctor_reads_and_parses_each_entry_once(
    context: Context, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed()
    entries = fill(context.folder.root, YEARS)
    known = context.folder.ledger_dir.rglob("0*.toml")
    counted = Counted(monkeypatch)
    examine(context)
    assert {path: counted.read[path] for path in known} == dict.fromkeys(counted.parsed, 1)
    assert (len(counted.parsed), counted.parsed.total()) == (entries, entries)
