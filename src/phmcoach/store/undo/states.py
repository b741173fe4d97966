"""The files in `.undo`: what each command changed, with the bytes that were there before.

A state is written before the change that it describes. So a command that was stopped leaves one
that says too much: what has its old bytes was never changed. States are kept for thirty days, and
of these the last twenty megabytes, the newest in any case.
"""

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from phmcoach.errors import MissingError, StorageError
from phmcoach.store.files import read_file, storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.watch import Kept
from phmcoach.value import Value

KEPT_DAYS = timedelta(days=30)
KEPT_BYTES = 20_000_000
PENDING = "pending.json"
"""The state of an undo that is not complete yet: the next writer takes it back."""

Part = Literal["record", "paper", "entry"]
"""What a command changes: a record of the practice, a paper beside it, an entry of the ledger."""

_RECORDS = frozenset({"practice.toml", "later.toml"})


class State(Value):
    """The changes of one run of a command, by the paths in the folder.

    `undoes` is the number of the state that an undo took back, `of` the command that was taken back
    at first; the `command` of an undo that took back another one is `redo`. `faults` are digests of
    what was wrong with the folder before an undo.
    """

    number: int
    command: str
    at: datetime
    files: Mapping[str, Kept]
    undoes: int | None = None
    of: str | None = None
    faults: tuple[str, ...] = ()


def read_now(path: Path) -> bytes | None:
    """Return what a file contains, or None if it is not there."""
    with suppress(MissingError):
        return read_file(path)
    return None


def mode_of(path: Path) -> int | None:
    """Return the permissions of a file, None if it is not there."""
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    return None


def undo_dir(folder: Folder) -> Path:
    """Return the hidden folder of the states."""
    return folder.root / ".undo"


def part_of(name: str) -> Part | None:
    """Return what a path in the folder is, or None for what no undo is concerned with."""
    match name.split("/"):
        case [*_, last] if last.startswith("."):
            return None
        case [one] if one in _RECORDS:
            return "record"
        case ["clients" | "engagements", last] | ["archive", _, last] if last.endswith(".toml"):
            return "record"
        case ["documents", ref, _] if ref != "ledger":
            return "paper"
        case ["ledger", _, last] if last.endswith(".toml"):
            return "entry"
    return None


def list_states(folder: Folder) -> tuple[Path, ...]:
    """Return the files of the states, the oldest first."""
    place = undo_dir(folder)
    with storage_errors(place), suppress(FileNotFoundError):
        names = [each.name for each in place.iterdir() if _is_state(each.name)]
        return tuple(place / name for name in sorted(names))
    return ()


def _is_state(name: str) -> bool:
    """Whether a file is a state, and no copy that a synchronisation left."""
    return re.fullmatch(r"[0-9]{6,}-[0-9]{4}-[0-9]{2}-[0-9]{2}\.json", name) is not None


def number_in(path: Path) -> int:
    """Return the number of a state, which its name begins with."""
    return int(path.name.partition("-")[0])


def state_file(folder: Folder, number: int, on: date) -> Path:
    """Return the path of a state: its name tells its number, and its day."""
    return undo_dir(folder) / f"{number:06d}-{on.isoformat()}.json"


def next_number(folder: Folder) -> int:
    """Return the number of the next state."""
    return max(map(number_in, list_states(folder)), default=0) + 1


def delete_old_states(folder: Folder, today: date) -> None:
    """Delete states that are too old, and the oldest of those that take too much room."""
    room = KEPT_BYTES
    for rank, path in enumerate(reversed(list_states(folder))):
        with suppress(OSError):
            room -= path.stat().st_size
            is_old = _day_of(path) + KEPT_DAYS < today
            if is_old or (rank and room < 0):
                path.unlink()


def _day_of(path: Path) -> date:
    with suppress(ValueError):
        return date.fromisoformat(path.stem.partition("-")[2])
    return date.min


def render_state(state: State) -> bytes:
    """Return the bytes of a state's file."""
    import json

    data = {
        "command": state.command,
        "at": state.at.isoformat(),
        "undoes": state.undoes,
        "of": state.of,
        "faults": state.faults,
        "files": {name: _render(kept) for name, kept in state.files.items()},
    }
    return json.dumps(data, indent=1).encode()


def _render(kept: Kept) -> dict[str, object]:
    text: str | None = None
    coded: str | None = None
    if kept.before is not None:
        try:
            text = kept.before.decode()
        except UnicodeDecodeError:
            coded = b2a_base64(kept.before, newline=False).decode()
    shown = {"text": text, "base64": coded, "mode": kept.mode, "given": kept.given}
    return {**shown, "stands_for": kept.stands_for}


def read_state(path: Path) -> State:
    """Return a state; StorageError if its file is damaged."""
    import json

    content = read_file(path)
    try:
        data = json.loads(content)
        number = 0 if path.name == PENDING else number_in(path)
        files = {name: _parse(part) for name, part in data["files"].items()}
        at = datetime.fromisoformat(data["at"])
        faults = tuple(data["faults"])
        return State(number, data["command"], at, files, data["undoes"], data["of"], faults)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise StorageError.of("undo.damaged", path=str(path)) from None


def _parse(data: Mapping[str, Any]) -> Kept:
    before = None if data["text"] is None else data["text"].encode()
    if data["base64"] is not None:
        before = a2b_base64(data["base64"])
    return Kept(before, data["mode"], tuple(data["given"]), data["stands_for"])


def read_states(folder: Folder) -> Iterator[State]:
    """Yield every state that can be read, the newest first."""
    for path in reversed(list_states(folder)):
        with suppress(StorageError, MissingError):
            yield read_state(path)
