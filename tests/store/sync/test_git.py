"""What git says is told apart: what the system refuses here is no refusal of the remote."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from phmcoach.store.sync.git import refusal

OF_THE_SYSTEM = {
    "fatal: Unable to create '/p/.git/index.lock': Permission denied": "/p/.git/index.lock",
    "fatal: Unable to create '.git/index.lock': Permission denied": "/p/.git/index.lock",
    "error: cannot open '.git/FETCH_HEAD': Permission denied": "/p/.git/FETCH_HEAD",
    "error: insufficient permission for adding an object to repository database .git/objects\n"
    "fatal: updating files failed": "/p/.git/objects",
}
OF_THE_REMOTE = {
    "git@example.org: Permission denied (publickey).\nfatal: Could not read from remote "
    "repository.": "sync.not-let-in",
    "fatal: Authentication failed for 'https://example.org/x.git/'": "sync.not-let-in",
    "fatal: repository 'https://example.org/x.git/' not found": "sync.no-such-remote",
}


def problem_of(said: str) -> tuple[str, object]:
    ended = CompletedProcess(["git"], 128, b"", said.encode())
    (problem,) = refusal(ended, Path("/p")).problems
    return problem.message, problem.args.get("path")


@pytest.mark.parametrize(("said", "path"), OF_THE_SYSTEM.items())
def test_what_the_system_refuses_git_names_its_path(said: str, path: str) -> None:
    assert problem_of(said) == ("store.no-permission", path)


@pytest.mark.parametrize(("said", "message"), OF_THE_REMOTE.items())
def test_what_the_remote_refuses_is_about_the_remote(said: str, message: str) -> None:
    assert problem_of(said)[0] == message
