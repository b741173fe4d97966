"""Erasing: what is left of the private words is exactly what was listed before.

Every private field of an engagement holds a marker of its own, and each kind of copy is there: undo
states, a draft, papers, a backup, commits of Git, what a synchronisation left. A new field is
filled and looked for without any change here.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.cli.commands.leak_outputs import Practice, open_world, opened
from tests.cli.commands.leak_scenes import PUT_AWAY_ON, SCENES
from tests.cli.commands.leak_walk import live

from phmcoach.domain.privacy.fields import leaves
from phmcoach.domain.records.engagement import Engagement
from phmcoach.store.records import load_record

SCENE = SCENES[0]
REF = SCENE.ref
NOTE = "2026-08-12"
TEXT = re.compile(r"zq\d+(?=\D)")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a practice with a closed engagement full of markers, and every kind of copy of it."""
    root = tmp_path_factory.mktemp("erase")
    with open_world(root) as practice:
        live(practice, (SCENE,))
        commit(practice.folder)
        list(practice.changed())  # the files of Git are no output of a command
        practice.coach("close", REF, "--on", str(SCENE.day(10, 15)), on=PUT_AWAY_ON)
        practice.coach("backup", str(root / "kept.zip"), on=PUT_AWAY_ON)
        file = practice.folder / "engagements" / f"{REF}.toml"
        shutil.copy(file, file.with_name(f".edit-{REF}.0a1b2c3d.toml"))
        shutil.copy(file, file.with_name(f".edit-{REF}.0a1b2c3d.toml.from"))
        shutil.copy(file, file.with_name(f"{REF}.sync-conflict-20261001-101010-ABCDEFG.toml"))
        shutil.copy(file, practice.folder / "sauvegarde.txt")
        annex = next((practice.folder / "documents" / REF).glob(f"annexe-personnelle-{REF}*.pdf"))
        shutil.copy(annex, practice.folder / "Annexe imprimée.pdf")
        note = practice.folder / "notes" / REF / f"{NOTE}.age"
        shutil.copy(note, note.with_name(f"{NOTE} (conflicted copy 2026-10-01).age"))
        shutil.copy(note, practice.folder / "notes" / f"{REF}-{NOTE}.draft.age")
        with ZipFile(practice.folder / "perso.zip", "w") as archive:
            archive.write(file, "ancien.toml")
        commit(practice.folder)
    return root


def commit(folder: Path) -> None:
    git(folder, "init", "-q", ".")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b.fr", "commit", "-qm", "Kept")


def git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True).stdout


def private_keys(engagement: Engagement) -> frozenset[str]:
    """Return the markers of the texts that no duration of law keeps."""
    held = leaves(engagement, is_private=False)
    private = (each.value for each in held if each.keeping == "private-data")
    return frozenset(key for value in private for key in texts_in(str(value)))


def texts_in(text: str) -> frozenset[str]:
    return frozenset(TEXT.findall(re.sub(r"[^0-9a-z]", "", f"{text}.".lower()) + "."))


def holding(name: str, content: bytes, keys: frozenset[str]) -> bool:
    """Whether a file, or a file in it, holds a private marker or a note."""
    if name.endswith(".age") or content.startswith(b"-----BEGIN AGE"):
        return f"notes/{REF}" in name
    try:
        parts = list(opened(name, content))
    except UnicodeDecodeError:
        parts = [(name, content.decode("latin-1"))]
    return any(texts_in(text) & keys for _, text in parts)


def found_in_folder(folder: Path, keys: frozenset[str]) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_own = path.is_file() and not name.startswith(".git/")
        if is_own and holding(name, path.read_bytes(), keys):
            yield name


def found_in_git(folder: Path, keys: frozenset[str]) -> Iterator[str]:
    """Yield the path of each version in Git that holds something, whatever commit it is of."""
    holding_ones: dict[str, bool] = {}
    for commit_ in git(folder, "rev-list", "--all").decode().split():
        for line in git(folder, "ls-tree", "-r", "-z", commit_).decode().split("\0")[:-1]:
            entry, _, name = line.partition("\t")
            digest = entry.split()[2]
            if digest not in holding_ones:
                content = git(folder, "cat-file", "blob", digest)
                holding_ones[digest] = holding(name, content, keys)
            if holding_ones[digest]:
                yield name


def errors_in(practice: Practice) -> list[str]:
    """Return what `doctor` calls an error, which compares every byte of the ledger too."""
    said = json.loads(practice.coach("doctor", "--json", on=PUT_AWAY_ON, also=(1,)))
    found = (each["problem"] for each in said["findings"] if each["level"] == "error")
    return [each["sentence"] for each in found]


def test_what_is_found_after_an_erasure_is_exactly_what_was_listed(closed: Path) -> None:
    with open_world(closed) as practice:
        folder = practice.folder
        list(practice.changed())
        before = load_record(folder / "engagements" / f"{REF}.toml", Engagement).value
        keys = private_keys(before)
        assert len(keys) > 15
        errors = errors_in(practice)
        said = practice.coach("privacy", "erase", REF, "--json", on=PUT_AWAY_ON)
        (plan,) = json.loads(said)["plans"]
        practice.coach("privacy", "erase", REF, "--yes", on=PUT_AWAY_ON)
        assert sorted(found_in_folder(folder, keys)) == plan["copies"]
        assert plan["copies"] == [
            "Annexe imprimée.pdf",
            f"engagements/{REF}.sync-conflict-20261001-101010-ABCDEFG.toml",
            "perso.zip",
            "sauvegarde.txt",
        ]
        gone = {name for part in plan["going"] for name in part["files"]} | {*plan["undo"]}
        committed = git(folder, "log", "--all", "--name-only", "--format=").decode().splitlines()
        in_git = {*found_in_git(folder, keys)} | (gone & {*committed})
        assert sorted(in_git) == plan["git"]["paths"]
        assert len(plan["git"]["commits"]) == 2
        assert plan["git"]["unnamed"] == []
        assert errors_in(practice) == errors
