"""The address of the remote: a new one is kept once it has answered, and no password is shown."""

import stat
from pathlib import Path

import pytest
from tests.cli.commands.keeping.machines import Machines, git, needs_git
from tests.cli.conftest import Run
from tests.conftest import leave_typesetting_out

pytestmark = needs_git

LOCKED = "https://marie:s3cret@nas.example/c.git"
SHOWN = "https://nas.example/c.git"


@pytest.fixture
def machines(coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machines:
    """Make a practice and its remote, which Git finds at an address of the web too."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    place = tmp_path / "remote.git"
    settings = f'[url "{place}"]\n\tinsteadOf = {LOCKED}\n\tinsteadOf = {SHOWN}\n'
    (tmp_path / ".gitconfig").write_text(settings, "utf-8")
    return Machines(coach, tmp_path)


def address(folder: Path) -> str:
    return git(folder, "config", "--get", "remote.origin.url").strip()


def test_an_address_that_does_not_answer_leaves_the_one_that_did(machines: Machines) -> None:
    laptop = machines.begin("laptop")
    ran = machines.run("laptop", "sync", "--remote", "stcik.git")
    nowhere = machines.place / "stcik.git"
    assert ran.code == 7
    assert ran.err == (
        f"Error: There is no git repository in {nowhere}. Plug in its disk, or make the repository "
        f"there once: git init --bare {nowhere}\n"
        f"Error: The address of the remote is still {machines.remote}.\n"
    )
    assert address(laptop) == str(machines.remote)
    assert machines.run("laptop", "sync").code == 0


@pytest.mark.parametrize("branch", ["master", "other"])
@pytest.mark.parametrize("take", [(), ("--take", "--yes")])
def test_nor_does_the_repository_of_another_practice_take_its_place(
    machines: Machines, take: tuple[str, ...], branch: str
) -> None:
    laptop = machines.begin("laptop")
    git(machines.place, "init", "-q", "-b", branch, "other")
    author = ("-c", "user.name=X", "-c", "user.email=x@example.org")
    git(machines.place / "other", *author, "commit", "-q", "--allow-empty", "-m", "other")
    ran = machines.run("laptop", "sync", "--remote", "other", *take)
    assert ran.code == 6
    assert ran.err.endswith(f"Error: The address of the remote is still {machines.remote}.\n")
    assert address(laptop) == str(machines.remote)
    assert machines.run("laptop", "sync").code == 0


def test_an_empty_repository_is_kept_once_the_coach_agrees_to_send_there(
    machines: Machines,
) -> None:
    laptop, new = machines.begin("laptop"), machines.place / "new.git"
    git(machines.place, "init", "-q", "--bare", "new.git")
    ran = machines.run("laptop", "sync", "--remote", "new.git")
    assert ran.code == 5
    assert ran.err.endswith(
        "Error: Nothing has been sent yet.\n"
        f"  To fix it: coach -C {laptop} sync --remote {new} --yes\n"
        f"Error: The address of the remote is still {machines.remote}.\n"
    )
    assert address(laptop) == str(machines.remote)
    assert machines.run("laptop", "sync", "--remote", str(new), "--yes").code == 0
    assert address(laptop) == str(new)


def test_the_first_address_is_kept_once_it_has_answered(coach: Run, machines: Machines) -> None:
    assert coach("demo", "laptop").code == 0
    ran = machines.run("laptop", "sync", "--remote", "https://marie:s3cret@127.0.0.1:1/c.git")
    assert ran.code == 7
    assert "s3cret" not in ran.err
    assert "https://127.0.0.1:1/c.git" in ran.err
    assert machines.run("laptop", "sync").code == 3
    assert machines.run("laptop", "sync", "--remote", str(machines.remote), "--yes").code == 0


def test_a_password_in_an_address_is_never_shown_and_git_can_be_asked_to_keep_it(
    machines: Machines,
) -> None:
    laptop = machines.begin("laptop")
    git(machines.place, "init", "-q", "--bare", "new.git")
    git(
        machines.place,
        "config",
        "--file",
        ".gitconfig",
        "--rename-section",
        f"url.{machines.remote}",
        f"url.{machines.place / 'new.git'}",
    )
    ran = machines.run("laptop", "sync", "--remote", LOCKED, "--yes")
    assert ran.code == 0
    assert "s3cret" not in ran.out + ran.err
    assert f"Whoever can open {SHOWN} will be able to read there:\n" in ran.err
    assert f"git clone -b master {SHOWN} FOLDER" in ran.err
    hint = (
        "The address of the remote contains a password, in clear in .git/config. Leave it out: "
        f"coach -C {laptop} sync --remote {SHOWN} – git asks for it then, and can keep it "
        "(git help credentials).\n"
    )
    assert hint in ran.err
    assert hint in machines.run("laptop", "sync").err
    assert stat.S_IMODE((laptop / ".git").stat().st_mode) == 0o700
    ran = machines.run("laptop", "sync", "--remote", SHOWN)
    assert (ran.code, ran.err) == (0, "Nothing to synchronise: both sides are the same.\n")
    assert address(laptop) == SHOWN
