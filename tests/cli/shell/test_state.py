import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.commands import command_of

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState, Line, offer_flag, working_folder
from phmcoach.cli.shell.terminal import open_editor
from phmcoach.errors import MissingError, Problem, RuleRefusedError, StorageError, UsageError
from phmcoach.i18n import Translator
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder


def make_state() -> CliState:
    translator = Translator("en")
    return CliState(translator, Output(translator))


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    (tmp_path / "practice.toml").write_text("schema = 1\n", encoding="utf-8")
    return tmp_path


def test_a_day_that_is_set_makes_a_specimen_at_noon(practice: Path) -> None:
    context = make_state().context()
    assert context.folder == Folder(practice)
    assert context.today == date(2026, 2, 3)
    assert context.now == datetime(2026, 2, 3, 12, tzinfo=UTC)
    assert context.specimen


def test_without_a_set_day_the_clock_of_the_system_rules(
    practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COACH_TODAY")
    state = make_state()
    state.folder_option = practice
    context = state.context()
    assert context.now.tzinfo is not None
    assert context.today == context.now.date()
    assert not context.specimen


def test_another_day_can_stand_for_today_without_moving_the_clock(practice: Path) -> None:
    state = make_state()
    state.folder_option = practice
    context = state.context(as_of=date(2025, 12, 31))
    assert context.today == date(2025, 12, 31)
    assert context.now.date() == date(2026, 2, 3)


def test_a_folder_that_is_given_is_not_looked_for(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new")
    assert make_state().context(folder=folder).folder == folder


def test_a_named_folder_without_a_practice_is_an_error(tmp_path: Path) -> None:
    state = make_state()
    state.folder_option = tmp_path / "nowhere"
    with pytest.raises(MissingError):
        state.context()


@pytest.mark.parametrize("text", ["demain", "03/02/2026", "20260203 "])
def test_a_set_day_that_is_not_a_date_is_reported(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("COACH_TODAY", text)
    with pytest.raises(UsageError) as refused:
        _ = make_state().today
    assert refused.value.problems[0].message == "usage.bad-coach-today"


def test_a_deleted_working_folder_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(StorageError):
        working_folder()
    monkeypatch.chdir(tmp_path)


def test_nothing_can_be_asked_when_a_stream_is_not_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not make_state().interactive
    monkeypatch.setattr(sys, "stdin", None)
    assert not make_state().interactive


def test_a_confirmation_is_a_yes_off_a_terminal() -> None:
    assert make_state().confirm("ask.on")


def test_a_refusal_that_a_flag_lifts_suggests_the_typed_line_with_the_flag() -> None:
    translator = Translator("en")
    typed = ("log-session", "martin", "--hours", "1h30", "--debrief", "45min")
    state = CliState(translator, Output(translator), typed)
    proposed = Problem("gate.shadowing-not-proposed", ref="martin", remedy=Remedy.PROPOSED)
    beyond = Problem("gate.session-beyond-number", ref="martin", remedy=Remedy.ANYWAY)
    unsigned = Problem("gate.session-before-signature", ref="martin", remedy=Remedy.SIGN)
    line = "coach log-session martin --hours 1h30 --debrief 45min"

    def fixes(*problems: Problem) -> list[str | None]:
        return [
            command_of(each)
            for each in offer_flag(state.line, RuleRefusedError(*problems)).problems
        ]

    assert fixes(proposed, unsigned) == [
        f"{line} --proposed-by-beneficiary",
        "coach sign martin --on DATE",
    ]
    assert fixes(beyond, proposed) == [f"{line} --anyway --proposed-by-beneficiary"] * 2


def test_a_refusal_that_a_file_lifts_suggests_the_typed_line_with_the_quoted_file() -> None:
    translator = Translator("en")
    state = CliState(translator, Output(translator), ("sign", "martin", "--on", "2026-01-10"))
    problems = [
        Problem("sign.other-paper", ref="martin", remedy=Remedy.SIGNED_PAPER, words={"path": path})
        for path in ("a b/contrat.pdf", "annexe.pdf")
    ]
    found = offer_flag(state.line, RuleRefusedError(*problems)).problems
    line = "coach sign martin --on 2026-01-10 --paper 'a b/contrat.pdf' --paper annexe.pdf"
    assert [command_of(each) for each in found] == [line, line]


def test_a_line_has_its_answers_behind_its_words() -> None:
    line = Line(("pay", "--fees")).answered(("NUMBER", "F-2026-0001"), ("--by", "transfer"))
    assert line.words == ["pay", "F-2026-0001", "--fees", "--by", "transfer"]
    assert line.without("--by").words == ["pay", "F-2026-0001", "--fees"]


def test_a_line_that_goes_on_has_no_answer_yet() -> None:
    translator = Translator("en")
    state = CliState(translator, Output(translator), ("new-engagement",))
    state.line = state.line.answered(("REF", "martin"))
    state.begin(("new-client", "acme"), ("new-engagement", "martin"))
    waiting = ("new-engagement", "martin")
    assert state.line == Line(("new-client", "acme"), waiting=waiting, is_continued=True)
    state.end_line()
    assert state.line == Line(("new-client", "acme"))


def test_there_is_no_state_outside_a_command() -> None:
    with pytest.raises(RuntimeError):
        current()


def test_the_editor_gets_the_file_after_its_own_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.py"
    script.write_text("import sys, pathlib; pathlib.Path(sys.argv[2]).write_text(sys.argv[1])")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script} --wait")
    open_editor(tmp_path / "my file.toml")
    assert (tmp_path / "my file.toml").read_text() == "--wait"


VIM = ["-i", "NONE", "-n", "-c", "silent! set nobackup nowritebackup noundofile"]


@pytest.mark.skipif(sys.platform == "win32", reason="no note is edited in memory there")
@pytest.mark.parametrize(
    ("editor", "private", "options"),
    [
        ("vim.basic", True, VIM),
        ("vi -R", True, ["-R", *VIM]),
        ("vi", False, []),
        ("nano", True, []),
    ],
)
def test_vim_keeps_nothing_of_a_private_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    editor: str,
    options: list[str],
    *,
    private: bool,
) -> None:
    """What was deleted in it would be in its viminfo; other programs do not know the options."""
    for name in ("vim.basic", "nano"):
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/given\n', "utf-8")
        script.chmod(0o700)
    (tmp_path / "vi").symlink_to("vim.basic")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("VISUAL", editor)
    open_editor(tmp_path / "note.txt", private=private)
    given = (tmp_path / "given").read_text("utf-8").splitlines()
    assert given == [*options, str(tmp_path / "note.txt")]


@pytest.mark.parametrize(
    ("editor", "message"),
    [
        ("no-such-editor", "editor.not-found"),
        ("'unclosed", "editor.not-found"),
        (f"{sys.executable} -c 'raise SystemExit(3)'", "editor.failed"),
    ],
)
def test_an_editor_that_fails_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: str, message: str
) -> None:
    monkeypatch.setenv("VISUAL", editor)
    with pytest.raises(UsageError) as refused:
        open_editor(tmp_path / "x.toml")
    assert refused.value.problems[0].message == message


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1989-12-31", "2150-01-01"])
def test_a_day_that_no_clock_should_show_is_refused(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("COACH_TODAY", text)
    with pytest.raises(UsageError) as refused:
        _ = CliState(Translator("en"), Output(Translator("en"))).today
    [problem] = refused.value.problems
    assert (problem.message, problem.args) == (
        "usage.impossible-today",
        {"on": date.fromisoformat(text)},
    )
