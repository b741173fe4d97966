"""Real processes with real pipes: what no test inside one process can show."""

import json
import stat
import sys
from pathlib import Path

import pytest
from tests.process.conftest import Launch

ENTRIES = ("coach", f"{sys.executable} -m phmcoach")
FULL = "Erreur\u202f: Le résultat n’a pas pu être écrit\u202f: le disque est plein.\n"
# A command that leaves what it printed in the buffer, and a call for the end of the process.
LEAVE_IN_BUFFER = """
import atexit
from phmcoach import __main__
from phmcoach.cli import app
app.obey = lambda state, shell: print("printed", end="") or 1
atexit.register(print, "at the end")
__main__.start()
"""


def test_a_reader_that_goes_away_is_not_an_error_and_interrupts_nothing(
    launch: Launch, tmp_path: Path
) -> None:
    ran = launch("$COACH list | head -n 1; echo ${PIPESTATUS[0]}")
    assert (ran.stdout, ran.stderr) == ("line 0\n0\n", "Interrompu.\n")
    assert (tmp_path / "done").exists()


def test_a_reader_of_errors_that_goes_away_keeps_the_exit_code(launch: Launch) -> None:
    ran = launch("$COACH --nope 2>&1 >/dev/null | true; echo ${PIPESTATUS[0]}")
    assert (ran.stdout, ran.stderr) == ("2\n", "")


@pytest.mark.parametrize(
    ("command", "code"),
    [("--version", 0), ("--help", 0), ("--color --version", 0), ("invoice", 5), ("--nope", 2)],
)
def test_closed_streams_never_end_in_a_trace(launch: Launch, command: str, code: int) -> None:
    ran = launch(f"$COACH {command} >&- 2>&- <&-")
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, "", "")


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        ("", 0, "coach 0.1.0\n"),
        ("| true; exit ${PIPESTATUS[0]}", 0, ""),
        (">&-", 0, ""),
        ("> /dev/full 2>/dev/null", 7, ""),
    ],
)
def test_the_version_behaves_wherever_it_is_sent(
    launch: Launch, redirection: str, code: int, said: str
) -> None:
    ran = launch(f"coach --version {redirection}")
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, said, "")


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        ("> /dev/full", 7, FULL),
        ("2> /dev/full", 0, ""),
        ("> /dev/full 2>&1", 7, ""),
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        ("> >(true)", 0, ""),
        ("| true; exit ${PIPESTATUS[0]}", 0, ""),
    ],
)
def test_a_page_that_cannot_be_written_has_its_code(
    launch: Launch, entry: str, redirection: str, code: int, said: str
) -> None:
    ran = launch(f"{entry} --help {redirection}")
    assert (ran.returncode, ran.stderr) == (code, said)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize(
    "redirection",
    ["2> /dev/full", "> /dev/full 2>&1", "2>&-", "2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}"],
)
def test_a_mistake_that_cannot_be_told_keeps_its_code(
    launch: Launch, entry: str, redirection: str
) -> None:
    ran = launch(f"{entry} --nope {redirection}")
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", "")


def test_a_result_whose_comment_is_lost_is_printed_and_has_the_code_of_a_full_disk(
    launch: Launch, tmp_path: Path
) -> None:
    ran = launch("$COACH list 2> /dev/full | tail -n 1; exit ${PIPESTATUS[0]}")
    assert (ran.returncode, ran.stdout) == (7, "line 19999\n")
    assert (tmp_path / "done").exists()


@pytest.mark.parametrize(
    ("redirection", "code", "printed", "said"),
    [
        ("", 1, "printed", ""),
        ("> /dev/full", 7, "", FULL),
        ("> >(true)", 1, "", ""),
    ],
)
def test_the_process_is_left_at_once_and_loses_nothing_that_was_printed(
    launch: Launch, redirection: str, code: int, printed: str, said: str
) -> None:
    ran = launch(f"{sys.executable} -c '{LEAVE_IN_BUFFER}' {redirection}")
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, printed, said)


def test_a_closed_stdin_cannot_be_asked(launch: Launch) -> None:
    ran = launch("$COACH log-session dupont <&-")
    assert ran.returncode == 2
    assert "Erreur\u202f: --kind manque" in ran.stderr


def test_a_full_disk_is_reported_with_its_own_code(launch: Launch) -> None:
    ran = launch("$COACH check-cadence > /dev/full")
    assert ran.returncode == 7
    assert ran.stderr.startswith("Erreur\u202f: Le résultat n’a pas pu être écrit\u202f: ")
    assert len(ran.stderr.splitlines()) == 1


def test_a_terminal_without_accents_reads_plain_letters(launch: Launch) -> None:
    ran = launch(
        "$COACH --nope", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0", encoding="ascii"
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith("Erreur : L'option \" --nope \" n'existe pas ici.")


def test_a_latin_terminal_keeps_its_accents(launch: Launch) -> None:
    ran = launch("$COACH log-session --rate x", PYTHONIOENCODING="latin-1", encoding="latin-1")
    assert "avec deux décimales au plus." in ran.stderr
    assert "« x »" in ran.stderr.replace("\u00a0", " ")


def test_the_c_locale_speaks_french_on_request(launch: Launch) -> None:
    assert "première demande" in launch("$COACH --help", LC_ALL="C").stdout


def test_json_loses_nothing_on_a_terminal_without_accents(launch: Launch) -> None:
    given = "dupont --kind private --situation other --on hier --hours 2 --number 1 --name Zoé"
    ran = launch(f"$COACH log-session {given}", PYTHONIOENCODING="ascii")
    assert "Zo\\u00e9" in ran.stdout
    assert json.loads(ran.stdout)["name"] == "Zoé"


@pytest.mark.parametrize(
    ("options", "environ", "coloured"),
    [
        ("", {}, False),
        ("--color", {}, True),
        ("--color", {"NO_COLOR": "1"}, True),
        ("--no-color", {}, False),
    ],
)
def test_a_pipe_gets_colours_only_when_they_are_asked_for(
    launch: Launch, options: str, environ: dict[str, str], coloured: bool
) -> None:
    ran = launch(f"$COACH {options} invoice", **environ)
    assert ran.returncode == 5
    assert ("\x1b[" in ran.stderr) is coloured


def test_a_bug_leaves_a_trace_without_data_in_the_users_own_folder(
    launch: Launch, tmp_path: Path
) -> None:
    ran = launch("$COACH invoice --bug")
    [trace] = (tmp_path / ".local" / "state" / "phmcoach").iterdir()
    assert ran.returncode == 70
    assert str(trace) in ran.stderr
    assert "Traceback" not in ran.stderr
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    assert "Zoé" not in trace.read_text(encoding="utf-8")


def test_a_broken_practice_leaves_the_help_and_its_language(launch: Launch, tmp_path: Path) -> None:
    (tmp_path / "practice.toml").write_bytes(b'language = "fr"\n[[[ \xff')
    ran = launch("$COACH --help", COACH_LANG="")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Usage : coach")


def test_a_working_folder_that_was_deleted_leaves_the_help(launch: Launch) -> None:
    ran = launch("mkdir gone; cd gone; rmdir ../gone; $COACH --help")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_folder_without_a_practice_is_not_found(launch: Launch) -> None:
    ran = launch("coach -C nowhere list")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("Erreur\u202f: ")


def test_bytes_that_are_not_text_are_refused(launch: Launch) -> None:
    ran = launch("$COACH log-session $'a\\xff'")
    assert ran.returncode == 2
    assert "n’est pas un texte dans l’encodage" in ran.stderr


def test_a_table_in_a_pipe_is_plain_text(launch: Launch) -> None:
    ran = launch("$COACH check-cadence | cat")
    assert ran.stdout == (
        "DATE         DURÉE  MOT         TEXTE\n"
        "03/02/2026  1\u00a0h\u00a030  conforme    Zoé [bold]Dupont[/bold] [31m\n"
        "              10\u00a0h  manquement\n"
    )
