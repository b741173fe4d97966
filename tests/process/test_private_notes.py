"""A private note on a real terminal: nothing of it is on the disk in clear, and age opens it."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.note_keys import IDENTITY, PASSPHRASE, RECOVERY, write_keys
from tests.process.conftest import CopyDemo

from phmcoach.notes.memory import find_memory

COACH = str(Path(sys.executable).with_name("coach"))
SECRET = "Elle ose tout redire."  # noqa: S105 - the text of a note
EDITOR = "#!/bin/sh\nexec cat given/secret >> $1\n"
CALLS = "execve,open,openat,creat,write,pwrite64,writev,pwritev,rename,renameat2,link,linkat"
IN_MEMORY = re.compile(r"\d+ +writev?\(\d+<(/dev/shm/|/run/user/|pipe:|/dev/pts/|/dev/tty)")
"""What may hold a text: memory, a pipe between two programs, and the screen."""


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not installed; in CI that is an error."""
    is_missing = shutil.which(program) is None and "CI" not in os.environ
    return pytest.mark.skipif(is_missing, reason=f"{program} is not installed")


needs_memory = pytest.mark.skipif(find_memory() is None, reason="no folder is in memory here")


@pytest.fixture
def practice(copy_demo: CopyDemo, tmp_path: Path) -> Path:
    """Copy the demo practice, beside what a test gives to the editor and to the keyring."""
    given = tmp_path / "given"
    given.mkdir()
    for name, text in (("secret", f"{SECRET}\n"), ("passphrase", PASSPHRASE), ("editor", EDITOR)):
        (given / name).write_text(text, "utf-8")
    (given / "editor").chmod(0o700)
    return copy_demo("practice")


def spawn(environ: dict[str, str], *words: str, program: str | None = None) -> pexpect.spawn:
    """Start a program on a terminal: `coach`, unless another one is named."""
    return pexpect.spawn(
        program or COACH,
        [*words],
        cwd=environ["HOME"],
        env={**environ, "EDITOR": "given/editor"},
        encoding="utf-8",
        dimensions=(40, 80),
        timeout=60,
    )


def finish(process: pexpect.spawn) -> str:
    """Return what a program still prints; it ends well."""
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 0, process.before
    return str(process.before)


@needs("age")
@needs_memory
def test_the_first_note_makes_the_keys_and_age_opens_all_of_them(
    practice: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    coach = spawn(environ, "-C", "practice", "note", "martin")
    for _ in range(2):
        coach.expect(r"(Nouvelle phrase|La même phrase).*: ")
        coach.sendline(PASSPHRASE)
    coach.expect("depuis votre copie.*: ")
    groups = re.findall(r"\b[A-Z0-9]{4,6}\b(?=[ \r])", coach.before.partition("KEY-1")[2])
    coach.sendline("".join(groups))
    assert "verrouillée et enregistrée" in finish(coach)
    note = practice / "notes" / "martin-2026" / "2026-02-03.age"

    age = spawn(environ, "-d", "-i", "practice/notes/identity.age", str(note), program="age")
    age.expect("Enter passphrase.*: ")
    age.sendline(PASSPHRASE)
    assert SECRET in finish(age)

    recovery = tmp_path / "recovery.txt"
    recovery.write_text(f"AGE-SECRET-KEY-1{''.join(groups)}\n", "utf-8")
    opened = subprocess.run(["age", "-d", "-i", recovery, note], capture_output=True, check=True)
    assert opened.stdout.decode() == f"{SECRET}\n"


@needs("age")
def test_an_identity_that_age_locked_opens_our_notes(
    practice: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    """Who changes the passphrase with age alone goes on with coach."""
    write_keys(practice)
    note = subprocess.run(
        [COACH, "-C", "practice", "note", "martin"],
        input=SECRET.encode(),
        env=environ,
        cwd=tmp_path,
        check=False,
    )
    assert note.returncode == 0
    secret = tmp_path / "recovery.txt"
    secret.write_text(f"{RECOVERY}\n", "utf-8")
    identity = practice / "notes" / "identity.age"
    age = spawn(environ, "-p", "-o", str(identity), str(secret), program="age")
    for _ in range(2):
        age.expect(r"(Enter|Confirm) passphrase.*: ")
        age.sendline("encore une autre phrase")
    finish(age)
    assert identity.read_text("latin-1") != IDENTITY
    coach = spawn(environ, "-C", "practice", "note", "show", "martin")
    coach.expect("Phrase secrète.*: ")
    coach.sendline("encore une autre phrase")
    assert SECRET in finish(coach)


@needs("age")
def test_age_opens_a_backup_with_the_recovery_key(
    practice: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    write_keys(practice)
    (tmp_path / "key").write_text(f"{RECOVERY}\n", "utf-8")
    for line in (f"{COACH} -C practice backup kept.zip", "age -d -i key -o kept.zip kept.zip.age"):
        subprocess.run(line.split(), env=environ, cwd=tmp_path, check=True)
    with ZipFile(tmp_path / "kept.zip") as archive:
        archive.extractall(tmp_path / "opened")
    sums = (tmp_path / "opened" / "SHA256SUMS").read_text("utf-8").splitlines()
    found = {name: digest for digest, _, name in (each.partition("  ") for each in sums)}
    for path in (path for path in practice.rglob("*") if path.is_file()):
        if path.name not in (".coach.lock", "backup.toml"):
            name = path.relative_to(tmp_path).as_posix()
            assert found.pop(name) == sha256(path.read_bytes()).hexdigest()
            assert (tmp_path / "opened" / name).read_bytes() == path.read_bytes()
    assert found == {}


@needs("strace")
@pytest.mark.parametrize("has_keys", [True, False])
def test_an_encrypted_backup_is_never_on_the_disk_in_clear(
    practice: Path, environ: dict[str, str], tmp_path: Path, *, has_keys: bool
) -> None:
    """Each write is traced: the end of a zip in clear, which names its files, is seen in one."""
    if has_keys:
        write_keys(practice)
    trace = tmp_path / "trace"
    options = ("-f", "-y", "-s", "10000000", "-e", f"trace={CALLS},sendfile,copy_file_range")
    line = ("strace", *options, "-o", str(trace), COACH, "-C", "practice", "backup", "kept.zip")
    subprocess.run(line, env=environ, cwd=tmp_path, check=True)
    writes = [each for each in trace.read_text("utf-8").splitlines() if "unfinished" in each]
    assert any("write(" in each for each in writes)
    assert any("practice/clients/acme.toml" in each for each in writes) is not has_keys


@needs("strace")
@needs_memory
@pytest.mark.parametrize(
    "line",
    ["note martin", "note show martin", "note search ose", "prepare martin --notes", "note check"],
)
def test_no_text_and_no_passphrase_leaves_the_memory(
    practice: Path, environ: dict[str, str], tmp_path: Path, line: str
) -> None:
    """Each call that writes, opens a file or starts a program is traced."""
    write_keys(practice)
    if line != "note martin":
        words = (COACH, "-C", "practice", "note", "martin")
        subprocess.run(words, input=SECRET.encode(), env=environ, cwd=tmp_path, check=True)
    trace = tmp_path / "trace"
    options = ("-f", "-y", "-v", "-s", "100000", "-e", f"trace={CALLS}", "-o", str(trace))
    asked = {**environ, "COACH_PASSPHRASE_COMMAND": "cat given/passphrase"}
    traced = (*options, COACH, "-C", "practice", *line.split())
    process = spawn(asked, *traced, program="strace")
    if line == "note check":
        process.expect("Clé de secours.*: ")
        process.sendline(RECOVERY)
    finish(process)
    secrets = (SECRET, PASSPHRASE, RECOVERY)
    lines = trace.read_text("utf-8").splitlines()
    found = [each for each in lines if any(secret in each for secret in secrets)]
    assert [each for each in found if not IN_MEMORY.search(each)] == []
    assert found or line == "note check"  # what is typed is read, and written by nobody
    left = {
        path: path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and path.parent.name != "given" and path != trace
    }
    assert [path for path, raw in left.items() for each in secrets if each.encode() in raw] == []
    assert list(Path("/dev/shm").glob("coach-*")) == []  # noqa: S108 - what it made is gone
