"""Every command that writes or bills, beside copies of everything.

A copy whose name is no reference changes nothing: each command answers as without it, and touches
no copy. Beside a second file of its engagement, open or archived, a command writes and bills
nothing; nor does it if the file was renamed since somebody signed.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.cli.commands.copies_walk import ELSEWHERE, FORM, Step, steps
from tests.cli.conftest import Ran, Run
from tests.cli.road import IN, INIT
from tests.conftest import leave_typesetting_out
from tests.copies import copy_names
from tests.note_keys import write_keys, write_note

from phmcoach.actions.moving import calendar
from phmcoach.cli.app import PANELS

READ = frozenset(
    (
        *("doctor", "prepare", "recover", "show", "today", "list", "check-cadence"),
        *("ledger", "note"),
    )
)
NAMES_COPIES = frozenset(("doctor", "today"))
"""The commands whose answer names copies; the others warn of them."""
Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("EDITOR", "true")


def test_the_life_types_every_command_that_reads_the_folder() -> None:
    commands = {name for panel in PANELS for name in panel.names}
    typed = {step.words[0] for step in steps()}
    assert typed == commands - ELSEWHERE
    assert typed - {step.words[0] for step in steps() if step.mark != "."} == READ
    options = {(step.words[0], word) for step in steps() for word in step.words}
    assert {("credit", "--amount"), ("invoice", "--with"), ("end", "--withdrawal")} <= options


class Life:
    """A practice that lives through the commands, one after the other."""

    def __init__(self, coach: Run, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
        self._coach = coach
        self._monkeypatch = monkeypatch
        self.root = root
        self.practice = root / "practice"
        root.mkdir()
        (root / "form.toml").write_text(FORM, "utf-8")
        (root / "clients.csv").write_text("Nom;Type\nNeuf;particulier\n", "utf-8")
        self.run(Step("2026-01-05", "-", INIT), outside=True)
        write_keys(self.practice)
        write_note(self.practice, "martin", "2026-01-05")

    def run(self, step: Step, *, outside: bool = False) -> Ran:
        self._monkeypatch.chdir(self.root)
        self._monkeypatch.setenv("COACH_TODAY", step.day)
        ran = self._coach(*(() if outside else IN), *step.words)
        out, err = (text.replace(str(self.root), "…") for text in (ran.out, ran.err))
        return Ran(ran.code, out, err)

    def files(self) -> Files:
        found = (path for path in self.practice.rglob("*") if path.is_file())
        return {
            path.relative_to(self.practice).as_posix(): path.read_bytes()
            for path in found
            if path.name != ".coach.lock"
        }

    def records(self) -> Iterator[Path]:
        for place in ("clients", "engagements", "archive/2026"):
            yield from sorted((self.practice / place).glob("*.toml"))

    def engagement(self, ref: str) -> Path:
        return self.practice / "engagements" / f"{ref}.toml"

    def copy_everything(self) -> Files:
        """Put all copies beside each record and return them."""
        before = self.files()
        for path in [*self.records()]:
            for name in copy_names(path.stem):
                shutil.copyfile(path, path.with_name(name))
        return {name: raw for name, raw in self.files().items() if name not in before}

    def remove(self, copies: Files) -> None:
        for name in copies:
            (self.practice / name).unlink()


def test_no_command_reads_bills_or_touches_a_copy_whose_name_is_no_reference(
    coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(calendar, "make_key", lambda: "5e" * 16)  # the same in both lives
    alone = Life(coach, monkeypatch, tmp_path / "alone")
    beside = Life(coach, monkeypatch, tmp_path / "beside")
    for step in steps():
        expected = alone.run(step)
        assert expected.code == 0, (step, expected)
        copies = beside.copy_everything()
        ran = beside.run(step)
        if step.words[0] not in NAMES_COPIES:
            assert (ran.code, ran.out) == (expected.code, expected.out), (step, ran)
        files = beside.files()
        assert {name: files.get(name) for name in copies} == copies, step
        beside.remove(copies)
        assert beside.files() == alone.files(), step


def copy_beside(path: Path) -> Path:
    copy = path.with_name(f"{path.stem}-sauvegarde.toml")
    shutil.copyfile(path, copy)
    return copy


def edit_beside(path: Path) -> Path:
    """Make a copy of which only the seal tells, once there is one, what it is a copy of."""
    copy = copy_beside(path)
    text = path.read_text("utf-8")
    if "[seal]" in text:
        copy.write_text(text.replace('\nid = "', '\nid = "x', 1), "utf-8")
    return copy


def copy_into_the_archive(path: Path) -> Path:
    copy = path.parents[1] / "archive" / "2025" / path.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copy)
    return copy


PROBABLE = "is probably engagements/{ref}-sauvegarde.toml: compare them"
COPIED: Mapping[Callable[[Path], Path], str] = {
    copy_beside: PROBABLE,
    edit_beside: PROBABLE,
    copy_into_the_archive: "{ref}.toml are the same file,",
}


@pytest.mark.parametrize("copy_as", COPIED)
def test_a_command_writes_and_bills_nothing_beside_a_second_file_of_its_engagement(
    coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, copy_as: Callable[[Path], Path]
) -> None:
    life = Life(coach, monkeypatch, tmp_path / "life")
    for step in steps():
        for ref in step.refs if step.mark == "!" else ():
            copy = copy_as(life.engagement(ref))
            before = life.files()
            ran = life.run(step)
            assert (ran.code, ran.out) == (5, ""), (step, ran)
            assert COPIED[copy_as].format(ref=ref) in ran.err, (step, ran)
            assert life.files() == before, step
            copy.unlink()
        ran = life.run(step)
        assert ran.code == 0, (step, ran)


def test_a_command_writes_and_bills_nothing_if_the_file_was_renamed_since_its_signature(
    coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    life = Life(coach, monkeypatch, tmp_path / "life")
    refused = []
    for step in steps():
        if step.mark == "!" and (path := life.engagement(step.ref)).read_text("utf-8").count(
            "[seal]"
        ):
            renamed = path.rename(path.with_name("autre.toml"))
            before = life.files()
            words = tuple("autre" if word == step.ref else word for word in step.words)
            ran = life.run(step._replace(words=words))
            assert (ran.code, ran.out) == (5, ""), (step, ran)
            assert f"Rename engagements/autre.toml back to {step.ref}.toml." in ran.err, (step, ran)
            assert life.files() == before, step
            renamed.rename(path)
            refused.append(step.words[0])
        ran = life.run(step)
        assert ran.code == 0, (step, ran)
    assert {"contract", "sign", "invoice", "log-session", "archive"} <= set(refused)


def test_what_is_about_no_engagement_goes_on_beside_two_files_of_one(
    coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    life = Life(coach, monkeypatch, tmp_path / "life")
    for step in steps():
        path = life.practice / "engagements" / "roux.toml"
        copy = path.with_name("roux-sauvegarde.toml")
        about_roux = "roux" in step.words or step.words[:2] == ("invoice", "--all")
        if path.exists() and not about_roux and step.mark != ".":
            shutil.copyfile(path, copy)
        ran = life.run(step)
        assert ran.code == 0, (step, ran)
        copy.unlink(missing_ok=True)
