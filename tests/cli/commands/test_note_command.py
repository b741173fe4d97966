"""Private notes: written without a passphrase, read with one, and readable by nobody else."""

import getpass
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run, plainly
from tests.cli.road import IN, ROAD
from tests.note_keys import (
    KEYS,
    OTHER_IDENTITY,
    PASSPHRASE,
    RECOVERY,
    pipe,
    write_keys,
    write_note,
)

from phmcoach.actions.notes import texts
from phmcoach.actions.notes.texts import lines_with
from phmcoach.cli.pages.keeping import note_text, secrets, writing
from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import StorageError, UsageError
from phmcoach.notes.age_files import Key, lock_text, make_key
from phmcoach.store.record_files import read_own_file

pytestmark = pytest.mark.usefixtures("only_source")

Say = Callable[[str], None]


@pytest.fixture
def coach(coach: Run, tmp_path: Path) -> Run:
    """Run a command; its answer has plain spaces and short paths."""
    return plainly(coach, tmp_path)


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with keys, whose clock says 3 February 2026."""
    folder = begin_after(*ROAD) / "practice"
    write_keys(folder)
    return folder


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Say:
    """Pipe a text into the next command; a program tells the passphrase."""
    return lambda text: pipe(monkeypatch, text)


def files_of(practice: Path) -> list[str]:
    places = (practice / "notes").rglob("*")
    return sorted(each.relative_to(practice).as_posix() for each in places if each.is_file())


KEY_FILES = ["notes/identity.age", "notes/keys.toml"]


def test_a_note_is_piped_without_a_passphrase_and_shown_with_it(
    coach: Run, practice: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("Elle a pleuré.\n")
    monkeypatch.delenv("COACH_PASSPHRASE_COMMAND")
    ran = coach(*IN, "note", "martin")
    assert (ran.code, ran.out) == (0, "practice/notes/martin/2026-02-03.age\n")
    assert ran.err == "Note of 3 February 2026 about martin locked and saved.\n"
    assert b"pleur" not in (practice / "notes/martin/2026-02-03.age").read_bytes()
    say("")
    assert coach(*IN, "note", "show", "martin").out == "martin, 3 February 2026\nElle a pleuré.\n"


def test_a_second_text_of_a_day_follows_the_first(coach: Run, practice: Path, say: Say) -> None:
    for text in ("Le matin.\n", "L’après-midi.\n"):
        say(text)
        assert coach(*IN, "note", "martin", "--on", "2026-02-02").code == 0
    say("")
    ran = coach(*IN, "note", "show", "martin", "--json")
    assert json.loads(ran.out) == {
        "schema": json.loads(ran.out)["schema"],
        "notes": [{"ref": "martin", "on": "2026-02-02", "text": "Le matin.\n\nL’après-midi.\n"}],
        "problems": [],
    }
    assert files_of(practice) == [*KEY_FILES, "notes/martin/2026-02-02.age"]


def test_notes_are_listed_without_a_passphrase_and_searched_with_it(
    coach: Run, practice: Path, say: Say
) -> None:
    for day in ("2026-01-05", "2026-01-19"):
        write_note(practice, "martin", day)
    ran = coach(*IN, "note", "list")
    assert ran.out == "  martin  5 January 2026\n  martin  19 January 2026\n"
    assert json.loads(coach(*IN, "note", "list", "martin", "--json").out)["notes"] == [
        {"ref": "martin", "on": "2026-01-05"},
        {"ref": "martin", "on": "2026-01-19"},
    ]
    say("")
    assert coach(*IN, "note", "search", "DÉLEGUER").out == (
        "martin, 5 January 2026\n  -  Oser déléguer.\nmartin, 19 January 2026\n"
        "  -  Oser déléguer.\n"
    )
    say("")
    ran = coach(*IN, "note", "search", "rien")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing found; notes read: 2.\n")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("coeur", ["Le cœur à l’ouvrage : 50 €."]),
        ("L'OUVRAGE", ["Le cœur à l’ouvrage : 50 €."]),
        ("€", ["Le cœur à l’ouvrage : 50 €."]),
        ("rendez vous", ["Un rendez-vous – à midi."]),
        ("rendez-vous  –", ["Un rendez-vous – à midi."]),
        ("–", ["Un rendez-vous – à midi."]),
        ("-", []),
        ("…", []),
        ("\N{COMBINING ACUTE ACCENT}", []),
    ],
)
def test_what_is_searched_is_found_where_it_stands_and_nowhere_else(
    words: str, found: list[str]
) -> None:
    text = "Le cœur à l’ouvrage : 50 €.\nUn rendez-vous – à midi.\n\n"
    assert list(lines_with(text, words)) == found


@pytest.mark.parametrize("words", ["", "  ", "\N{NO-BREAK SPACE}"])
def test_a_search_for_nothing_is_refused_before_the_passphrase_is_asked_for(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    write_note(practice, "martin", "2026-01-05")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", "touch asked")
    ran = coach(*IN, "note", "search", words)
    assert (ran.code, ran.out, ran.err) == (2, "", "Error: NAME: A text cannot be empty.\n")
    assert not Path("asked").exists()


def test_a_wrong_passphrase_says_what_helps(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_note(practice, "martin", "2026-01-05")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", "echo faux")
    ran = coach(*IN, "note", "show", "martin")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == (
        "Error: This passphrase does not open notes/identity.age. If you are sure of it, the file "
        "was changed: restore it from a backup, or type your recovery key.\n"
        "  To fix it: coach -C practice note recover\n"
    )


@pytest.mark.parametrize("command", ["false", "nothing-of-the-kind", "'"])
def test_a_program_that_gives_no_passphrase_is_named(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    write_note(practice, "martin", "2026-01-05")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", command)
    ran = coach(*IN, "note", "show", "martin")
    sentence = "The program that COACH_PASSPHRASE_COMMAND names gave no passphrase."
    assert (ran.code, ran.err) == (2, f"Error: {sentence}\n")


def test_off_a_terminal_nobody_is_asked_for_a_passphrase(coach: Run, practice: Path) -> None:
    write_note(practice, "martin", "2026-01-05")
    ran = coach(*IN, "note", "show", "martin")
    assert ran.code == 2
    assert "COACH_PASSPHRASE_COMMAND" in ran.err


def test_a_note_that_cannot_be_read_hides_no_other(coach: Run, practice: Path, say: Say) -> None:
    cut = write_note(practice, "martin", "2026-01-05")
    cut.write_text(cut.read_text("utf-8")[:150], "utf-8")
    other = write_note(practice, "martin", "2026-01-12")
    other.write_text(other.read_text("utf-8").replace("\n", "\nAAAA", 3), "utf-8")
    write_note(practice, "martin", "2026-01-19")
    say("")
    ran = coach(*IN, "note", "show", "martin")
    assert ran.code == 4
    assert ran.out == "martin, 19 January 2026\nElle a pleuré.\nOser déléguer.\n"
    assert ran.err == (
        "Error: This note is cut, or is no file of age: restore it from a backup. Without one it "
        "is lost, and can be removed.\n"
        "  practice/notes/martin/2026-01-05.age\n"
        "  To fix it: coach -C practice note martin --on 2026-01-05 --remove\n"
        "Error: Your keys do not open this note: it was changed, or locked for other keys. Restore "
        "it from a backup. Without one it is lost, and can be removed.\n"
        "  practice/notes/martin/2026-01-12.age\n"
        "  To fix it: coach -C practice note martin --on 2026-01-12 --remove\n"
    )


@pytest.mark.parametrize("line", ["note show martin", "note search oser", "prepare martin --notes"])
def test_a_note_that_the_system_refuses_is_a_fault_of_the_disk(
    coach: Run, practice: Path, say: Say, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    refused = write_note(practice, "martin", "2026-01-05")
    write_note(practice, "martin", "2026-01-12").write_text("no age", "utf-8")
    write_note(practice, "martin", "2026-01-19")

    def read(path: Path, root: Path) -> bytes:
        if path.name == refused.name:
            raise StorageError.of("store.disk-error", path=str(path), reason="EIO")
        return read_own_file(path, root)

    monkeypatch.setattr(texts, "read_own_file", read)
    say("")
    ran = coach(*IN, *line.split())
    assert ran.code == (4 if line.startswith("prepare") else 7)  # it opens the last two
    assert "martin, 19 January 2026\n" in ran.out


@pytest.mark.parametrize("text", ["", "  \n\n"])
def test_an_empty_note_is_no_note(coach: Run, practice: Path, say: Say, text: str) -> None:
    say(text)
    ran = coach(*IN, "note", "martin")
    assert (ran.code, ran.err) == (5, "Error: The note is empty: nothing was recorded.\n")
    assert files_of(practice) == KEY_FILES


def test_a_text_on_the_command_line_is_refused_and_nothing_is_written(
    coach: Run, practice: Path, say: Say
) -> None:
    say("Du tube.")
    ran = coach(*IN, "note", "martin", "Elle a pleuré.")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "Error: The text of a note is not typed on the command line, which is kept in clear: leave "
        "it out, and type or pipe it then.\n  To fix it: coach -C practice note martin\n"
    )
    as_json = coach(*IN, "note", "martin", "--json")
    assert (as_json.code, "--json and martin exclude each other" in as_json.err) == (2, True)
    assert not (practice / "notes" / "martin").exists()


def test_a_day_to_come_has_no_note(coach: Run, practice: Path, say: Say) -> None:
    say("Un texte.")
    ran = coach(*IN, "note", "martin", "--on", "2026-02-04")
    assert ran.code == 5
    assert files_of(practice) == KEY_FILES


def test_without_keys_a_pipe_writes_nothing(coach: Run, begin_after: BeginAfter, say: Say) -> None:
    practice = begin_after(*ROAD) / "practice"
    for line in (("note", "martin"), ("log-session", "martin", "--on", "2026-02-03", "--note")):
        say("Un texte.")
        ran = coach(*IN, *line)
        assert ran.code == 5
        assert "have no keys yet" in ran.err
    assert not (practice / "notes").exists()
    assert 'id = "s2"' not in (practice / "engagements/martin.toml").read_text("utf-8")


@pytest.mark.parametrize("lost", ["identity.age", "keys.toml"])
def test_a_lost_key_is_made_again_from_the_recovery_key(
    coach: Run, practice: Path, say: Say, lost: str
) -> None:
    write_note(practice, "martin", "2026-01-05")
    (practice / "notes" / lost).unlink()
    say("Un texte.")
    ran = coach(*IN, "note", "martin")
    assert (ran.code, ran.err.splitlines()[0]) == (
        5,
        f"Error: notes/{lost} is missing: restore it from a backup, or type your recovery key.",
    )
    assert "note recover" in ran.err
    say(RECOVERY)
    ran = coach(*IN, "note", "recover")
    assert ran.code == 0, ran
    say("Un texte.")
    assert coach(*IN, "note", "martin").code == 0
    say("")
    ran = coach(*IN, "note", "show", "martin")
    assert ran.out == (
        "martin, 5 January 2026\nElle a pleuré.\nOser déléguer.\n\n"
        "martin, 3 February 2026\nUn texte.\n"
    )


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_key(
    coach: Run, practice: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_note(practice, "martin", "2026-01-05")
    (practice / "notes/identity.age").write_text(OTHER_IDENTITY, "utf-8")
    say("")
    assert coach(*IN, "note", "show", "martin").code == 5
    for wrong, word in (("abc", "is no recovery key"), (make_key().secret, "another key")):
        say(wrong)
        ran = coach(*IN, "note", "recover")
        assert ran.code == 5
        assert word in ran.err
    say(RECOVERY)
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", "echo court")
    assert "too short" in coach(*IN, "note", "recover").err
    say(RECOVERY.lower())
    ran = coach(*IN, "note", "recover")
    assert (ran.code, ran.err) == (
        0,
        "The new passphrase opens your notes. Your recovery key is the same as before.\n",
    )
    say("")
    assert "Elle a pleuré." in coach(*IN, "note", "show", "martin").out
    say(RECOVERY)
    assert coach(*IN, "note", "check").code == 0


def test_a_key_that_opens_no_note_never_replaces_one(coach: Run, practice: Path, say: Say) -> None:
    """Without the public keys, only a note proves which recovery key is the right one."""
    write_note(practice, "martin", "2026-01-05")
    (practice / "notes/keys.toml").unlink()
    say(make_key().secret)
    ran = coach(*IN, "note", "recover")
    assert ran.code == 5
    assert files_of(practice) == ["notes/identity.age", "notes/martin/2026-01-05.age"]


def test_once_a_year_the_day_asks_for_the_recovery_key(
    coach: Run, practice: Path, say: Say
) -> None:
    keys = practice / "notes/keys.toml"
    keys.write_text(KEYS.replace("tried_on = 2026-01-05", "tried_on = 2025-02-04"), "utf-8")
    asked = "Does your recovery key still open your notes?"
    assert asked not in coach(*IN, "today").out
    keys.write_text(KEYS.replace("tried_on = 2026-01-05", "tried_on = 2025-02-03"), "utf-8")
    ran = coach(*IN, "today")
    assert asked in " ".join(ran.out.split())
    assert "coach -C practice note check" in ran.out
    say(RECOVERY)
    ran = coach(*IN, "note", "check")
    assert (ran.code, ran.err) == (0, "Your recovery key opens your notes.\n")
    assert "recovery_tried_on = 2026-02-03\n" in keys.read_text("utf-8")
    assert asked not in " ".join(coach(*IN, "today").out.split())


def test_a_session_is_logged_with_its_note(coach: Run, practice: Path, say: Say) -> None:
    del practice
    say("Elle ose.\n")
    ran = coach(*IN, "log-session", "martin", "--on", "2026-02-02", "--note")
    assert ran.code == 0
    assert ran.err.endswith("Note of 2 February 2026 about martin locked and saved.\n")
    say("")
    assert "Elle ose." in coach(*IN, "note", "show", "martin", "--on", "2026-02-02").out


def test_no_session_is_logged_for_an_empty_note(coach: Run, practice: Path, say: Say) -> None:
    before = (practice / "engagements/martin.toml").read_bytes()
    say(" \n")
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-02", "--note").code == 5
    assert (practice / "engagements/martin.toml").read_bytes() == before


def test_a_session_stays_logged_whose_note_was_left_empty_in_the_editor(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CliState, "interactive", True)
    monkeypatch.setattr(writing, "take_text", lambda *_: "  \n")
    logged = (*IN, "log-session", "martin", "--on", "2026-02-02", "--hours", "2")
    ran = coach(*logged, "--note")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        0,
        "No text: no note is written; the session stays recorded.",
    )
    assert "on = 2026-02-02" in (practice / "engagements/martin.toml").read_text("utf-8")
    assert not (practice / "notes/martin").exists()


def test_a_note_of_an_engagement_that_is_gone_names_no_command_that_is_refused(
    coach: Run, practice: Path
) -> None:
    write_note(practice, "martin", "2026-01-05").write_text("no age", "utf-8")
    (practice / "engagements/martin.toml").unlink()
    ran = coach(*IN, "doctor")
    assert "This note is cut" in ran.out
    assert "--remove" not in ran.out


def test_a_piped_note_that_waits_for_a_passphrase_is_kept_locked(
    coach: Run, practice: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day has a note, which has to be opened to add to it; the session is logged already."""
    write_note(practice, "martin", "2026-02-02")
    say("Elle ose.\n")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", "false")
    ran = coach(*IN, "log-session", "martin", "--on", "2026-02-02", "--note")
    assert ran.code == 2
    draft = practice / "notes/martin-2026-02-02.draft.age"
    line = f"note martin --on 2026-02-02 --from practice/notes/{draft.name}"
    assert line in ran.err.replace(str(practice), "practice"), ran.err
    assert "2026-02-02" in (practice / "engagements/martin.toml").read_text("utf-8")
    say("")
    assert coach(*IN, *line.split()).code == 0
    assert not draft.exists()
    say("")
    ran = coach(*IN, "note", "show", "martin")
    assert ran.out.endswith("Elle a pleuré.\nOser déléguer.\n\nElle ose.\n")


@pytest.mark.parametrize("line", ["note martin", "log-session martin --on 2026-02-03 --note"])
@pytest.mark.parametrize("fault", ["passphrase", "damaged", "others"])
def test_a_piped_text_is_never_lost_to_the_note_that_the_day_has(
    coach: Run, practice: Path, say: Say, monkeypatch: pytest.MonkeyPatch, line: str, fault: str
) -> None:
    """The note is opened to add to it: with a wrong passphrase, if it was cut, or is for others."""
    note = write_note(practice, "martin", "2026-02-03")
    if fault == "damaged":
        note.write_bytes(b"age")
    if fault == "others":
        note.write_bytes(lock_text("Autre.", [make_key().public]))
    say("Elle ose.\n")
    if fault == "passphrase":
        monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", "echo une autre phrase")
    ran = coach(*IN, *line.split())
    assert ran.code == (5 if fault == "passphrase" else 4)
    draft = "practice/notes/martin-2026-02-03.draft.age"
    assert f"note martin --on 2026-02-03 --from {draft}" in ran.err
    if fault != "passphrase":
        note.unlink()
    say("")
    assert coach(*IN, *f"note martin --on 2026-02-03 --from {draft}".split()).code == 0
    say("")
    assert coach(*IN, "note", "show", "martin").out.endswith("Elle ose.\n")


def test_a_note_that_cannot_be_saved_is_kept_locked_and_named(
    coach: Run, practice: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk lets no folder be made for the notes of the engagement."""

    def refuse(path: Path) -> None:
        if path.name == "martin":
            raise StorageError.of("store.disk-full", path=str(path))

    monkeypatch.setattr(texts, "make_folder", refuse)
    say("Elle ose.\n")
    ran = coach(*IN, "note", "martin")
    assert ran.code == 7
    assert files_of(practice) == [*KEY_FILES, "notes/martin-2026-02-03.draft.age"]
    assert "The text is not lost: it is locked in" in ran.err
    assert "Elle ose" not in ran.err + ran.out
    ran = coach(*IN, "doctor")
    assert "A locked draft of a note was left here" in ran.out


def test_a_draft_goes_where_the_system_lets_it(
    coach: Run, practice: Path, say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a place at all the text is lost, and the command says so."""

    def refuse(path: Path, content: bytes) -> None:
        del content
        if path.is_relative_to(practice) or not is_home_free:
            raise StorageError.of("store.disk-full", path=str(path))
        found.append(path)

    found: list[Path] = []
    monkeypatch.setattr(texts, "write_new", refuse)
    for free, word in ((True, "it is locked in"), (False, "could not be kept anywhere")):
        is_home_free = free
        say("Elle ose.\n")
        ran = coach(*IN, "note", "martin")
        assert ran.code == 7
        assert word in ran.err
    assert found == [tmp_path / "phmcoach/martin-2026-02-03.draft.age"]


def test_a_note_is_deleted_for_good(coach: Run, practice: Path) -> None:
    path = write_note(practice, "martin", "2026-01-05")
    ran = coach(*IN, "note", "martin", "--on", "2026-01-05", "--remove")
    assert (ran.code, ran.err) == (0, "Note of 5 January 2026 about martin deleted.\n")
    assert not path.exists()
    ran = coach(*IN, "note", "martin", "--on", "2026-01-05", "--remove")
    assert (ran.code, ran.err.splitlines()[0]) == (3, "Error: There is no note of 5 January 2026.")


def test_prepare_names_the_notes_and_shows_the_last_ones_when_asked(
    coach: Run, practice: Path, say: Say
) -> None:
    for day in ("2026-01-05", "2026-01-12", "2026-01-19"):
        write_note(practice, "martin", day)
    line = "Private notes: 3, the last of 19 January 2026 (--notes shows the last two).\n"
    assert line in coach(*IN, "prepare", "martin").out
    say("")
    ran = coach(*IN, "prepare", "martin", "--notes")
    assert line in ran.out
    assert ran.out.endswith(
        "\nmartin, 12 January 2026\nElle a pleuré.\nOser déléguer.\n\n"
        "martin, 19 January 2026\nElle a pleuré.\nOser déléguer.\n"
    )


def test_doctor_names_what_is_no_note_and_what_others_may_open(coach: Run, practice: Path) -> None:
    path = write_note(practice, "martin", "2026-01-05")
    assert coach(*IN, "doctor").code == 0
    write_note(practice, "nobody-2026", "2026-01-05")
    path.with_name("2026-01-05 (conflicted copy 2026-02-01).age").write_bytes(path.read_bytes())
    path.chmod(0o644)
    out = " ".join(coach(*IN, "doctor").out.split())
    assert "“2026-01-05 (conflicted copy 2026-02-01).age” is not read" in out
    assert "These notes are of “nobody-2026”, which is no engagement" in out
    assert "chmod -R go-rwx" in out
    path.write_bytes(path.read_bytes()[:100])
    ran = coach(*IN, "doctor")
    assert ran.code == 1
    assert "This note is cut" in ran.out


def test_doctor_says_what_stands_in_clear(coach: Run, practice: Path) -> None:
    del practice
    ran = coach(*IN, "doctor", "--verbose")
    assert "only the private notes (notes/) are locked" in ran.out
    assert "Encrypt the whole disk" in ran.out
    assert "locked" not in coach(*IN, "doctor").out


@pytest.mark.parametrize(
    "line",
    [
        "note martin more",
        "note martin --json",
        "note martin --remove --json",
        "note list --on 2026-01-05",
        "note show martin --remove",
        "note search rien --on 2026-01-05",
        "note check martin",
        "note essayer martin",
        "note recover --json",
        "prepare martin --notes --json",
        "log-session martin --on 2026-02-02 --note --json",
        "doctor --verbose --json",
    ],
)
def test_nothing_that_is_typed_is_ignored(coach: Run, practice: Path, say: Say, line: str) -> None:
    write_note(practice, "martin", "2026-01-05")
    say("Un texte.")
    ran = coach(*IN, *line.split())
    assert (ran.code, ran.out) == (2, "")
    assert files_of(practice) == [*KEY_FILES, "notes/martin/2026-01-05.age"]


class Seat:
    """A terminal at which somebody answers, and an editor that they write with."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.hidden: list[str] = []
        self.typed: list[Callable[[str], str]] = []
        self.shown = ""
        self.edited: list[Path] = []
        self.words = "Elle ose.\n"
        self.fails = False
        patch.setattr(CliState, "interactive", True)
        patch.setattr(getpass, "getpass", lambda _: self.hidden.pop(0))
        patch.setattr(secrets, "read_line", self.answer)
        patch.setattr(note_text, "read_line", self.answer)
        patch.setattr(terminal, "open_editor", self.edit)
        patch.setattr(secrets, "_show_key", self.show)

    def answer(self, out: object, question: str) -> str:
        del out, question
        return self.typed.pop(0)(self.shown)

    def show(self, state: CliState, key: Key) -> None:
        del state
        self.shown = key.secret

    def edit(self, path: Path, *, private: bool = False) -> None:
        assert private
        self.edited.append(path)
        before = path.read_text("utf-8")
        path.write_text(before + self.words, "utf-8")
        if self.fails:
            raise UsageError.of("editor.failed", editor="vi", code=1)


@pytest.fixture
def seat(monkeypatch: pytest.MonkeyPatch) -> Seat:
    return Seat(monkeypatch)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make a folder that counts as one in memory."""
    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setattr(note_text, "find_memory", lambda: place)
    return place


def test_the_keys_are_made_once_the_recovery_key_was_typed_back(
    coach: Run, begin_after: BeginAfter, seat: Seat, memory: Path
) -> None:
    practice = begin_after(*ROAD) / "practice"
    seat.hidden = ["court", PASSPHRASE, "une autre phrase", PASSPHRASE, PASSPHRASE]
    others = {"Q": "P"}
    seat.typed = [
        lambda _: "abc",
        lambda key: key[:-1] + others.get(key[-1], "Q"),
        lambda key: key.lower(),
    ]
    ran = coach(*IN, "note", "martin")
    assert ran.code == 0, ran
    assert "That is not the key: look at group 1." in ran.err
    assert "That is not the key: look at group 10." in ran.err
    assert seat.shown not in ran.out + ran.err
    assert files_of(practice) == [*KEY_FILES, "notes/martin/2026-02-03.age"]
    for path in (practice / "notes").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    content = b"".join((practice / name).read_bytes() for name in files_of(practice))
    assert seat.shown.encode() not in content
    assert [each.parent.parent for each in seat.edited] == [memory]
    assert list(memory.iterdir()) == []
    seat.hidden = ["faux faux faux", PASSPHRASE]
    assert coach(*IN, "note", "show", "martin").out == "martin, 3 February 2026\nElle ose.\n"


def test_nothing_is_written_if_the_recovery_key_is_not_typed_back(
    coach: Run, begin_after: BeginAfter, seat: Seat
) -> None:
    def give_up(key: str) -> str:
        raise KeyboardInterrupt(key)

    practice = begin_after(*ROAD) / "practice"
    seat.hidden, seat.typed = [PASSPHRASE, PASSPHRASE], [give_up]
    assert coach(*IN, "note", "martin").code == 130
    assert not (practice / "notes").exists()


def test_three_wrong_passphrases_end_the_command(coach: Run, practice: Path, seat: Seat) -> None:
    write_note(practice, "martin", "2026-01-05")
    seat.hidden = ["faux"] * 4
    assert coach(*IN, "note", "show", "martin").code == 5
    assert seat.hidden == ["faux"]


def test_without_a_folder_in_memory_the_note_is_typed(
    coach: Run, practice: Path, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_text, "find_memory", lambda: None)
    seat.typed = [lambda _: "Elle ose.", lambda _: "", lambda _: "Demain.", lambda _: "."]
    ran = coach(*IN, "note", "martin")
    assert ran.code == 0
    assert "no editor is opened: it would leave the text on the disk" in ran.err
    assert seat.edited == []
    seat.hidden = [PASSPHRASE]
    ran = coach(*IN, "note", "show", "martin")
    assert ran.out == "martin, 3 February 2026\nElle ose.\n\nDemain.\n"
    assert files_of(practice) == [*KEY_FILES, "notes/martin/2026-02-03.age"]


def test_a_typed_note_that_is_broken_off_is_kept_as_a_draft(
    coach: Run, practice: Path, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-D is an interruption, as Ctrl-C is."""

    def stop(key: str) -> str:
        raise KeyboardInterrupt(key)

    monkeypatch.setattr(note_text, "find_memory", lambda: None)
    seat.typed = [lambda _: "", stop]
    assert coach(*IN, "note", "martin").code == 130
    assert files_of(practice) == KEY_FILES
    seat.typed = [lambda _: "Elle ose.", stop]
    ran = coach(*IN, "note", "martin")
    assert ran.code == 130
    assert "The text is not lost: it is locked in notes/martin-2026-02-03.draft.age" in ran.err
    seat.hidden = [PASSPHRASE]
    draft = "practice/notes/martin-2026-02-03.draft.age"
    assert coach(*IN, "note", "martin", "--from", draft).code == 0
    assert files_of(practice) == [*KEY_FILES, "notes/martin/2026-02-03.age"]


def test_a_folder_of_notes_that_was_renamed_is_never_taken_for_none(
    coach: Run, practice: Path, say: Say
) -> None:
    write_note(practice, "martin", "2026-01-05")
    (practice / "notes").rename(practice / "notes 2")
    say("Un texte.")
    ran = coach(*IN, "note", "martin")
    assert ran.code == 7
    assert "notes 2" in ran.err
    assert not (practice / "notes").exists()
    assert "notes 2" in coach(*IN, "doctor").out


def test_an_editor_that_fails_leaves_a_locked_draft(
    coach: Run, practice: Path, seat: Seat, memory: Path
) -> None:
    seat.fails = True
    ran = coach(*IN, "note", "martin")
    assert ran.code == 2
    assert files_of(practice) == [*KEY_FILES, "notes/martin-2026-02-03.draft.age"]
    assert list(memory.iterdir()) == []
    seat.words = ""
    assert coach(*IN, "note", "martin").code == 2
    assert len(files_of(practice)) == 3


def test_a_note_that_another_command_changed_meanwhile_is_kept_as_a_draft(
    coach: Run, practice: Path, seat: Seat, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del memory
    edit = seat.edit

    def edit_late(path: Path, *, private: bool = False) -> None:
        edit(path, private=private)
        write_note(practice, "martin", "2026-02-03")

    monkeypatch.setattr(terminal, "open_editor", edit_late)
    ran = coach(*IN, "note", "martin")
    assert ran.code == 6
    assert "The text is not lost" in ran.err
    assert "notes/martin-2026-02-03.draft.age" in files_of(practice)


def test_a_note_that_was_not_changed_is_not_written_again(
    coach: Run, practice: Path, seat: Seat, memory: Path
) -> None:
    del memory
    path = write_note(practice, "martin", "2026-02-03")
    before = path.read_bytes()
    seat.words, seat.hidden = "", [PASSPHRASE]
    ran = coach(*IN, "note", "martin")
    assert (ran.code, ran.err, path.read_bytes()) == (0, "The note is as it was.\n", before)


def test_an_archived_engagement_keeps_its_notes(coach: Run, practice: Path, say: Say) -> None:
    """They are found by its reference, so nothing has to be moved with its file."""
    write_note(practice, "martin", "2026-01-05")
    (practice / "archive/2026").mkdir(parents=True)
    (practice / "engagements/martin.toml").rename(practice / "archive/2026/martin.toml")
    say("")
    assert "Elle a pleuré." in coach(*IN, "note", "show", "martin").out
    say("Un mot plus tard.")
    assert coach(*IN, "note", "martin").code == 0
    assert "no engagement" not in coach(*IN, "doctor").out
