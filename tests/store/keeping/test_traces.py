"""What is found of an erased engagement in other files, in zips and in Git."""

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from phmcoach.store.keeping.traces import find_traces, seek
from phmcoach.store.sync.git_traces import GitTraces, find_git_traces

WORDS = "Elle a « pleuré » & ri.\nPuis rien."
SOUGHT = seek("martin-2026", [WORDS, "oui"], lambda name: name.startswith("bilan-"))


def found(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        put(folder, name, text.encode())
    return list(find_traces(folder, SOUGHT, frozenset()))


def put(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    "text",
    [
        "Elle a « pleuré » & ri.",
        r"Elle a \u00ab pleur\u00e9 \u00bb & ri.",
        "<p>Elle a « pleuré » &amp; ri.</p>",
        "… Puis rien. …",
    ],
)
def test_a_line_is_found_as_toml_json_and_html_write_it(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, **{"perso/lettre.txt": text}) == ["perso/lettre.txt"]


def test_a_short_word_is_looked_for_nowhere(tmp_path: Path) -> None:
    assert found(tmp_path, **{"perso/lettre.txt": "oui"}) == []


@pytest.mark.parametrize(
    ("name", "is_trace"),
    [
        ("engagements/martin-2026.sync-conflict-20260601-101010-ABCDEFG.toml", True),
        ("engagements/Copie de martin-2026.toml", True),
        ("engagements/.edit-martin-2026.0a1b2c3d.toml.from", True),
        ("archive/2026/martin-2026 (1).toml", True),
        ("engagements/martin-2026-bis.toml", False),
        ("notes/martin-2026/2026-06-01 (1).age", True),
        ("notes/martin-2026-2026-06-01.draft.age", True),
        ("notes/martin/2026-06-01.age", False),
        ("documents/martin-2026/bilan-martin-2026 (1).pdf", True),
        ("documents/martin-2026/contrat-martin-2026.pdf", False),
    ],
)
def test_a_copy_is_known_by_its_path(tmp_path: Path, name: str, is_trace: bool) -> None:
    assert found(tmp_path, **{name: "…"}) == [name] * is_trace


def test_a_version_after_an_erasure_is_no_trace(tmp_path: Path) -> None:
    name = "engagements/martin-2026 (1).toml"
    assert found(tmp_path, **{name: 'schema = 1\n[[erased]]\nwhat = "notes"\n'}) == []


def test_a_locked_file_that_is_no_note_may_be_a_backup(tmp_path: Path) -> None:
    put(tmp_path, "notes/identity.age", b"-----BEGIN AGE ENCRYPTED FILE-----\n")
    put(tmp_path, "copie.zip.age", b"age-encryption.org/v1\n")
    assert found(tmp_path) == ["copie.zip.age"]


def test_a_zip_is_looked_into_and_a_broken_one_is_none(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("notes/martin-2026/2026-06-01.age", b"locked")
    with ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("notes/autre/2026-06-01.age", b"locked")
    put(tmp_path, "c.zip", b"PK\x03\x04 broken")
    assert found(tmp_path) == ["a.zip"]


def test_what_is_known_is_not_named_again(tmp_path: Path) -> None:
    put(tmp_path, "engagements/martin-2026.toml", WORDS.encode())
    assert list(find_traces(tmp_path, SOUGHT, {"engagements/martin-2026.toml"})) == []


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", ".")
    return tmp_path


def git(folder: Path, *words: str, text: bytes = b"") -> str:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *own, *words], cwd=folder, check=True, capture_output=True, input=text
    )
    return done.stdout.decode().strip()


def commit(folder: Path, *words: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "One", *words)
    return git(folder, "rev-parse", "HEAD")[:10]


def test_git_names_each_commit_and_path_that_holds_something(repository: Path) -> None:
    put(repository, "engagements/martin-2026.toml", WORDS.encode())
    put(repository, "notes/martin-2026/2026-06-01.age", b"locked")
    put(repository, "clients/acme.toml", b"schema = 1\n")
    first = commit(repository)
    put(repository, "engagements/martin-2026.toml", b"[[erased]]\n")
    commit(repository)
    (repository / "notes/martin-2026/2026-06-01.age").unlink()
    put(repository, "perso/é.txt", WORDS.encode())
    third = commit(repository)
    paths = ("engagements/martin-2026.toml", "notes/martin-2026/2026-06-01.age", "perso/é.txt")
    assert find_git_traces(repository, SOUGHT) == GitTraces((third, first), paths)


def test_git_names_what_no_commit_names_any_more(repository: Path) -> None:
    put(repository, "clients/acme.toml", b"schema = 1\n")
    commit(repository)
    digest = git(repository, "hash-object", "-w", "--stdin", text=WORDS.encode())
    assert find_git_traces(repository, SOUGHT) == GitTraces(unnamed=(digest,))


def test_what_only_the_reflog_knows_is_found(repository: Path) -> None:
    put(repository, "clients/acme.toml", b"schema = 1\n")
    first = commit(repository)
    put(repository, "perso/lettre.txt", WORDS.encode())
    second = commit(repository)
    git(repository, "reset", "-q", "--hard", first)
    assert find_git_traces(repository, SOUGHT) == GitTraces((second,), ("perso/lettre.txt",))


def test_a_practice_in_a_larger_repository_is_searched_too(repository: Path) -> None:
    put(repository, "practice/perso/lettre.txt", WORDS.encode())
    commit(repository)
    assert find_git_traces(repository / "practice", SOUGHT).paths == ("practice/perso/lettre.txt",)


def test_the_repository_of_whoever_started_the_command_is_not_searched_instead(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repository, "perso/lettre.txt", WORDS.encode())
    commit(repository)
    other = repository / "other"
    git(repository, "init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert find_git_traces(repository, SOUGHT).paths == ("perso/lettre.txt",)


def test_a_folder_without_git_has_no_traces_and_a_broken_one_is_said(tmp_path: Path) -> None:
    assert find_git_traces(tmp_path, SOUGHT) == GitTraces()
    (tmp_path / ".git").mkdir()
    assert find_git_traces(tmp_path, SOUGHT) == GitTraces(is_searched=False)


def test_without_the_program_git_its_folder_is_not_searched(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_git_traces(repository, SOUGHT) == GitTraces(is_searched=False)
