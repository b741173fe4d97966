"""Git, the program: how it is called, and what its refusals are.

Only `sync` lets it connect; erasing a person asks it what it keeps. It sees neither the variables
of a Git that may have started us nor a repository around its folder, and speaks English, because
its words are all that tells one refusal from another. Hooks and settings are the coach's own.
"""

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep

from phmcoach.errors import Problem, StorageError
from phmcoach.remedy import quote_word
from phmcoach.store.files import storage_error
from phmcoach.store.sync.address import without_secret
from phmcoach.value import Value

_PATIENCE = 10.0
"""For how many seconds a lock of another Git is waited for, such as of one whose caller died."""

_SETTINGS = (
    *("-c", "core.autocrlf=false"),  # digests seal the bytes
    *("-c", "core.safecrlf=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "core.excludesFile="),  # what is left out is said in the practice alone
    *("-c", "advice.detachedHead=false"),
)

_OF_A_REPOSITORY = frozenset(
    (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE"),
        *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_CONFIG"),
        *("GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
    )
)
"""The variables that lead Git to another repository than that of the practice."""

_LOCKED = re.compile(r"Unable to create '(?P<path>.+?\.lock)': File exists|cannot lock ref")
_DUBIOUS = re.compile(r"detected dubious ownership in repository at '(?P<path>.+?)'")
_FORBIDDEN = re.compile(
    r"['\" ](?P<path>[^'\" ]*\.git/[^'\" :]+)['\"]?: Permission denied"
    r"|insufficient permission .+ database (?P<database>\S+)"
)
_NO_FOLDER = re.compile(r"'(?P<path>(?:/|[A-Za-z]:).+?)' does not appear to be a git repository")
_UNREACHABLE = (
    "Could not resolve host|Connection (?:refused|timed out|reset|closed)|Network is unreachable"
    "|No route to host|Failed to connect|Operation timed out|unable to connect"
)
_NOT_LET_IN = (
    "Authentication failed|Permission denied|could not read (?:Username|Password)"
    "|Host key verification failed|terminal prompts disabled|error: 40[13]"
)
_NO_SUCH_REMOTE = (
    "does not appear to be a git repository|[Rr]epository .*not found|does not exist"
    "|not a git repository|error: 404"
)
_REFUSALS = (
    ("sync.unreachable", _UNREACHABLE),
    ("sync.not-let-in", _NOT_LET_IN),
    ("sync.no-such-remote", _NO_SUCH_REMOTE),
    ("sync.checked-out", "branch is currently checked out"),
    ("sync.remote-full", "remote: .*No space left on device"),
    ("store.disk-full", "No space left on device"),
)


class Git(Value):
    """The program, the folder that it works in, and whether it may ask for a password."""

    program: str
    root: Path
    may_ask: bool = False

    def command(self, *words: str) -> tuple[str, ...]:
        """Return the words that run a command of Git in the folder."""
        return (self.program, "-C", str(self.root), *_SETTINGS, *words)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that Git sees."""
        own = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
        own |= {"LC_ALL": "C", "LANGUAGE": "", "GIT_CEILING_DIRECTORIES": str(self.root.parent)}
        return own if self.may_ask else own | {"GIT_TERMINAL_PROMPT": "0"}

    def run(self, *words: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        """Return what a command of Git prints; raises StorageError if it fails."""
        ended = self.attempt(*words, given=given, more=more)
        if ended.returncode != 0:
            raise refusal(ended, self.root)
        return ended.stdout

    def attempt(
        self, *words: str, given: bytes = b"", more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command of Git, whatever its answer; a lock of another one is waited for."""
        until = monotonic() + _PATIENCE
        while True:
            ended = subprocess.run(  # noqa: S603 - the words are a list, without a shell
                self.command(*words),
                input=given,
                capture_output=True,
                check=False,
                env=self.environment | dict(more or {}),
            )
            is_locked = ended.returncode != 0 and _LOCKED.search(_said(ended))
            if not is_locked or monotonic() > until:
                return ended
            sleep(0.1)

    def text(self, *words: str) -> str | None:
        """Return the one line that a command of Git prints, None if it says no."""
        ended = self.attempt(*words)
        return ended.stdout.decode(errors="replace").strip() if ended.returncode == 0 else None


def find_git(root: Path, *, may_ask: bool = False) -> Git:
    """Return the program for a folder; raises StorageError if this machine has none."""
    program = shutil.which("git")
    if program is None:
        raise StorageError.of("sync.no-git")
    return Git(program, root, may_ask)


def refusal(ended: subprocess.CompletedProcess[bytes], root: Path) -> StorageError:
    """Return why Git refused, as an error that quotes its words in one line."""
    said = _said(ended)
    if found := _DUBIOUS.search(said):
        return StorageError.of("sync.other-owner", path=quote_word(found["path"]))
    if found := _FORBIDDEN.search(said):
        path = root / (found["path"] or found["database"])
        return storage_error(PermissionError(errno.EACCES, os.strerror(errno.EACCES)), path)
    if found := _NO_FOLDER.search(said):
        return StorageError.of("sync.no-such-folder", path=quote_word(found["path"]))
    if (found := _LOCKED.search(said)) and found["path"]:
        return StorageError.of("sync.git-locked", path=quote_word(str(root / found["path"])))
    for message, words in _REFUSALS:
        if re.search(words, said):
            return StorageError.of(message, path=str(root), said=_in_one_line(said))
    return StorageError(Problem("sync.git-refused", {"said": _in_one_line(said)}))


def _said(ended: subprocess.CompletedProcess[bytes]) -> str:
    """Return what Git answered, without the password of an address."""
    return without_secret((ended.stderr + ended.stdout).decode(errors="replace"))


def _in_one_line(said: str) -> str:
    """Return the lines of Git that say what is wrong, or all if none begins so."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    wrong = [line for line in lines if re.match(r"(?:fatal|error|remote|ssh|!)\b", line)]
    told = [line for line in wrong if "Could not read from remote" not in line]
    return " ".join(told or wrong or lines)[:300]
