"""A writer that is killed between any two steps leaves the old folder or the new one.

Each writer runs in a process of its own that dies, without any clean-up, right before its n-th
call to the system, for every n until it gets through. These processes are forks of one that has
imported what they need, so that none has to start Python.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder

PROGRAM = """
import os, signal, sys, traceback
from pathlib import Path
{imports}
base, old = Path(sys.argv[1]), sys.argv[2]
left = None  # calls until death; the parent of the writers never dies
def deadly(name):
    original = getattr(os, name)
    def call(*args, **kwargs):
        global left
        if left is not None:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **kwargs)
    setattr(os, name, call)
for name in ("open", "write", "fsync", "close", "link", "rename", "replace", "unlink", "mkdir"):
    deadly(name)
def write(root):
    {action}
for calls in range(60):
    folder = base / str(calls)
    folder.mkdir()
    if old:
        (folder / "a.toml").write_text(old)
    writer = os.fork()
    if writer == 0:
        try:
            left = calls
            write(folder)
        except BaseException:
            left = None
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1])
    if code != -signal.SIGKILL:
        sys.exit(code)
sys.exit("the writer never ended")
"""

NEW_FILE = (
    "from phmcoach.store.files import write_new",
    "write_new(root / 'a.toml', b'new')",
)
NO_LINKS = """
from phmcoach.store.files import write_new
def refuse(*_, **__): raise OSError(1, 'no links here')
os.link = refuse
"""
NEW_FILE_WITHOUT_LINKS = (
    NO_LINKS,
    "write_new(root / 'a.toml', b'new')",
)
REPLACED_FILE = (
    "from hashlib import sha256\nfrom phmcoach.store.files import replace_file",
    "replace_file(root / 'a.toml', b'new', sha256(b'old').hexdigest())",
)
LOCKING = """
from filelock import FileLock
from phmcoach.store.files import replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
"""
LOCKED_WRITER = (
    LOCKING,
    "with lock_folder(Folder(root)): replace_file(root / 'a.toml', b'new', None)",
)


def states_after_kills(
    root: Path, writer: tuple[str, str], old: bytes | None
) -> list[bytes | None]:
    """Return what the file holds after a kill before each call, and last after a whole run."""
    imports, action = writer
    script = PROGRAM.format(imports=imports, action=action)
    done = subprocess.run(
        [sys.executable, "-c", script, root, (old or b"").decode()],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    states: list[bytes | None] = []
    for folder in sorted(root.iterdir(), key=lambda folder: int(folder.name)):
        path = folder / "a.toml"
        states.append(path.read_bytes() if path.exists() else None)
        visible = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
        assert visible <= {"a.toml"}
    return states


@pytest.mark.parametrize(
    ("writer", "old"),
    [
        pytest.param(NEW_FILE, None, id="new file"),
        pytest.param(NEW_FILE_WITHOUT_LINKS, None, id="new file without hard links"),
        pytest.param(REPLACED_FILE, b"old", id="replaced file"),
        pytest.param(LOCKED_WRITER, b"old", id="replaced file under the lock"),
    ],
)
def test_a_killed_writer_leaves_old_or_new(
    tmp_path: Path, writer: tuple[str, str], old: bytes | None
) -> None:
    states = states_after_kills(tmp_path, writer, old)
    changes = states.index(b"new")
    assert changes >= 4  # open, write, sync and close come before the name
    assert states == [old] * changes + [b"new"] * (len(states) - changes)


def test_the_next_writer_sweeps_what_a_killed_one_left(tmp_path: Path) -> None:
    states_after_kills(tmp_path, REPLACED_FILE, b"old")
    assert list(tmp_path.rglob(".tmp-*"))
    for folder in tmp_path.iterdir():
        with lock_folder(Folder(folder)):
            assert not list(folder.rglob(".tmp-*"))


def test_a_killed_writer_holds_no_lock(tmp_path: Path) -> None:
    states_after_kills(tmp_path, LOCKED_WRITER, b"old")
    for folder in tmp_path.iterdir():
        with lock_folder(Folder(folder), timeout=0):
            pass
