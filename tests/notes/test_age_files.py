"""Files of age: ours and theirs, whole and damaged."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from tests.note_keys import IDENTITY, NOTE, NOTE_TEXT, PASSPHRASE, RECOVERY, SECRET

from phmcoach.errors import ConflictError, InvalidDataError
from phmcoach.notes.age_files import (
    MEASUREMENTS,
    PAUSE,
    Key,
    OtherKeysError,
    first_difference,
    is_age_file,
    lock_bytes,
    lock_keys,
    lock_text,
    make_key,
    open_bytes,
    open_text,
    read_key,
    unlock_keys,
)

AGE = shutil.which("age")
needs_age = pytest.mark.skipif(
    AGE is None and "CI" not in os.environ, reason="the program age is not installed"
)


@pytest.fixture(scope="module")
def key() -> Key:
    return make_key()


@pytest.fixture(scope="module")
def locked(key: Key) -> bytes:
    return lock_keys((key,), PASSPHRASE)


def test_a_text_is_opened_by_each_key_that_it_was_locked_for(key: Key) -> None:
    recovery, other = make_key(), make_key()
    content = lock_text("Elle a pleuré.\n", [key.public, recovery.public])
    assert open_text(content, (key,)) == open_text(content, (recovery,)) == "Elle a pleuré.\n"
    assert open_text(content, (other,)) is None
    assert open_text(content, (other, key)) == "Elle a pleuré.\n"
    assert b"pleur" not in content
    assert is_age_file(content)


def test_keys_are_opened_by_their_passphrase_alone(key: Key, locked: bytes) -> None:
    assert unlock_keys(locked, PASSPHRASE) == (key,)
    assert unlock_keys(locked, "une autre phrase") == ()
    assert key.secret.encode() not in locked


@pytest.mark.parametrize("length", [0, 5, 30, 150, 200])
def test_what_is_cut_is_no_file_of_age(length: int) -> None:
    content = lock_text("Un texte.\n", [make_key().public, make_key().public])
    assert not is_age_file(content[:length])


def test_a_file_that_was_changed_is_not_opened(key: Key) -> None:
    content = lock_text("Elle a pleuré.\n", [key.public])
    for place in (60, len(content) - 3):
        changed = bytearray(content)
        changed[place] ^= 1
        assert open_text(bytes(changed), (key,)) is None


def test_a_key_that_does_not_fit_is_told_from_bytes_that_were_changed(key: Key) -> None:
    content = bytes(range(256)) * 1000
    locked = lock_bytes(content, (key.public,))
    assert open_bytes(locked, (make_key(), key)) == content
    with pytest.raises(OtherKeysError):
        open_bytes(locked, (make_key(),))
    end = locked.index(b"---")
    for changed in (
        locked[:-1],
        locked[:1000],
        locked[:-9] + b"?" + locked[-8:],
        locked[: end + 9] + b"?" + locked[end + 10 :],
        b"no file of age",
    ):
        assert open_bytes(changed, (key,)) is None


def test_what_another_program_wrote_as_text_is_opened() -> None:
    """`age --armor` writes lines that can be sent by e-mail."""
    (key,) = unlock_keys(IDENTITY.encode(), PASSPHRASE)
    assert key == read_key(SECRET)
    assert open_text(NOTE.encode(), (key,)) == NOTE_TEXT
    assert is_age_file(NOTE.encode())
    assert not is_age_file(NOTE[:200].encode())


def test_a_key_is_read_as_people_copy_it() -> None:
    key = read_key(RECOVERY)
    assert key is not None
    assert len(key.groups) == 10
    for typed in (
        RECOVERY.lower(),
        " ".join(key.groups),
        "\n".join(each.lower() for each in key.groups),
        f"  AGE-SECRET-KEY-1 {'-'.join(key.groups)} \r\n",
    ):
        assert read_key(typed) == key


@pytest.mark.parametrize("typed", ["", "abc", RECOVERY[:-1], RECOVERY + "Q", RECOVERY[:-1] + "Q"])
def test_a_mistyped_key_is_none(typed: str) -> None:
    assert read_key(typed) is None


def test_the_group_that_was_mistyped_is_named() -> None:
    key = read_key(RECOVERY)
    assert key is not None
    groups = list(key.groups)
    groups[3] = "XXXXXX"
    assert first_difference(key, " ".join(groups)) == 4
    assert first_difference(key, "") == 1
    assert first_difference(key, RECOVERY[:-1]) == 10


def test_a_busy_computer_is_measured_again(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library refuses a key that would take this computer minutes, as it measured it."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    heavy = lock_keys((key,), PASSPHRASE)
    heavy = re.sub(rb"(?m)^(-> scrypt \S+) \d+$", rb"\1 40", heavy)
    with pytest.raises(ConflictError):
        unlock_keys(heavy, PASSPHRASE)
    assert waits == [PAUSE] * MEASUREMENTS


def test_a_text_is_locked_for_no_key_that_is_none() -> None:
    with pytest.raises(InvalidDataError):
        lock_text("Un texte.\n", [make_key().public, "age1nothing"])


@needs_age
def test_the_program_age_opens_our_notes_and_we_open_its(
    key: Key, locked: bytes, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "ours.age", tmp_path / "theirs.age"
    ours.write_bytes(lock_text("Elle a pleuré.\n", [key.public]))
    secret = tmp_path / "recovery.txt"
    secret.write_text(key.secret, "utf-8")
    opened = subprocess.run(["age", "-d", "-i", secret, ours], capture_output=True, check=True)
    assert opened.stdout.decode() == "Elle a pleuré.\n"
    subprocess.run(
        ["age", "-r", key.public, "-o", theirs], input="À l’écoute.\n".encode(), check=True
    )
    assert open_text(theirs.read_bytes(), (key,)) == "À l’écoute.\n"
    assert is_age_file(theirs.read_bytes())
    assert is_age_file(locked)
