"""The repository of a practice: its commits, its remote, and what stands in the way of both.

The folder of the practice is the top of its repository. Nothing here writes a file of the practice:
git is asked for bytes, and gets the commit last.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from phmcoach.domain.sync.trees import Tree
from phmcoach.errors import ConflictError, InvalidDataError, MissingError, StorageError
from phmcoach.store.files import storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.sync.address import without_secret
from phmcoach.store.sync.git import Git, find_git, refusal
from phmcoach.value import Value

REMOTE = "origin"
_UNFINISHED = (
    *("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"),
    *("rebase-merge", "rebase-apply", "BISECT_START"),
)
_RACES = ("lock ref", "failed to update", "incorrect old value", "already exists")
"""What a remote says of a push if another one came between."""


class Repository(Value):
    """A repository that can be synchronised, and its branch; `git` runs in its top folder.

    `new_address` is that of its remote from the moment on when it has answered.
    """

    git: Git
    branch: str
    new_address: str | None = None

    @property
    def root(self) -> Path:
        """The folder of the practice."""
        return self.git.root

    @property
    def tracking(self) -> str:
        """The reference of the branch as it was last fetched."""
        return f"refs/remotes/{REMOTE}/{self.branch}"


class Known(Value):
    """A file of a commit: the id and the mode that git gives it."""

    blob: str
    mode: str


def find_repository(folder: Folder, *, may_ask: bool) -> Repository | None:
    """Return the repository of a practice, None if it has none yet.

    Raises StorageError without git, or for a repository that is not the practice's own: around it,
    or elsewhere, as that of a worktree or a submodule; ConflictError for one in which a merge or
    another work of git is not finished, or that is on no branch.
    """
    git = find_git(folder.root, may_ask=may_ask)
    place = folder.root / ".git"
    if not os.path.lexists(place):
        for parent in folder.root.parents:
            if os.path.lexists(parent / ".git"):
                raise StorageError.of("sync.inside-repository", path=str(parent))
        return None
    if not place.is_dir():
        raise StorageError.of("sync.linked-repository", path=str(place))
    with storage_errors(place):
        os.scandir(place).close()  # git takes a folder that it may not enter for no repository
    opened = git.attempt("rev-parse", "--git-dir")
    if b"not a git repository" in opened.stderr:
        raise StorageError.of("sync.damaged-repository", path=str(place))
    if opened.returncode != 0:
        raise refusal(opened, folder.root)
    branch = git.text("symbolic-ref", "-q", "--short", "HEAD")
    if branch is None:
        raise ConflictError.of("sync.no-branch")
    if any(os.path.lexists(place / name) for name in _UNFINISHED) or git.run("ls-files", "-u"):
        raise ConflictError.of("sync.unfinished")
    return Repository(git, branch)


def make_repository(folder: Folder, *, may_ask: bool) -> Repository:
    """Make the folder of a practice a repository, on the branch that git begins with."""
    git = find_git(folder.root, may_ask=may_ask)
    git.run("init", "-q")
    return Repository(git, git.run("symbolic-ref", "--short", "HEAD").decode().strip())


def remote_of(repository: Repository) -> str | None:
    """Return the address of the remote, None if there is none."""
    return repository.git.text("config", "--get", f"remote.{REMOTE}.url")


def shown_address(repository: Repository) -> str:
    """Return the address of the remote, without its password."""
    return without_secret(repository.new_address or remote_of(repository) or "")


def keep_address(repository: Repository) -> None:
    """Give the remote its new address, if there is one."""
    known, url = remote_of(repository), repository.new_address
    if url is None:
        return
    if known is None:
        repository.git.run("remote", "add", "--", REMOTE, url)
    elif known != url:
        repository.git.run("remote", "set-url", "--", REMOTE, url)


def head(repository: Repository) -> str | None:
    """Return the last commit of this machine, None before the first."""
    return repository.git.text("rev-parse", "-q", "--verify", "HEAD^{commit}")


def fetched(repository: Repository) -> str | None:
    """Return the commit of the remote as it was last fetched, None if it has none."""
    return repository.git.text("rev-parse", "-q", "--verify", f"{repository.tracking}^{{commit}}")


def fetch(repository: Repository) -> str | None:
    """Ask the remote for its commits; return the last one, None if it is empty.

    Raises StorageError if it cannot be reached.
    """
    asked = repository.new_address
    if asked is None and remote_of(repository) is None:
        raise MissingError.of("sync.no-remote")
    every = f"+refs/heads/*:refs/remotes/{REMOTE}/*"
    repository.git.run("fetch", "-q", "--prune", "--no-tags", "--", asked or REMOTE, every)
    return fetched(repository)


def other_branches(repository: Repository) -> tuple[str, ...]:
    """Return the branches of the remote, as they were last fetched, besides that of this folder."""
    place = f"refs/remotes/{REMOTE}/"
    listed = repository.git.run("for-each-ref", "--format=%(refname)", place).decode()
    names = (line.removeprefix(place) for line in listed.splitlines())
    return tuple(each for each in names if each not in ("HEAD", repository.branch))


def commit_all(repository: Repository, message: str) -> bool:
    """Commit what has changed in the folder; return whether anything had."""
    git = repository.git
    git.run("add", "-A")
    if git.attempt("diff", "--cached", "--quiet").returncode == 0 and head(repository):
        return False
    git.run(*identity(git), "commit", "-q", "--allow-empty", "-m", message)
    return True


def commit_tree(repository: Repository, parents: Iterable[str], message: str) -> str:
    """Commit the folder as it is, upon these parents; return the commit, which no branch has yet.

    If it is as the last of the parents, that one is returned.
    """
    git = repository.git
    upon = tuple(parents)
    git.run("add", "-A")
    tree = git.run("write-tree").decode().strip()
    if git.run("rev-parse", f"{upon[-1]}^{{tree}}").decode().strip() == tree:
        return upon[-1]
    named = [word for parent in upon for word in ("-p", parent)]
    made = git.run(*identity(git), "commit-tree", tree, *named, "-m", message)
    return made.decode().strip()


def move_head(repository: Repository, new: str, old: str | None) -> None:
    """Let the branch end at a commit, if it still ends at `old`: the commit of a merge."""
    words = ("update-ref", "-m", "sync", "HEAD", new, old or "0" * 40)
    repository.git.run(*words)


def base_of(repository: Repository, ours: str, theirs: str) -> str | None:
    """Return the last commit that both have, None if they have nothing in common."""
    return repository.git.text("merge-base", ours, theirs)


def list_files(repository: Repository, commit: str | None) -> Mapping[str, Known]:
    """Return the files of a commit by their paths; none of None."""
    if commit is None:
        return {}
    found: dict[str, Known] = {}
    listed = repository.git.run("ls-tree", "-r", "-z", "--full-tree", commit)
    lines = listed.decode(errors="surrogateescape")
    for line in filter(None, lines.split("\0")):
        known, _, name = line.partition("\t")
        mode, _, blob = known.split()
        found[name] = Known(blob, mode)
    return found


def refuse_other_kinds(files: Mapping[str, Known]) -> None:
    """Raise InvalidDataError for a link or another repository: no other computer could write it."""
    for name, known in files.items():
        if not known.mode.startswith("100"):
            raise InvalidDataError.of("sync.no-file", name=name)


def read_files(repository: Repository, files: Mapping[str, Known]) -> Tree:
    """Return the bytes of files; raises InvalidDataError for what is none."""
    refuse_other_kinds(files)
    blobs = tuple(dict.fromkeys(known.blob for known in files.values()))
    given = "".join(f"{blob}\n" for blob in blobs).encode()
    answer = repository.git.run("cat-file", "--batch", given=given) if blobs else b""
    contents: dict[str, bytes] = {}
    at = 0
    for blob in blobs:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        contents[blob] = answer[end + 1 : end + 1 + size]
        at = end + 2 + size
    return {name: contents[known.blob] for name, known in files.items()}


def push(repository: Repository, commit: str) -> Literal["pushed", "refused"]:
    """Send a commit to the remote, never by force; refused if another machine sent one before.

    Raises StorageError if the remote cannot be reached, or refuses for another reason.
    """
    target = f"{commit}:refs/heads/{repository.branch}"
    ended = repository.git.attempt("push", "--porcelain", REMOTE, target)
    if ended.returncode == 0:
        return "pushed"
    lines = [line for line in ended.stdout.decode(errors="replace").splitlines() if line[:1] == "!"]
    races = ("[rejected]", *_RACES)
    if any(word in line for line in lines for word in races):
        return "refused"
    raise refusal(ended, repository.root)


def identity(git: Git) -> tuple[str, ...]:
    """Return settings that name an author, as far as the coach has not given one to git."""
    usual = {"name": "coach", "email": "coach@localhost"}
    missing = (
        f"user.{key}={value}"
        for key, value in usual.items()
        if not git.text("config", "--get", f"user.{key}")
        and f"GIT_COMMITTER_{key.upper()}" not in os.environ
    )
    return tuple(word for each in missing for word in ("-c", each))


def snapshot(repository: Repository) -> str:
    """Return the folder as it is as a tree of git, without a commit; nothing else is changed."""
    index = repository.root / ".git" / "coach-index"
    more = {"GIT_INDEX_FILE": str(index)}
    try:
        repository.git.run("add", "-A", more=more)
        return repository.git.run("write-tree", more=more).decode().strip()
    finally:
        with suppress(OSError):
            index.unlink()
