"""What differs between Windows, macOS and Linux: each branch is walked, whatever runs the tests."""

import ast
import io
import os
import shutil
import signal
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from phmcoach.cli.pages.keeping import secrets
from phmcoach.cli.shell import streams, terminal
from phmcoach.cli.shell.output import Output
from phmcoach.domain.records.engagement import Engagement
from phmcoach.i18n import Translator
from phmcoach.notes.memory import usual_places
from phmcoach.remedy import join_words
from phmcoach.store import files
from phmcoach.store.files import is_read_only, make_folder, replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.known_files import KnownFiles
from phmcoach.store.lock import find_open_rights
from phmcoach.store.sync.modes import set_modes

SOURCE = Path(__file__).parents[2] / "src" / "phmcoach"

WALKED = {
    "cli/pages/keeping/secrets.py:_run_command",
    "remedy.py:quote_word",
    "cli/shell/streams.py:prepare_streams",
    "cli/shell/terminal.py:_command_of",
    "cli/shell/terminal.py:_find_editor",
    "cli/shell/terminal.py:_find_opener",
    "cli/shell/terminal.py:_open_all",
    "cli/shell/terminal.py:_start_file",
    "cli/shell/terminal.py:_waking_up",
    "store/files.py:_close_to_writes",
    "store/files.py:_let_replace",
    "store/files.py:sync_folder",
    "store/files.py:_write_temporary",
    "store/known_files.py:_cache_folder",
    "store/lock.py:find_open_rights",
    "store/sync/modes.py:set_modes",
}
"""The functions that ask on which system they run; the tests below walk each of their ways."""

UNIX_ONLY = {
    *("chown", "geteuid", "getuid", "os.fork", "setsid", "mkfifo", "O_NONBLOCK", "O_DIRECTORY"),
    *("SIGALRM", "SIGHUP", "SIGKILL", "setitimer", "fcntl", "termios", "pwd", "grp", "resource"),
}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.relative_to(SOURCE).as_posix()}:{node.name}", node


def names_in(node: ast.AST) -> set[str]:
    """Return the attributes and modules that a piece of code names outside strings."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute):
            found |= {each.attr, ast.unparse(each)}
        elif isinstance(each, ast.Import):
            found |= {alias.name for alias in each.names}
        elif isinstance(each, ast.ImportFrom):
            found.add(each.module or "")
    return found


def test_each_function_that_asks_for_the_system_is_walked_here() -> None:
    asking = {name for name, node in functions() if names_in(node) & {"sys.platform", "os.name"}}
    assert asking == WALKED


def test_what_only_unix_has_is_used_where_the_system_is_known() -> None:
    """Ownership is given, and asked for, with `hasattr`; the alarm is set on no Windows."""
    users = {name for name, node in functions() if names_in(node) & UNIX_ONLY}
    owners = {"store/files.py:keep_owner", "notes/memory.py:usual_places"}
    assert users == {*owners, "cli/shell/terminal.py:_waking_up"}


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what Windows does not have."""
    monkeypatch.setattr(sys, "platform", "win32")
    for module, name in (
        *((os, each) for each in ("chown", "geteuid", "getuid", "O_NONBLOCK")),
        *((signal, each) for each in ("SIGALRM", "setitimer", "ITIMER_REAL")),
    ):
        monkeypatch.delattr(module, name)


@pytest.mark.usefixtures("on_windows")
def test_windows_gets_a_line_that_cmd_and_powershell_take() -> None:
    line = join_words(["coach", "sign", "l’été", 'a "b"', r"C:\cabinet", "--on", "2026-01-02"])
    assert line == r'coach sign "l’été" "a ""b""" C:\cabinet --on 2026-01-02'


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_unix_gets_a_line_that_its_shell_takes(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert join_words(["coach", "sign", "l’été", "a b"]) == "coach sign 'l’été' 'a b'"


@pytest.mark.parametrize(
    ("system", "has_nano", "editor"),
    [
        ("win32", False, "notepad"),
        ("linux", True, "nano"),
        ("linux", False, "vi"),
        ("darwin", True, "nano"),
    ],
)
def test_the_editor_is_one_that_says_how_to_leave_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, has_nano: bool, editor: str
) -> None:
    begun: list[str] = []

    def begin(command: str | list[str], **_: object) -> subprocess.CompletedProcess[str]:
        begun.append(command if isinstance(command, str) else " ".join(command))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/nano" if has_nano else None)
    monkeypatch.setattr(subprocess, "run", begin)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    terminal.open_editor(tmp_path / "x.toml")
    assert begun == [f"{editor} {tmp_path / 'x.toml'}"]


@pytest.mark.usefixtures("on_windows")
def test_the_program_of_a_passphrase_keeps_its_backslashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[object] = []

    def begin(command: str | list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        begun.append(command)
        return subprocess.CompletedProcess(command, 0, b"quatre mots bien longs\r\nrest")

    monkeypatch.setattr(subprocess, "run", begin)
    command = r"C:\Tools\keyring.exe get coach"
    assert secrets._run_command(command, interactive=True) == "quatre mots bien longs"  # noqa: SLF001 - its one way in asks the terminal
    assert begun == [command]


@pytest.mark.usefixtures("on_windows")
def test_windows_has_no_folder_that_is_known_to_be_in_memory() -> None:
    assert usual_places() == ()


@pytest.mark.usefixtures("on_windows")
def test_an_editor_of_windows_keeps_its_backslashes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[object] = []

    def begin(command: object, **_: object) -> subprocess.CompletedProcess[str]:
        begun.append(command)
        return subprocess.CompletedProcess("", 0)

    monkeypatch.setattr(subprocess, "run", begin)
    monkeypatch.setenv("VISUAL", r'"C:\Program Files\Editor\edit.exe" --wait')
    terminal.open_editor(tmp_path / "mon fichier.toml")
    path = tmp_path / "mon fichier.toml"
    assert begun == [rf'"C:\Program Files\Editor\edit.exe" --wait "{path}"']


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize("opens", [True, False])
def test_windows_opens_a_paper_as_a_double_click_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opens: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[Path] = []

    def startfile(path: Path) -> None:
        if not opens:
            raise OSError
        opened.append(path)

    monkeypatch.setattr(os, "startfile", startfile, raising=False)
    terminal.open_papers(Output(Translator("en")), tmp_path / "a.pdf")
    assert opened == ([tmp_path / "a.pdf"] if opens else [])
    assert ("a.pdf" in capsys.readouterr().err) is not opens


@pytest.mark.parametrize(("system", "asked"), [("darwin", ["open"]), ("linux", [])])
def test_a_mac_opens_a_paper_without_a_display_to_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, asked: list[str]
) -> None:
    sought: list[str] = []
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(shutil, "which", sought.append)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    terminal.open_papers(Output(Translator("en")), tmp_path / "a.pdf")
    assert sought == asked


@pytest.mark.usefixtures("on_windows")
def test_windows_reads_an_answer_without_an_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("oui\n"))
    assert terminal.read_line(Output(Translator("fr")), "?") == "oui"


@pytest.mark.usefixtures("on_windows")
def test_windows_is_asked_to_show_colours_in_an_old_console(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bool] = []
    colorama = types.ModuleType("colorama")
    colorama.__dict__["just_fix_windows_console"] = lambda: asked.append(True)
    monkeypatch.setitem(sys.modules, "colorama", colorama)
    streams.prepare_streams()
    assert asked == [True]


@pytest.mark.usefixtures("on_windows")
def test_windows_replaces_and_deletes_a_file_that_is_read_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    paper = tmp_path / "contrat.pdf"
    real_unlink, real_replace = Path.unlink, Path.replace

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if is_read_only(path):
            raise PermissionError(13, "Access is denied", str(path))
        real_unlink(path, missing_ok)

    def replace(path: Path, target: Path) -> Path:
        if is_read_only(target):
            raise PermissionError(13, "Access is denied", str(path))
        return real_replace(path, target)

    def open_folder(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied", str(path))
        return real_open(path, flags, mode)

    real_open = os.open
    monkeypatch.setattr(Path, "unlink", unlink)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(os, "open", open_folder)
    write_new(paper, b"one", files.KEPT_MODE)
    assert (is_read_only(paper), paper.read_bytes()) == (True, b"one")
    replace_file(paper, b"two", None, files.KEPT_MODE)
    assert (is_read_only(paper), paper.read_bytes()) == (True, b"two")
    assert list(tmp_path.iterdir()) == [paper]


@pytest.mark.usefixtures("on_windows")
def test_a_folder_is_made_without_owners(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize(("system", "remarks"), [("linux", 1), ("darwin", 1), ("win32", 0)])
def test_rights_of_other_accounts_are_a_matter_of_unix(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, remarks: int
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(sys, "platform", system)
    assert len(list(find_open_rights(tmp_path))) == remarks


@pytest.mark.parametrize(
    ("system", "mode"), [("linux", 0o600), ("darwin", 0o600), ("win32", 0o644)]
)
def test_the_rights_of_what_git_wrote_are_a_matter_of_unix(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, mode: int
) -> None:
    written = tmp_path / "practice.toml"
    written.touch()
    written.chmod(0o644)
    monkeypatch.setattr(sys, "platform", system)
    set_modes(Folder(tmp_path))
    assert written.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize(("system", "asks"), [("linux", False), ("darwin", True), ("win32", True)])
def test_the_folder_of_the_cache_is_asked_of_platformdirs_elsewhere_than_on_linux(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, asks: bool
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda: tmp_path / "asked")
    known = KnownFiles()
    known.add(known.digest_of(b"", Engagement))
    known.save()
    (found,) = tmp_path.rglob("accepted-files")
    assert found.is_relative_to(tmp_path / ("asked" if asks else "xdg"))
