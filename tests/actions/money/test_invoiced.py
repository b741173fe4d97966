"""Billed sessions are counted first in every view, and the ledger is read only if needed."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import bill_all

from phmcoach.actions.context import Context
from phmcoach.actions.contract.listing import list_engagements
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.cadence import check_cadence
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import Problem
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.ledger import Ledger, read_ledger

Signed = Callable[..., Path]
BEYOND = "gate.session-beyond-number"


@pytest.fixture
def found_late(context: Context, signed: Signed) -> Path:
    """Bill the twelve sessions of a contract, then record one that was held before them."""
    path = signed()
    for place in range(12):
        log_session(context, ref="martin", on=date(2026, 2, 2 + place))
    bill_all(context, "martin")
    log_session(context, ref="martin", on=date(2026, 1, 20), anyway=True)
    return path


def test_doctor_the_cadence_and_the_view_name_the_same_session(
    context: Context, found_late: Path
) -> None:
    reported = [f.args["id"] for f in examine(context).findings if f.message == BEYOND]
    (checked,) = check_cadence(context).checked
    uncovered = [v.args["id"] for v in checked.report.verdicts if v.message == BEYOND]
    shown = [s.session.id for s in show_engagement(context, ref="martin").sessions if s.uncovered]
    assert reported == uncovered == shown == ["s13"], found_late


def test_a_head_that_cannot_be_read_stops_neither_the_cadence_nor_the_list_and_is_named(
    context: Context, found_late: Path
) -> None:
    context.folder.ledger_head.write_text("???", encoding="utf-8")
    check, listed = check_cadence(context), list_engagements(context)
    assert len(check.checked) == len(listed.summaries) == 1
    assert messages(check.problems) == messages(listed.problems) == ["store.toml-broken"]
    assert found_late.exists()


def test_the_sessions_on_a_changed_invoice_still_count_as_billed(
    context: Context, found_late: Path
) -> None:
    entry = next(context.folder.ledger_dir.rglob("000001.toml"))
    entry.chmod(0o600)
    entry.write_bytes(entry.read_bytes().replace(b"Camille", b"Camilla"))
    check = check_cadence(context)
    (checked,) = check.checked
    uncovered = [v.args["id"] for v in checked.report.verdicts if v.message == BEYOND]
    assert (uncovered, messages(check.problems)) == (["s13"], ["ledger.last-entry-changed"])
    assert found_late.exists()


def messages(problems: Sequence[Problem]) -> list[str]:
    return [problem.message for problem in problems]


@pytest.mark.parametrize(("held", "reads"), [(12, 0), (13, 1)])
def test_the_ledger_is_read_once_and_only_if_the_number_is_exceeded(
    context: Context,
    signed: Signed,
    monkeypatch: pytest.MonkeyPatch,
    held: int,
    reads: int,
) -> None:
    for ref in ("martin-2026", "durand-2026"):
        signed(ref)
        for place in range(held):
            log_session(context, ref=ref, on=date(2026, 2, 2 + place), anyway=True)
    asked: list[Folder] = []

    def count(folder: Folder, known: KnownFiles | None) -> Ledger:
        asked.append(folder)
        return read_ledger(folder, known)

    monkeypatch.setattr("phmcoach.store.ledger.read_ledger", count)
    check_cadence(context)
    assert len(asked) == reads
