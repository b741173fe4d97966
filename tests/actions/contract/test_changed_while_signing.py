"""A file that somebody else changes while a signature is recorded: nothing of it is left."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import on_day
from tests.actions.contract.conftest import Agree

from phmcoach.actions.context import Context
from phmcoach.actions.contract import attaching
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.opening import Opened
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.saving import Edits, save_change
from phmcoach.errors import ConflictError

REF = "martin-2026"
DAY = date(2026, 1, 10)


@pytest.fixture
def changed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an editor save the engagement between its reading and the signature."""

    def save(context: Context, opened: Opened, *, values: Edits) -> Opened:
        with opened.loaded.path.open("a", encoding="utf-8") as file:
            file.write("# a note\n")
        return save_change(context, opened, values=values)

    monkeypatch.setattr(attaching, "save_change", save)


def documents(context: Context) -> dict[str, tuple[bytes, int]]:
    """Return the content and the mode of each document."""
    folder = context.folder.documents_dir(REF)
    return {it.name: (it.read_bytes(), it.stat().st_mode & 0o777) for it in folder.glob("*")}


@pytest.mark.usefixtures("changed_meanwhile")
@pytest.mark.parametrize("is_written", [True, False])
def test_no_record_of_the_contract_is_left_and_its_paper_can_be_written_again(
    context: Context, agree: Agree, *, is_written: bool
) -> None:
    (paper, *_) = agree().paths
    if not is_written:
        paper.unlink()
    before = documents(context)

    with pytest.raises(ConflictError):
        sign(context, ref=REF, on=DAY)

    assert documents(context) == before
    assert [each.level for each in examine(context).findings if each.level == "error"] == []
    write_contract(context, ref=REF)


@pytest.mark.usefixtures("changed_meanwhile")
def test_no_record_of_an_amendment_is_left(
    context: Context, signed: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as unchanged:
        unchanged.setattr(attaching, "save_change", save_change)
        signed()
    desk = on_day(context, date(2026, 2, 2))
    amend(desk, ref=REF, on=desk.today, terms=TermsChange(sessions=14))
    write_amendment(desk, ref=REF, number=1)
    before = documents(desk)

    with pytest.raises(ConflictError):
        sign_amendment(desk, ref=REF, number=1, on=desk.today)

    assert documents(desk) == before
    assert [each.level for each in examine(desk).findings if each.level == "error"] == []
