import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import bill
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.ending import archive_problems
from phmcoach.actions.opening import open_engagement, open_practice
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.editing import discard_drafts, edit_engagement
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import (
    ConflictError,
    InvalidDataError,
    MissingError,
    Place,
    RuleRefusedError,
    UsageError,
)
from phmcoach.store.ledger import open_ledger
from phmcoach.value import replace

Signed = Callable[..., Path]


def editing(context: Context, *changes: tuple[str, str]) -> Context:
    """Return a context whose editor replaces text in the file that it opens."""

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


def without_last_session(context: Context) -> Context:
    """Return a context whose editor removes the last session."""

    def editor(path: Path) -> None:
        text = path.read_text("utf-8")
        path.write_text(text[: text.rindex("\n[[sessions]]")], "utf-8")

    return replace(context, editor=editor)


def test_the_id_of_a_session_that_an_edit_removed_is_never_given_again(
    context: Context, signed: Signed
) -> None:
    path = signed()
    for day in (13, 20):
        log_session(context, ref="martin", on=date(2026, 1, day))
    edit_engagement(without_last_session(context), ref="martin")
    assert 'last_session = "s2"' in path.read_text("utf-8")
    assert log_session(context, ref="martin", on=date(2026, 1, 27)).session.id == "s3"
    edit_engagement(without_last_session(context), ref="martin")
    assert 'last_session = "s3"' in path.read_text("utf-8")


@pytest.mark.parametrize("has_client", [True, False], ids=["client", "no client"])
def test_an_edit_keeps_the_id_of_a_session_that_an_earlier_version_gave(
    context: Context, signed: Signed, *, has_client: bool
) -> None:
    path = signed()
    for day in (13, 20):
        log_session(context, ref="martin", on=date(2026, 1, day))
    earlier = path.read_text("utf-8").replace('last_session = "s2"\n', "")
    path.write_text(earlier, "utf-8")
    if not has_client:
        context.folder.client_file("acme").unlink()
    edit_engagement(without_last_session(context), ref="martin")
    kept = earlier[: earlier.rindex("\n[[sessions]]")]
    new = 'contract_reference = "A-2026-01"\nlast_session = "s2"\n'
    assert path.read_text("utf-8") == kept.replace('contract_reference = "A-2026-01"\n', new)


def test_nothing_is_recorded_of_a_removed_session_if_a_later_one_keeps_its_id_from_being_given(
    context: Context, signed: Signed
) -> None:
    path = signed()
    for day in (13, 20):
        log_session(context, ref="martin", on=date(2026, 1, day))
    text = path.read_text("utf-8")
    first = text[text.index("[[sessions]]") : text.rindex("[[sessions]]")]
    edit_engagement(editing(context, (first, "")), ref="martin")
    assert path.read_text("utf-8") == text.replace(first, "")


def test_an_edit_without_a_change_changes_nothing(context: Context, signed: Signed) -> None:
    path = signed()
    before = path.stat().st_mtime_ns
    assert not edit_engagement(editing(context), ref="martin").changed
    assert path.stat().st_mtime_ns == before
    assert names(context) == ["martin-2026.toml"]


def test_an_invalid_edit_is_kept_and_continued(context: Context, signed: Signed) -> None:
    path = signed()
    before = path.read_bytes()
    with pytest.raises(InvalidDataError) as refused:
        edit_engagement(
            editing(context, ("Trouver", "Prendre"), ("sessions = 12", "sesions = 12")),
            ref="martin",
        )
    place = refused.value.problems[0].place
    assert place is not None
    assert re.fullmatch(r"\.edit-martin-2026\.[0-9a-f]{8}\.toml", place.file.name)
    assert path.read_bytes() == before
    edit_engagement(editing(context, ("sesions", "sessions")), ref="martin")
    assert "Prendre ma place." in path.read_text("utf-8")
    assert names(context) == ["martin-2026.toml"]


def test_a_broken_rule_is_reported_and_not_refused(context: Context, signed: Signed) -> None:
    signed()
    edited = edit_engagement(editing(context, ("sessions = 12", "sessions = 9")), ref="martin")
    reported = [problem.message for problem in edited.problems]
    assert reported == ["seal.contract-changed"]


def refuse_to_start(path: Path) -> None:
    raise UsageError.of("editor.failed", editor=str(path), code=1)


def append(path: Path, line: str) -> None:
    path.write_text(path.read_text("utf-8") + line, "utf-8")


def kept_copy(error: pytest.ExceptionInfo[ConflictError]) -> Path:
    (problem,) = error.value.problems
    assert problem.message == "edit.changed-meanwhile"
    return Path(str(problem.args["kept"]))


def test_an_edit_is_set_aside_if_the_file_changed_meanwhile(
    context: Context, signed: Signed
) -> None:
    path = signed()

    def editor(draft: Path) -> None:
        append(path, "# ailleurs\n")
        append(draft, "# ici\n")

    with pytest.raises(ConflictError) as refused:
        edit_engagement(replace(context, editor=editor), ref="martin")
    kept = kept_copy(refused)
    assert path.read_text("utf-8").endswith("# ailleurs\n")
    assert kept.read_text("utf-8").endswith("# ici\n")
    assert names(context) == sorted([kept.name, "martin-2026.toml"])


def test_after_a_conflict_the_next_edit_begins_with_the_current_file(
    context: Context, signed: Signed
) -> None:
    path = signed()

    def editor(draft: Path) -> None:
        append(path, "# ailleurs\n")
        append(draft, "# ici\n")

    with pytest.raises(ConflictError):
        edit_engagement(replace(context, editor=editor), ref="martin")
    again = editing(context, ("# ailleurs", "# repris"))
    assert edit_engagement(again, ref="martin").changed
    assert path.read_text("utf-8").endswith("# repris\n")


def test_a_copy_that_another_command_has_outdated_is_not_opened_again(
    context: Context, signed: Signed
) -> None:
    signed()
    with pytest.raises(InvalidDataError):
        edit_engagement(editing(context, ("sessions = 12", "sesions = 12")), ref="martin")
    log_session(context, ref="martin", on=date(2026, 1, 13))
    with pytest.raises(ConflictError) as refused:
        edit_engagement(context, ref="martin")
    assert "sesions = 12" in kept_copy(refused).read_text("utf-8")


def test_a_draft_of_unknown_origin_is_left_where_it_is(context: Context, signed: Signed) -> None:
    path = signed()
    draft = path.with_name(".edit-martin-2026.toml")
    draft.write_text("schema = 1\n", "utf-8")
    assert edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin").changed
    assert draft.read_text("utf-8") == "schema = 1\n"


def test_two_editors_of_one_engagement_have_a_draft_each_and_lose_no_text(
    context: Context, signed: Signed
) -> None:
    """The second one opens and ends while the first one is open."""
    path = signed()

    def first(draft: Path) -> None:
        append(draft, "# un\n")
        assert edit_engagement(replace(context, editor=second), ref="martin").changed

    def second(draft: Path) -> None:
        assert "# un" not in draft.read_text("utf-8")
        append(draft, "# deux\n")

    with pytest.raises(ConflictError) as refused:
        edit_engagement(replace(context, editor=first), ref="martin")
    assert path.read_text("utf-8").endswith("# deux\n")
    assert kept_copy(refused).read_text("utf-8").endswith("# un\n")


def leave_draft(context: Context) -> Path:
    with pytest.raises(InvalidDataError) as refused:
        edit_engagement(editing(context, ("sessions = 12", "sesions = 12")), ref="martin")
    (problem,) = refused.value.problems[:1]
    assert problem.place is not None
    return problem.place.file


def test_drafts_that_were_left_are_listed_by_the_doctor_until_they_are_discarded(
    context: Context, signed: Signed
) -> None:
    signed()
    draft = leave_draft(context)
    [finding] = [f for f in examine(context).findings if f.message == "edit.draft-left"]
    assert (finding.level, finding.place) == ("warning", Place(draft))
    assert command_of(finding) == "coach edit martin-2026 --discard"
    assert discard_drafts(context, ref="martin") == (draft,)
    assert names(context) == ["martin-2026.toml"]
    assert not [f for f in examine(context).findings if f.message == "edit.draft-left"]


def test_without_a_draft_there_is_nothing_to_discard(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(RuleRefusedError):
        discard_drafts(context, ref="martin")


def test_a_draft_that_is_open_elsewhere_is_not_discarded(context: Context, signed: Signed) -> None:
    signed()

    def editor(draft: Path) -> None:
        with pytest.raises(ConflictError):
            discard_drafts(context, ref="martin")
        append(draft, "# ici\n")

    assert edit_engagement(replace(context, editor=editor), ref="martin").changed


@pytest.mark.parametrize(
    "name",
    [
        ".edit-martin-2026.toml",
        ".edit-martin-2026-0a1b2c3d.toml",
        ".edit-martin-2026.0a1b2c3d.toml",
    ],
)
def test_the_drafts_of_every_version_can_be_discarded(
    context: Context, signed: Signed, name: str
) -> None:
    path = signed()
    path.with_name(name).write_text("# mots\n", "utf-8")
    assert [each.name for each in discard_drafts(context, ref="martin")] == [name]
    assert names(context) == ["martin-2026.toml"]


def test_the_drafts_of_an_archived_engagement_can_be_discarded(
    context: Context, signed: Signed
) -> None:
    path = signed()
    draft = path.with_name(".edit-ancien-2024.toml")
    draft.write_text("# mots\n", "utf-8")
    assert discard_drafts(context, ref="ancien-2024") == (draft,)


@pytest.mark.parametrize("suffix", [".from", ".lock"])
def test_what_a_killed_edit_left_without_its_draft_is_deleted_by_the_next(
    context: Context, signed: Signed, suffix: str
) -> None:
    path = signed()
    path.with_name(f".edit-martin-2026.0a1b2c3d.toml{suffix}").write_bytes(path.read_bytes())
    edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin")
    assert names(context) == ["martin-2026.toml"]


def test_the_copy_of_a_draft_that_its_editor_is_replacing_is_kept(
    context: Context, signed: Signed
) -> None:
    signed()

    def editor(draft: Path) -> None:
        words = draft.read_text("utf-8")
        draft.unlink()
        edit_engagement(replace(context, editor=lambda _: None), ref="martin")
        draft.write_text(words + "# ici\n", "utf-8")

    assert edit_engagement(replace(context, editor=editor), ref="martin").changed


def test_an_engagement_with_a_draft_is_not_archived(context: Context, signed: Signed) -> None:
    signed()
    leave_draft(context)
    opened = open_engagement(context.folder, "martin")
    problems = archive_problems(
        context, opened, open_ledger(context.folder), open_practice(context.folder)
    )
    assert "edit.draft-left" in [problem.message for problem in problems]


def test_an_editor_that_did_not_start_leaves_no_copy(context: Context, signed: Signed) -> None:
    path = signed()
    with pytest.raises(UsageError):
        edit_engagement(replace(context, editor=refuse_to_start), ref="martin")
    log_session(context, ref="martin", on=date(2026, 1, 13))
    logged = path.read_text("utf-8")
    assert edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin").changed
    assert path.read_text("utf-8") == logged.replace("Trouver", "Prendre")


def test_a_kill_after_the_file_was_replaced_leaves_no_copy(
    context: Context, signed: Signed
) -> None:
    path = signed()
    path.with_name(".edit-martin-2026.toml.from").write_bytes(path.read_bytes())
    append(path, "# écrit\n")
    path.with_name(".edit-martin-2026.toml").write_bytes(path.read_bytes())
    assert edit_engagement(editing(context, ("# écrit", "# suite")), ref="martin").changed
    assert path.read_text("utf-8").endswith("# suite\n")
    assert names(context) == ["martin-2026.toml"]


def test_no_copy_is_made_outside_the_folder(
    context: Context, signed: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed()
    elsewhere = tmp_path / "shared"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(elsewhere))
    edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin")
    assert list(elsewhere.iterdir()) == []


def test_a_copy_is_readable_only_by_its_owner(context: Context, signed: Signed) -> None:
    signed()
    modes: list[int] = []
    looking = replace(context, editor=lambda draft: modes.append(draft.stat().st_mode & 0o777))
    edit_engagement(looking, ref="martin")
    assert modes == [0o600]


@pytest.mark.parametrize(
    ("client", "message"), [(None, "find.client-of-engagement"), ("= broken", "store.toml-broken")]
)
def test_a_fault_in_the_clients_file_does_not_block_the_edit(
    context: Context, signed: Signed, client: str | None, message: str
) -> None:
    path = signed()
    if client is None:
        context.folder.client_file("acme").unlink()
    else:
        context.folder.client_file("acme").write_text(client, "utf-8")
    edited = edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin")
    assert [problem.message for problem in edited.problems] == [message]
    assert "coach edit martin-2026" not in map(command_of, edited.problems)
    assert "Prendre ma place." in path.read_text("utf-8")


def test_a_client_without_a_file_is_named_after_the_edit_as_they_signed(
    context: Context, signed: Signed
) -> None:
    signed()
    context.folder.client_file("acme").unlink()
    edited = edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin")
    made_again = "coach new-client acme --kind company-fr --name 'Acme SA' --siren 811222330"
    assert list(map(command_of, edited.problems)) == [made_again]


def test_changing_a_billed_session_is_reported_at_once(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    change = ("on = 2026-01-13", "on = 2026-02-14")
    edited = edit_engagement(editing(context, change), ref="martin")
    assert [problem.message for problem in edited.problems] == ["billing.session-changed"]


def test_a_broken_ledger_does_not_block_the_edit(context: Context, signed: Signed) -> None:
    signed()
    context.folder.ledger_head.write_text("= broken", "utf-8")
    edited = edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin")
    messages = [each.message for each in edited.problems]
    assert (edited.changed, messages) == (True, ["store.toml-broken"])


def test_a_file_that_was_already_broken_can_be_repaired(context: Context, signed: Signed) -> None:
    path = signed()
    path.write_text(path.read_text("utf-8").replace("schema = 1", "schema = 1 1"), "utf-8")
    assert edit_engagement(editing(context, ("schema = 1 1", "schema = 1")), ref="martin").changed
    assert path.read_text("utf-8").startswith("schema = 1\n")


@pytest.mark.parametrize("deletes", [False, True])
def test_an_editor_that_fails_before_any_change_leaves_no_copy(
    context: Context, signed: Signed, deletes: bool
) -> None:
    signed()

    def editor(path: Path) -> None:
        if deletes:
            path.unlink()
            return
        raise UsageError.of("editor.failed", editor="false", code=1)

    with pytest.raises((UsageError, MissingError)):
        edit_engagement(replace(context, editor=editor), ref="martin")
    assert names(context) == ["martin-2026.toml"]


def test_an_edit_of_a_copy_is_recorded_and_the_two_files_are_reported(
    context: Context, signed: Signed
) -> None:
    path = signed()
    path.with_name("martin-bis.toml").write_bytes(path.read_bytes())
    edited = edit_engagement(editing(context, ("Trouver", "Prendre")), ref="martin-bis")
    assert edited.changed
    assert "engagement.two-files" in [each.message for each in edited.problems]
