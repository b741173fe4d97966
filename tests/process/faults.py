"""Put a fault into every call to the file system that a command makes, and see what is left.

A program of its own (`make faults`): it walks the lines of `fault_life`, and runs each of them
again and again in a process that is killed, interrupted or refused by the system at its n-th call,
for every n. After each fault the folder must be the old one or the new one, file by file, apart
from a document whose name the plan of `store.two_files` still has to give; `doctor` finds no error;
the command, typed again, does its work and leaves nothing hidden; and the answer was 7 or 130 and
said what was done, or the usual one. It is never a bug or a trace.

EACCES is raised instead of set as a mode, because a mode refuses nothing to root. The processes are
forks of this one, which has imported everything, and papers are not typeset.
"""

import argparse
import builtins
import errno
import fcntl
import gc
import importlib
import io
import json
import os
import pkgutil
import posix
import random
import re
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple, NoReturn, get_args

import pytest
from tests.conftest import keep_compiled_templates, leave_typesetting_out
from tests.note_keys import ASKED, IDENTITY, RECOVERY
from tests.process.fault_life import LIFE, do_by_hand

import phmcoach
from phmcoach.__main__ import main as coach
from phmcoach.actions.keeping import backing_up, restoring
from phmcoach.actions.moving import calendar
from phmcoach.actions.notes import keys, texts
from phmcoach.documents.engine.jinja import kind_of, open_environment
from phmcoach.documents.engine.templates import list_templates, open_templates
from phmcoach.domain.money.ledger import LedgerEntry, LedgerHead
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.exits import ExitCode
from phmcoach.i18n import find_sentence
from phmcoach.store import files
from phmcoach.words import Language

KINDS = ("kill", "EIO", "ENOSPC", "EACCES", "SIGINT")
KILLED = -signal.SIGKILL
BUG = 70
READ = ("stat", "lstat", "scandir", "listdir")
WRITE = ("open", "write", "fsync", "link", "rename", "replace", "unlink", "mkdir", "chmod")
NUMBER = re.compile(r"SPECIMEN-(?:D-)?2026-\d{4}")
CONTRACT_NUMBER = re.compile(rb'^contract_reference = ".*"\n', re.MULTILINE)
HIDDEN = re.compile(r"\.(tmp-[0-9a-f]{16}|\d{6}\.pdf|edit-.+|coach\.(lock|plan)|.+\.unfinished)")
"""The hidden files that a command may leave if it is stopped; the next one deletes them."""

LOCKED = b"age-encryption.org/v1\n--- " + b"A" * 43 + b"\n" + b"=" * 33
"""How a note begins here: a real one is another one each time that it is locked."""

FINDING = (("doctor", 1), ("undo", 5))
"""The commands that examine the folder, with their exit code if they find something wrong."""

OF_THE_SYSTEM = (".cache", ".state")
"""Folders of the user, beside the practice: a draft is kept there if the practice takes none."""

DAY = "2026-06-15"

State = dict[str, bytes]


class Fault(NamedTuple):
    """What happens, and right before which call to the system, counted from 0."""

    kind: str
    call: int


class Ran(NamedTuple):
    """How a command ended, what it printed, the calls it made, and the files that it left."""

    code: int
    out: str
    err: str
    calls: tuple[str, ...]
    state: State


class Line(NamedTuple):
    """A command line, the day it is typed, the folder before, and what usually happens."""

    text: str
    day: str
    before: Path
    old: State
    doctor: int
    usual: Ran


class Calls:
    """Counts the calls of a process, and puts the fault into one of them."""

    def __init__(self, fault: Fault | None) -> None:
        self.made: list[str] = []
        self._fault = fault
        self._forbidden: object = None

    def watch(self) -> None:
        """Put ourselves before each call to the file system."""
        for name in (*READ, *WRITE):
            setattr(os, name, self._before(name, getattr(os, name)))
        io.open = builtins.open = self._before("io.open", io.open)  # type: ignore[assignment]  # as given

    def _before(self, name: str, original: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **more: object) -> object:
            self._strike(name, args)
            return original(*args, **more)

        return call

    def _strike(self, name: str, args: tuple[object, ...]) -> None:
        number = len(self.made)
        self.made.append(f"{name} {args[0] if args else ''}".replace("\n", " "))
        if self._fault is None or number < self._fault.call:
            return
        kind = self._fault.kind
        if self._forbidden and path_of(args) == self._forbidden:  # what is forbidden stays so
            refuse(errno.EACCES, args)
        if kind == "ENOSPC":  # a disk that is full stays full
            is_writing = name in ("write", "fsync", "link", "mkdir") or (
                name == "open" and isinstance(args[1], int) and bool(args[1] & os.O_CREAT)
            )
            if is_writing:
                refuse(errno.ENOSPC, args)
        elif number > self._fault.call:
            return
        elif kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif kind == "SIGINT":
            signal.raise_signal(signal.SIGINT)
        elif kind == "EIO":
            refuse(errno.EIO, args)
        elif kind == "EACCES":
            self._forbidden = path_of(args)
            refuse(errno.EACCES, args)


def path_of(args: tuple[object, ...]) -> str | None:
    """Return the path that a call names; one that is given a handle names none."""
    if args and isinstance(args[0], str | bytes | os.PathLike):
        return os.fsdecode(args[0])
    return None


def refuse(number: int, args: tuple[object, ...]) -> NoReturn:
    """Raise what Python raises if the system refuses: with the path, if the call names one."""
    path = path_of(args)
    if path is None:
        raise OSError(number, os.strerror(number))
    raise OSError(number, os.strerror(number), path)


def run(home: Path, line: str, fault: Fault | None = None, day: str = DAY) -> Ran:
    """Run a command line in a process of its own that stands in `home`."""
    streams = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115 - closed below
    process = os.fork()
    if process == 0:
        try:
            _be_the_command(home, line, fault, day, [stream.fileno() for stream in streams])
        finally:
            os._exit(BUG)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    said = []
    for stream in streams:
        stream.seek(0)
        said.append(stream.read().decode(errors="replace"))
        stream.close()
    out, err, calls = said
    return Ran(code, out, err, tuple(calls.splitlines()), state_of(home))


def _be_the_command(
    home: Path, line: str, fault: Fault | None, day: str, streams: list[int]
) -> NoReturn:
    for stream, handle in zip((1, 2), streams, strict=False):
        os.dup2(handle, stream)
    sys.stdout, sys.stderr = (open(each, "w", encoding="utf-8", closefd=False) for each in (1, 2))  # noqa: SIM115 - the streams of the process
    sys.stdin = io.TextIOWrapper(io.BytesIO(f"{RECOVERY}\n".encode()), "utf-8")  # nobody is asked
    os.chdir(home)
    os.environ.update(
        HOME=str(home), XDG_CACHE_HOME=str(home / ".cache"), XDG_STATE_HOME=str(home / ".state")
    )
    os.environ.update(COACH_TODAY=day, COACH_LANG="en", EDITOR=f"{sys.executable} -c {EDITOR}")
    os.environ["COACH_PASSPHRASE_COMMAND"] = ASKED
    vars(keys)["lock_keys"] = lambda *_: IDENTITY.encode()  # the same each time, and at once
    vars(texts)["lock_text"] = lambda text, _: LOCKED + text.encode()
    vars(texts)["open_text"] = lambda content, _: content.removeprefix(LOCKED).decode()
    vars(backing_up)["lock_bytes"] = lambda content, recipients: LOCKED + content  # noqa: ARG005 - as it is called
    vars(restoring)["open_bytes"] = lambda content, _: content.removeprefix(LOCKED)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["coach", *words_of(line)]
    files._write_temporary = write_under_lock(files._write_temporary)  # noqa: SLF001 - all writers
    os.fsync = os.fstat  # type: ignore[assignment]  # no write waits for the disk
    calls = Calls(fault)
    calls.watch()
    end, write = posix._exit, os.write  # noqa: SLF001 - os._exit may save what coverage knows
    code = coach()
    calls._fault = None  # noqa: SLF001 - the command has ended
    write(streams[2], "\n".join(calls.made).encode())
    end(int(code))


EDITOR = shlex.quote(
    "import sys; path = sys.argv[-1]; text = open(path, encoding='utf-8').read(); "
    "open(path, 'w', encoding='utf-8').write(text.replace('# by hand', '') + '# by hand')"
)


def write_under_lock(write: Callable[..., Path]) -> Callable[..., Path]:
    """Let the writer of temporary files check that the lock is held, below which they are swept."""

    def write_checked(folder: Path, content: bytes, mode: int) -> Path:
        places = (folder.absolute(), *folder.absolute().parents)
        practice = next((each for each in places if each.parent.name == "home"), None)
        if practice is None or practice.name in OF_THE_SYSTEM:  # no command sweeps there
            return write(folder, content, mode)
        handle = os.open(practice / ".coach.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return write(folder, content, mode)
        finally:
            os.close(handle)
        message = f"a file is written into {folder} without the lock"
        raise RuntimeError(message)

    return write_checked


def words_of(line: str) -> list[str]:
    """Return the words of a line; those that make a practice name its folder themselves."""
    words = shlex.split(line)
    return words if words[0] in ("demo", "init") else ["-C", "practice", *words]


def state_of(home: Path) -> State:
    """Return every file of the practice, also the hidden ones; those of the system are not its."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and path.relative_to(home).parts[0] not in OF_THE_SYSTEM
        and not path.name.endswith(".draft.age")  # the text of a note that was not saved
    }


def settled(state: State) -> State:
    """Return a state without the hidden files that a command may leave if it is stopped.

    What is kept for `undo` is written before the change: a stopped command may leave more of it.
    """
    return {
        name: content
        for name, content in state.items()
        if not any(map(HIDDEN.fullmatch, name.split("/"))) and "/.undo/" not in name
    }


def is_handle(call: str) -> bool:
    """Whether a call is about an open file, which it gives by its number."""
    return call.rpartition(" ")[2].isdigit()


def faults_of(usual: Ran, kinds: tuple[str, ...]) -> list[list[Fault]]:
    """Return every fault that can be put into a command, by its kind; rights are of names."""
    return [
        [
            Fault(kind, number)
            for number, call in enumerate(usual.calls)
            if kind != "EACCES" or not (call.startswith(("write", "fsync")) or is_handle(call))
        ]
        for kind in kinds
    ]


def draw(faults: list[list[Fault]], count: int, chosen: random.Random) -> list[Fault]:
    """Draw some of the faults, of each kind in turn."""
    chosen.shuffle(faults)
    for each in faults:
        chosen.shuffle(each)
    turns = [fault for turn in zip_longest(*faults) for fault in turn if fault is not None]
    return turns[:count]


def will_be_named(home: Path, name: str) -> bool:
    """Whether the plan of a stopped writer gives a file this name, as the next writer will do."""
    plan = home / "practice" / ".coach.plan"
    asides = json.loads(plan.read_bytes())["asides"] if plan.exists() else ()
    return any(name.endswith(f"/documents/{each['ref']}/{each['kept']}") for each in asides)


def check(line: Line, fault: Fault) -> Iterator[str]:
    """Run a command with a fault in a copy of the folder; yield what is wrong afterwards."""
    usual, old, new = line.usual, settled(line.old), settled(line.usual.state)
    with tempfile.TemporaryDirectory(prefix="fault-") as work:
        home = Path(work) / "home"
        shutil.copytree(line.before, home, symlinks=True)
        ran = run(home, line.text, fault, line.day)
        left = settled(ran.state)
        yield from _check_answer(line, ran, fault)
        if ran.state == line.old:
            return  # the next command works as it would have before
        for name in sorted({*old, *new, *left}):
            if _is_partial(line, name, fault, ran):
                continue
            known = (old.get(name), new.get(name))
            if left.get(name) in known or name.endswith("ledger/head.toml"):
                continue
            if name in left or not will_be_named(home, name):
                yield f"{name} is neither the old file nor the new one"
        if not (home / "practice" / "practice.toml").exists():
            again = run(home, line.text, day=line.day)
            if again.code != usual.code and left != old:
                yield f"typed again, it ends with {again.code}: {again.err}"
            return
        doctor = run(home, "doctor", day=line.day)
        if doctor.code not in (0, line.doctor):
            yield f"doctor finds: {doctor.out}{doctor.err}"
        plans = (home / "practice" / ".coach.plan", home / "practice" / ".undo" / "pending.json")
        is_planned = any(plan.exists() for plan in plans)
        again = run(home, line.text, day=line.day)
        if is_planned and settled(again.state) != new:
            yield f"the next command does not finish it: {again.err}"
        yield from _check_again(usual, again, is_old=left == old and not is_planned)


def _check_again(usual: Ran, again: Ran, *, is_old: bool) -> Iterator[str]:
    """Check what the command does when it is typed again: all of it, if nothing was done."""
    if again.code == BUG:
        yield f"typed again, it has a bug: {again.err}"
    if is_old and again.code != usual.code:
        yield f"typed again, it ends with {again.code}: {again.err}"
    elif is_old and settled(again.state) != settled(usual.state):
        differing = {name for name, _ in again.state.items() ^ usual.state.items()}
        yield f"typed again, it makes other files: {sorted(differing)}"


def _check_answer(line: Line, ran: Ran, fault: Fault) -> Iterator[str]:
    usual, old = line.usual, settled(line.old)
    if (line.text, ran.code) in FINDING and _is_named(usual.calls[fault.call], ran):
        return  # what cannot be read is a finding
    if fault.kind == "kill":
        expected: tuple[int, ...] = (KILLED, usual.code)
    elif fault.kind == "SIGINT":
        expected = (130, usual.code)
    else:
        expected = (7, usual.code)
    if ran.code not in expected:
        yield f"it ends with {ran.code} instead of {expected}: {ran.err}"
    if "Traceback" in ran.err:
        yield f"it shows a trace: {ran.err}"
    if ran.code == KILLED:
        return
    new, left = settled(usual.state), settled(ran.state)
    if ran.code == usual.code:
        missing = {name for name in new if new[name] != left.get(name)}
        warned = {each for each in ran.err.splitlines() if each.startswith("Warning")}
        if missing and new != old and warned <= {*usual.err.splitlines()}:
            yield f"it says that all is done, but not {sorted(missing)}"
    elif untold := sorted(name for name in _changed(old, left) if not _is_told(name, usual, ran)):
        yield f"it changed {untold} and does not say so: {ran.out}{ran.err}"


def _changed(old: State, left: State) -> set[str]:
    """Return the files of which the answer to a failure is to say that they changed."""
    return {
        name
        for name in {*old, *left}
        if _without_number(old.get(name)) != _without_number(left.get(name))
        and "/documents/" not in name  # made anew at will
        and not name.endswith("/.gitattributes")  # the first file of a new practice
        and not name.endswith("ledger/head.toml")  # follows from the entries
    }


def _without_number(content: bytes | None) -> bytes | None:
    """Leave out the number of a contract: it is kept before its papers, which then bear it."""
    return None if content is None else CONTRACT_NUMBER.sub(b"", content)


def _is_partial(line: Line, name: str, fault: Fault, ran: Ran) -> bool:
    """Whether a file may be neither old nor new, because the command went on without something.

    If one engagement of a round fails, the others get its numbers; a calendar lacks what cannot be
    read, and a letter about several invoices the one whose PDF cannot be, and the answer names it.
    """
    if "--all" in line.text:
        return "/ledger/" in name
    call = line.usual.calls[fault.call]
    if line.text.startswith("remind "):
        path = Path(call.split(" ", 1)[-1])
        is_invoice = "/ledger/" in str(path) and path.suffix == ".pdf"
        return is_invoice and "/documents/" in name and path.name in ran.err
    is_named = ran.code == int(ExitCode.IO) and _is_named(call, ran)
    return line.text == "export ics" and "/exports/" in name and is_named


def _is_named(call: str, ran: Ran) -> bool:
    """Whether the file that a call was about is named, or the folder that cannot be searched."""
    path = Path(call.split(" ", 1)[-1])
    return any(name in ran.out + ran.err for name in (path.name, path.parent.name))


def _is_told(name: str, usual: Ran, ran: Ran) -> bool:
    """Whether what was done to a file is said: by its name, in the usual words or by its number."""
    said = ran.out + ran.err
    if name.removeprefix("practice/") in said or "An undo was stopped" in said:
        return True
    if "and …. That stays" in said:  # of many files, the first ones are named
        return True
    told = [line for line in (usual.out + usual.err).splitlines() if not line.startswith("Warning")]
    numbers = set(NUMBER.findall("".join(told)))
    return bool(numbers & set(NUMBER.findall(said))) or any(line in said for line in told if line)


def walk(
    work: Path, *, only: tuple[str, ...], kinds: tuple[str, ...], sample: int | None, seed: int
) -> Iterator[tuple[str, Fault, str]]:
    """Walk the life; yield each fault that is not survived, with what is wrong."""
    chosen = random.Random(seed)  # noqa: S311 - a sample, no secret
    home, day, left = work / "home", DAY, set(only)
    home.mkdir()
    for step in LIFE.strip().splitlines():
        if step.startswith("@ "):
            day = step.removeprefix("@ ")
            continue
        if do_by_hand(home / "practice", step):
            continue
        before = work / "before"
        is_tried = not step.startswith("& ") and (not only or step.startswith(only))
        line = step.removeprefix("& ")
        old, doctor = {}, 0
        if is_tried:
            shutil.copytree(home, before, symlinks=True)
            old = state_of(home)
            has_practice = (home / "practice").exists()
            doctor = run(home, "doctor", day=day).code if has_practice else 0
        usual = run(home, line, day=day)
        if usual.code not in (0, 1):
            message = f"{line} ends with {usual.code}: {usual.err}"
            raise RuntimeError(message)
        if is_tried:
            by_kind = faults_of(usual, kinds)
            every = [fault for each in by_kind for fault in each]
            faults = every if sample is None else draw(by_kind, sample, chosen)
            for fault in faults:
                for wrong in check(Line(line, day, before, old, doctor, usual), fault):
                    yield line, fault, f"{usual.calls[fault.call]}: {wrong}"
            print(f"{line.split()[0]}: {len(usual.calls)} calls, {len(faults)} faults", flush=True)  # noqa: T201 - a program
            shutil.rmtree(before)
        left -= {beginning for beginning in only if step.startswith(beginning)}
        if only and not left:
            return


def get_ready(patch: pytest.MonkeyPatch) -> None:
    """Import the whole program, so that the forks need not, and leave the typesetting out.

    The same goes for what Pydantic makes of our records, Jinja of our templates, and for the two
    catalogues. A fork still reads each file of a practice itself, so that a fault can be put into
    it.
    """
    for module in pkgutil.walk_packages(phmcoach.__path__, "phmcoach."):
        importlib.import_module(module.name)
    for name in (
        "filelock",
        "tomlkit",
        "tomli_w",
        "platformdirs",
        "readline",
        "holidays",
        "email.policy",
        "email.headerregistry",
        "email.message",
    ):
        importlib.import_module(name)
    leave_typesetting_out(patch)
    patch.setattr(calendar, "make_key", lambda: "5e" * 16)  # else no two runs write the same
    for record in (Practice, Client, Engagement, LedgerEntry, LedgerHead):
        with suppress(InvalidRecordError):
            validate(record, {})
    keep_compiled_templates(patch)
    for language in get_args(Language):
        find_sentence(language, "said.sealed")  # opens the catalogue
        ours = open_templates(language, own=None)
        for name in list_templates(language):
            open_environment(ours, kind_of(name)).get_template(name)
    gc.disable()  # as the program does for itself


def main() -> int:
    """Walk as the command line says; return 1 if a fault was not survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 - a sample
    parser.add_argument("--sample", type=int, help="the number of faults in each command")
    parser.add_argument("--only", action="append", default=[], help="the beginning of a line")
    parser.add_argument("--kind", action="append", choices=KINDS, default=[])
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)  # noqa: T201 - a program
    failed = 0
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as work:
        get_ready(patch)
        for line, fault, wrong in walk(
            Path(work),
            only=tuple(given.only),
            kinds=tuple(given.kind) or KINDS,
            sample=given.sample,
            seed=given.seed,
        ):
            failed += 1
            print(f"{line}\n  {fault.kind} at call {fault.call}: {wrong}", flush=True)  # noqa: T201 - a program
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
