"""Writers of one folder go one after the other."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from phmcoach.errors import ConflictError, Problem, StorageError
from phmcoach.store.files import replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.lock import find_lock_problems, find_writing_problems, lock_folder
from phmcoach.value import replace

ADD_ONE_MANY_TIMES = """
import sys
from pathlib import Path
from hashlib import sha256
from phmcoach.store.files import read_file, replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
folder = Folder(Path(sys.argv[1]))
for _ in range(25):
    with lock_folder(folder):
        old = read_file(folder.root / "count")
        new = str(int(old) + 1).encode()
        replace_file(folder.root / "count", new, sha256(old).hexdigest())
"""

TAKE_ONE_NAME = """
import sys
from pathlib import Path
from phmcoach.errors import ConflictError
from phmcoach.store.files import write_new
won = []
for n in range(200):
    try:
        write_new(Path(sys.argv[1]) / f"{n:06}", sys.argv[2].encode())
        won.append(str(n))
    except ConflictError:
        pass
print(",".join(won))
"""

HOLD = """
import sys
from pathlib import Path
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
with lock_folder(Folder(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def start(script: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_writers_at_once_lose_no_change(tmp_path: Path) -> None:
    (tmp_path / "count").write_bytes(b"0")
    writers = [start(ADD_ONE_MANY_TIMES, str(tmp_path)) for _ in range(2)]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert (tmp_path / "count").read_bytes() == b"50"


def test_a_name_is_taken_by_one_writer_only_even_without_the_lock(tmp_path: Path) -> None:
    writers = [start(TAKE_ONE_NAME, str(tmp_path), name) for name in ("a", "b")]
    won = {
        name: set(writer.communicate()[0].strip().split(",")) - {""}
        for name, writer in zip("ab", writers, strict=True)
    }
    assert not won["a"] & won["b"]
    held = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert held == {f"{int(n):06}": name for name, names in won.items() for n in names}
    assert len(held) == 200


def test_a_writer_that_waits_too_long_is_refused(tmp_path: Path) -> None:
    holder = start(HOLD, str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(ConflictError) as caught, lock_folder(Folder(tmp_path), timeout=0):
        pass
    holder.communicate("")
    assert caught.value.problems[0].message == "store.locked"


def test_a_lock_that_a_killed_writer_or_another_computer_left_holds_nobody_up(
    tmp_path: Path,
) -> None:
    holder = start(HOLD, str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    Folder(tmp_path).lock_file.write_bytes(b"pid 4711 on the desktop\n")  # as it was copied
    with lock_folder(Folder(tmp_path), timeout=0):
        pass


@pytest.mark.parametrize(
    "name",
    [
        *(".syncthing.martin-2026.toml.tmp", "~syncthing~martin-2026.toml.tmp"),
        *(".martin-2026.toml.~1a2b3c", "martin-2026.toml.!sync"),
    ],
)
@pytest.mark.parametrize("place", ["", "engagements", "ledger/2026", "documents/martin-2026"])
def test_nothing_is_written_while_a_file_arrives_beside(
    tmp_path: Path, name: str, place: str
) -> None:
    folder = Folder(tmp_path)
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    folder.engagements_dir.mkdir(exist_ok=True)
    folder.engagement_file("martin-2026").write_bytes(b"")
    arriving = tmp_path / place / name
    arriving.write_bytes(b"half of")
    with pytest.raises(ConflictError) as caught, lock_folder(folder):
        pass
    problem = Problem("store.arriving", {"paths": (str(arriving),)})
    assert caught.value.problems == (problem,)
    assert find_writing_problems(folder) == (replace(problem, level="warning"),)
    assert arriving.read_bytes() == b"half of"
    arriving.unlink()
    with lock_folder(folder, timeout=0):
        assert find_writing_problems(folder) == ()


@pytest.mark.parametrize(
    "name", [".stfolder", ".martin-2026.toml.icloud", "x.sync-conflict-20260601-101112-ABC.toml"]
)
def test_what_a_program_that_synchronises_leaves_for_good_holds_nobody_up(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).touch()
    with lock_folder(Folder(tmp_path)):
        pass


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), lock_folder(Folder(tmp_path)):
        raise RuntimeError
    with lock_folder(Folder(tmp_path), timeout=0):
        assert stat.S_IMODE(Folder(tmp_path).lock_file.stat().st_mode) == 0o600


def test_a_disk_without_locks_is_refused_rather_than_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StorageError) as caught, lock_folder(Folder(tmp_path)):
        pass
    assert caught.value.problems[0].message == "store.no-locks"


def test_a_deleted_folder_is_reported(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError) as caught,
        lock_folder(Folder(tmp_path / "gone"), timeout=0),
    ):
        pass
    assert caught.value.problems[0].message == "store.no-such-folder"


OURS = ".tmp-0123456789abcdef"


def test_the_sweep_leaves_what_has_another_owner(tmp_path: Path) -> None:
    kept = [
        *(".git/objects/" + OURS, "notes.txt", ".000042.pdf", f"photos/2026/{OURS}"),
        *(".tmp-backup", "documents/martin/.tmp-mine.pdf", f"documents/martin/{OURS}.pdf"),
        *(f"documents/martin/{OURS[:-1]}", f"documents/martin/{OURS.upper()}", "x" + OURS),
        *(f"documents/perso/{OURS}", f"archive/perso/{OURS}", f"ledger/perso/{OURS}"),
        *(f"documents/martin/perso/{OURS}", f"templates/perso/{OURS}"),
        *("engagements/martin.toml", "archive/2025/durand.toml"),
    ]
    ours = [
        *(OURS, f"clients/{OURS}", f"ledger/2026/{OURS}", f"archive/2025/{OURS}"),
        *(f"documents/martin/{OURS}", f"documents/durand/{OURS}", f"documents/ledger/{OURS}"),
        *(f"templates/en/{OURS}", f"templates/fr/clauses/{OURS}", f"exports/{OURS}"),
    ]
    for name in (*kept, *ours):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    with lock_folder(Folder(tmp_path)):
        found = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {*kept, ".coach.lock"}


def test_the_sweep_follows_no_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / OURS).write_bytes(b"")
    practice = tmp_path / "practice"
    (practice / "documents").mkdir(parents=True)
    (practice / "documents" / "martin").symlink_to(elsewhere)
    (practice / "clients").mkdir()
    (practice / "clients" / OURS).symlink_to(elsewhere / OURS)
    with lock_folder(Folder(practice)):
        assert (elsewhere / OURS).exists()
        assert (practice / "clients" / OURS).is_symlink()


def test_whoever_does_not_hold_the_lock_sweeps_nothing(tmp_path: Path) -> None:
    (tmp_path / OURS).write_bytes(b"half a file of the writer that holds it")
    with start(HOLD, str(tmp_path)) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        (tmp_path / OURS).write_bytes(b"half a file of the writer that holds it")
        with pytest.raises(ConflictError), lock_folder(Folder(tmp_path), timeout=0):
            pass
        assert (tmp_path / OURS).exists()
        holder.communicate("")


def test_a_reader_meets_a_whole_file_while_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old" * 1000)
    with path.open("rb") as reader:
        begun = reader.read(10)
        replace_file(path, b"new" * 1000, sha256(b"old" * 1000).hexdigest())
        assert begun + reader.read() == b"old" * 1000


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nulle/part")


def link_to_a_file(path: Path) -> None:
    path.with_name("other").write_text("")
    path.symlink_to("other")


@pytest.mark.parametrize("put", [link_to_nothing, link_to_a_file, Path.mkdir, os.mkfifo])
def test_what_is_in_the_place_of_the_lock_is_to_be_deleted(
    tmp_path: Path, put: Callable[[Path], None]
) -> None:
    folder = Folder(tmp_path)
    put(folder.lock_file)
    with pytest.raises(StorageError) as refused, lock_folder(folder):
        pass
    (problem,) = refused.value.problems
    assert problem.message == "store.lock-in-the-way"
    assert find_lock_problems(folder) == (problem,)
