"""The attendance sheet as a file in the engagement's documents."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.sessions.test_sessions_action import messages

from phmcoach.actions.context import Context
from phmcoach.actions.sessions.attendance import write_attendance
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import RuleRefusedError, UsageError

Signed = Callable[..., Path]


def test_a_sheet_of_a_period_has_a_file_of_its_own(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    log_session(context, ref="martin", on=date(2026, 2, 3))
    whole = write_attendance(context, ref="martin")
    part = write_attendance(
        context, ref="martin", start_on=date(2026, 2, 1), end_on=date(2026, 2, 28)
    )
    assert [len(each.attendance.presences) for each in (whole, part)] == [2, 1]
    assert whole.path == context.folder.documents_dir("martin-2026") / "emargement-martin-2026.pdf"
    assert part.path.name == "emargement-martin-2026-du-2026-02-01-au-2026-02-28.pdf"
    assert whole.path.read_bytes().startswith(b"%PDF")


def test_a_sheet_without_held_sessions_is_refused(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13), status="no-show")
    with pytest.raises(RuleRefusedError) as refused:
        write_attendance(context, ref="martin")
    assert messages(refused) == ["attendance.no-session"]
    assert [*context.folder.documents_dir("martin-2026").glob("*.pdf")] == []


def test_a_period_that_ends_before_it_begins_is_refused(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(UsageError) as refused:
        write_attendance(context, ref="martin", start_on=date(2026, 2, 2), end_on=date(2026, 2, 1))
    assert messages(refused) == ["attendance.ends-before-start"]
