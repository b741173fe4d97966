from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from phmcoach.actions.context import Context
from phmcoach.actions.editing import edit_engagement
from phmcoach.errors import ConflictError, InvalidDataError

Signed = Callable[..., Path]


def editing(context: Context, *changes: tuple[str, str]) -> Context:
    """Return a world whose editor replaces text in the file that it is given."""

    def editor(path: Path) -> None:
        assert path.is_relative_to(context.folder.engagements_dir)
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    return replace(context, editor=editor)


def names(context: Context) -> list[str]:
    return sorted(path.name for path in context.folder.engagements_dir.iterdir())


def test_a_valid_edit_replaces_the_file(context: Context, signed: Signed) -> None:
    path = signed()
    edited = edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin")
    assert (edited.path, edited.changed, edited.problems) == (path, True, ())
    assert "Prendre ma place." in path.read_text("utf-8")
    assert names(context) == ["martin-2026.toml"]


def test_an_edit_without_a_change_changes_nothing(context: Context, signed: Signed) -> None:
    path = signed()
    before = path.stat().st_mtime_ns
    assert not edit_engagement(editing(context), ref="martin").changed
    assert path.stat().st_mtime_ns == before
    assert names(context) == ["martin-2026.toml"]


def test_what_cannot_be_read_is_kept_and_taken_up_again(context: Context, signed: Signed) -> None:
    path = signed()
    before = path.read_bytes()
    with pytest.raises(InvalidDataError) as refused:
        edit_engagement(
            editing(context, ("Trouver", "Prendre"), ("sessions = 12", "sesions = 12")),
            ref="martin",
        )
    place = refused.value.problems[0].place
    assert place is not None
    assert place.file.name == ".edit-martin-2026.toml"
    assert path.read_bytes() == before
    edit_engagement(editing(context, ("sesions", "sessions")), ref="martin")
    assert "Prendre ma place." in path.read_text("utf-8")
    assert names(context) == ["martin-2026.toml"]


def test_a_broken_rule_is_told_and_not_refused(context: Context, signed: Signed) -> None:
    signed()
    edited = edit_engagement(editing(context, ("sessions = 12", "sessions = 9")), ref="martin")
    assert [problem.message for problem in edited.problems] == ["bounds.sessions"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(context: Context, signed: Signed) -> None:
    path = signed()

    def editor(draft: Path) -> None:
        path.write_text(path.read_text("utf-8") + "# ailleurs\n", "utf-8")
        draft.write_text(draft.read_text("utf-8") + "# ici\n", "utf-8")

    with pytest.raises(ConflictError):
        edit_engagement(replace(context, editor=editor), ref="martin")
    assert path.read_text("utf-8").endswith("# ailleurs\n")
    assert ".edit-martin-2026.toml" in names(context)


def test_a_file_that_was_already_broken_can_be_mended(context: Context, signed: Signed) -> None:
    path = signed()
    path.write_text(path.read_text("utf-8").replace("schema = 1", "schema = 1 1"), "utf-8")
    assert edit_engagement(editing(context, ("schema = 1 1", "schema = 1")), ref="martin").changed
    assert path.read_text("utf-8").startswith("schema = 1\n")
