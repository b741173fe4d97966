"""Work on two computers, and bring both together."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run, edit
from tests.conftest import leave_typesetting_out

LAPTOP, DESKTOP = ("-C", "laptop"), ("-C", "desktop")
RunGit = Callable[..., str]
FIRST = """\
Whoever can open {remote} will be able to read there:
- your settings: address, bank account
- 2 clients: names, addresses, e-mails
- 3 engagements: beneficiaries, requests, objectives, sessions, evaluations
- 5 documents: contracts, signed papers, reports
- 2 entries of the ledger: invoices, payments
What git has taken stays in its history, also after you delete it.
"""
PAPER = "SPECIMEN-2026-0001"
LEFT = {
    "desktop": "Envoyés : 1 (clients/acme.toml).\n",
    "laptop": "Reçus : 1 (clients/acme.toml).\n",
}
IDLE = "Nothing to synchronise: both sides are the same.\n"


@pytest.fixture(autouse=True)
def git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RunGit:
    """Run Git without the settings of the developer; CI has it, elsewhere the test is skipped."""
    if shutil.which("git") is None and "CI" not in os.environ:
        pytest.skip("this machine has no git")
    (tmp_path / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*words: str) -> str:
        ran = subprocess.run(["git", *words], check=True, capture_output=True, text=True)
        return ran.stdout.strip()

    return run


@pytest.fixture
def remote(coach: Run, git: RunGit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make a practice on the laptop, and a repository that nothing was sent to."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    assert coach("demo", "laptop").code == 0
    edit(tmp_path / "laptop" / "practice.toml", 'language = "fr"', 'language = "en"')
    git("init", "-q", "--bare", "stick.git")
    return tmp_path / "stick.git"


@pytest.fixture
def joined(coach: Run, git: RunGit, remote: Path) -> Path:
    """Send the practice to the remote, and clone it on the desktop."""
    assert coach(*LAPTOP, "sync", "--remote", "stick.git", "--yes").code == 0
    git("clone", "-q", str(remote), "desktop")
    assert coach(*DESKTOP, "sync") == Ran(0, "", IDLE)
    return remote


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a practice that both computers have."""
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(folder).as_posix()).partition("/")[0]
        not in (".git", ".undo", ".coach.lock")
    }


def modes(folder: Path) -> dict[str, int]:
    return {name: stat.S_IMODE((folder / name).stat().st_mode) for name in files(folder)}


def same(tmp_path: Path) -> bool:
    return files(tmp_path / "laptop") == files(tmp_path / "desktop")


def test_the_first_sync_says_what_the_remote_will_hold_and_sends_nothing_without_a_yes(
    coach: Run, git: RunGit, remote: Path
) -> None:
    ran = coach(*LAPTOP, "sync", "--remote", "stick.git")
    goes_on = f"coach -C laptop sync --remote {remote} --yes"
    refused = f"Error: Nothing has been sent yet.\n  To fix it: {goes_on}\n"
    assert ran == Ran(5, "", FIRST.format(remote=remote) + refused)
    assert git("-C", "stick.git", "branch") == ""
    assert coach(*LAPTOP, "sync", "--yes").code == 3
    ran = coach(*shlex.split(goes_on)[1:])
    assert ran.code == 0
    assert ran.err.startswith(FIRST.format(remote=remote) + "Sent: 18 (.gitattributes, .gitignore")
    elsewhere = f"git clone -b main {remote} FOLDER, then coach sync in that folder."
    assert f"On another computer: {elsewhere}\n" in ran.err
    assert coach(*LAPTOP, "sync") == Ran(0, "", IDLE)


def test_on_a_terminal_the_first_sync_asks(
    coach: Run, git: RunGit, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("no\n"))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    ran = coach(*LAPTOP, "sync", "--remote", str(remote))
    assert ran.code == 5
    assert "Send it there?" in ran.err
    assert git("-C", "stick.git", "branch") == ""


def test_the_command_for_another_computer_works_with_a_blank_in_the_address(
    coach: Run, git: RunGit, remote: Path, tmp_path: Path
) -> None:
    remote.rename(tmp_path / "my stick.git")
    ran = coach(*LAPTOP, "sync", "--remote", "my stick.git", "--yes")
    found = re.search(r"another computer: git (clone .+) FOLDER, then", ran.err)
    assert found is not None
    git(*shlex.split(found[1]), "desktop")
    assert coach(*DESKTOP, "sync") == Ran(0, "", IDLE)


def test_a_clone_gets_its_permissions_and_the_same_files(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    assert same(tmp_path)
    assert modes(tmp_path / "desktop") == modes(tmp_path / "laptop")
    folders = [path for path in (tmp_path / "desktop").rglob("*") if path.is_dir()]
    own = [path for path in folders if ".git" not in path.parts]
    assert {stat.S_IMODE(path.stat().st_mode) for path in own} == {0o700}
    assert coach(*DESKTOP, "doctor").code == 0


def test_what_each_computer_recorded_is_on_both_after_each_has_synchronised(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    assert coach(*LAPTOP, "invoice", "martin").code == 0
    assert coach(*LAPTOP, "pay", "3", "--on", "2026-06-15", "--by", "transfer").code == 0
    assert coach(*DESKTOP, "set-client", "petit", "--email", "there@example.org").code == 0
    assert coach(*LAPTOP, "sync").err == (
        "Sent: 4 (ledger/2026/000003.toml, ledger/2026/000004.toml, "
        "ledger/2026/facture-SPECIMEN-2026-0003.pdf, ledger/head.toml).\n"
    )
    would = coach(*DESKTOP, "sync", "--dry-run")
    before = files(tmp_path / "desktop")
    assert would.err == (
        "Would be received: 4 (ledger/2026/000003.toml, ledger/2026/000004.toml, "
        "ledger/2026/facture-SPECIMEN-2026-0003.pdf, ledger/head.toml).\n"
        "Would be sent: 1 (clients/petit.toml).\nNothing was written or sent.\n"
    )
    assert files(tmp_path / "desktop") == before
    assert coach(*DESKTOP, "sync").err == (
        "Received: 4 (ledger/2026/000003.toml, ledger/2026/000004.toml, "
        "ledger/2026/facture-SPECIMEN-2026-0003.pdf, ledger/head.toml).\n"
        "Sent: 1 (clients/petit.toml).\n"
    )
    assert coach(*LAPTOP, "sync").err == "Received: 1 (clients/petit.toml).\n"
    assert same(tmp_path)
    assert modes(tmp_path / "desktop") == modes(tmp_path / "laptop")
    assert [coach(*each, "doctor").code for each in (LAPTOP, DESKTOP)] == [0, 0]
    assert coach(*DESKTOP, "sync") == Ran(0, "", IDLE)


def test_two_sessions_of_one_engagement_both_stay_and_one_gets_another_id(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    for each, day in ((LAPTOP, "2026-06-13"), (DESKTOP, "2026-06-14")):
        assert coach(*each, "log-session", "martin", "--on", day).code == 0
    assert coach(*LAPTOP, "sync").code == 0
    ran = coach(*DESKTOP, "sync")
    assert (ran.code, "because both computers had given" in ran.err) == (0, True)
    assert coach(*LAPTOP, "sync").code == 0
    assert same(tmp_path)
    text = (tmp_path / "laptop" / "engagements" / "martin-2026.toml").read_text("utf-8")
    assert ("2026-06-13" in text, "2026-06-14" in text) == (True, True)
    assert coach(*LAPTOP, "doctor").code == 0


@pytest.mark.parametrize(("side", "kept"), [("here", "desktop"), ("là-bas", "laptop")])
def test_what_both_changed_is_settled_for_one_side(
    coach: Run, joined: Path, tmp_path: Path, side: str, kept: str
) -> None:
    assert joined.is_dir()
    for each, name in ((LAPTOP, "laptop"), (DESKTOP, "desktop")):
        assert coach(*each, "set-client", "acme", "--email", f"{name}@example.org").code == 0
    assert coach(*LAPTOP, "sync").code == 0
    before = files(tmp_path / "desktop")
    refused = coach(*DESKTOP, "sync")
    assert refused.code == 6
    assert "laptop@example.org" in refused.out
    assert "coach -C desktop sync --prefer here" in refused.err
    assert files(tmp_path / "desktop") == before
    assert coach(*DESKTOP, "sync", "--prefer", side).code == 0
    assert coach(*LAPTOP, "sync").code == 0
    assert same(tmp_path)
    assert f"{kept}@example.org" in (tmp_path / "laptop/clients/acme.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [("1", "desktop"), ("ici", "desktop"), ("2", "laptop"), ("là-bas", "laptop")],
)
def test_on_a_terminal_what_both_changed_is_asked_in_the_words_of_the_option(
    coach: Run,
    joined: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answer: str,
    kept: str,
) -> None:
    assert joined.is_dir()
    for each, name in ((LAPTOP, "laptop"), (DESKTOP, "desktop")):
        assert coach(*each, "set-client", "acme", "--email", f"{name}@example.org").code == 0
    assert coach(*LAPTOP, "sync").code == 0
    monkeypatch.setenv("COACH_LANG", "fr")
    monkeypatch.setattr(sys, "stdin", StringIO(f"{answer}\n"))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    ran = coach(*DESKTOP, "sync")
    assert ran.code == 0
    assert ran.err.replace("\u202f", " ") == (
        "Les deux côtés ont changé clients/acme.toml, email. "
        "Ici : desktop@example.org. Là-bas : laptop@example.org.\n"
        "Que garder :\n   1  ici\n   2  là-bas\nNuméro ou mot : " + LEFT[kept]
    )
    text = (tmp_path / "desktop/clients/acme.toml").read_text("utf-8")
    assert f"{kept}@example.org" in text


def test_what_was_signed_stays_and_the_change_that_goes_is_named(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    assert coach(*LAPTOP, "amend", "martin", "--sessions", "15").code == 0
    assert coach(*LAPTOP, "sync").code == 0
    assert coach(*DESKTOP, "sync").code == 0
    signs = ("sign", "martin", "--amendment", "1", "--on", "2026-06-15")
    assert coach(*LAPTOP, *signs).code == 0
    assert coach(*DESKTOP, "amend", "martin", "--rate", "270").code == 0
    assert coach(*LAPTOP, "sync").code == 0
    said = (
        "engagements/martin-2026.toml, amendments.1.hourly_rate: what was signed on the other "
        "computer stays (–). The change of this one is not taken over (270.0): agree on it with an "
        "amendment.\n"
    )
    assert said in coach(*DESKTOP, "sync", "--dry-run").err
    ran = coach(*DESKTOP, "sync", "--prefer", "here")
    assert (ran.code, ran.err.startswith(said)) == (0, True)
    assert coach(*LAPTOP, "sync").code == 0
    assert same(tmp_path)
    assert [coach(*each, "doctor").code for each in (LAPTOP, DESKTOP)] == [0, 0]


def test_a_damaged_ledger_is_not_sent(coach: Run, joined: Path, tmp_path: Path) -> None:
    head = joined / "refs" / "heads" / "main"
    sent = head.read_text("ascii")
    entry = tmp_path / "laptop" / "ledger" / "2026" / "000001.toml"
    entry.chmod(0o600)
    entry.write_bytes(entry.read_bytes() + b"# changed\n")
    assert coach(*LAPTOP, "sync").code == 4
    assert head.read_text("ascii") == sent


@pytest.mark.parametrize("is_sent", [True, False])
def test_an_older_copy_of_the_ledger_gets_its_entries_back(
    coach: Run, joined: Path, tmp_path: Path, *, is_sent: bool
) -> None:
    assert joined.is_dir()
    ledger, older = tmp_path / "laptop" / "ledger", tmp_path / "older"
    shutil.copytree(ledger, older)
    paid = ("pay", "1", "--by", "transfer", "--on", "2026-06-14")
    assert coach(*LAPTOP, *paid).code == 0
    assert coach(*LAPTOP, "invoice", "martin", "--deposit", "100").code == 0
    recorded = files(ledger)
    assert coach(*LAPTOP, "sync").code == 0
    if is_sent:
        assert coach(*DESKTOP, "sync").code == 0
    subprocess.run(["rm", "-rf", str(ledger)], check=True)
    shutil.copytree(older, ledger)
    would = coach(*LAPTOP, "sync", "--dry-run").err
    assert "Would be received: 3 (ledger/2026/000003.toml, ledger/2026/000004.toml, " in would
    assert coach(*LAPTOP, "sync").code == 0
    assert coach(*DESKTOP, "sync").code == 0
    assert files(ledger) == recorded
    assert same(tmp_path)
    assert coach(*LAPTOP, "doctor").code == 0
    assert coach(*LAPTOP, "sync") == Ran(0, "", IDLE)


@pytest.mark.parametrize("lost", ["head.toml", "2026/000001.toml", "2026/000002.toml", ""])
def test_a_machine_without_the_pen_gets_back_what_it_lost_of_the_ledger(
    coach: Run, joined: Path, tmp_path: Path, lost: str
) -> None:
    """It records nothing, so it cannot recover it; the other machine has recorded meanwhile."""
    assert joined.is_dir()
    assert coach(*LAPTOP, "pay", "1", "--by", "transfer", "--on", "2026-06-14").code == 0
    assert coach(*LAPTOP, "sync").code == 0
    subprocess.run(["rm", "-rf", str(tmp_path / "desktop/ledger" / lost)], check=True)
    assert "To fix it: coach -C desktop sync\n" in coach(*DESKTOP, "recover").out
    ran = coach(*DESKTOP, "sync")
    assert ran.code == 0, ran
    assert f"ledger/{lost}" in ran.err.splitlines()[0], ran
    assert coach(*DESKTOP, "recover").out.startswith("Nothing to recover")
    assert same(tmp_path)
    assert coach(*DESKTOP, "doctor").code == 0


def test_the_machine_with_the_pen_gets_no_earlier_head(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    """It may have recorded more since, which would be lost without a word."""
    assert joined.is_dir()
    assert coach(*LAPTOP, "pay", "1", "--by", "transfer", "--on", "2026-06-14").code == 0
    subprocess.run(["rm", "-rf", str(tmp_path / "laptop/ledger")], check=True)
    ran = coach(*LAPTOP, "sync")
    assert ran.code == 4
    assert "coach -C laptop recover" in ran.err


def test_a_sync_that_only_put_files_back_names_them(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    for name in ("000001.toml", "000002.toml"):
        subprocess.run(["rm", "-f", str(tmp_path / "desktop/ledger/2026" / name)], check=True)
    named = "ledger/2026/000001.toml, ledger/2026/000002.toml"
    assert coach(*DESKTOP, "sync") == Ran(0, "", f"Put back in the ledger: 2 ({named}).\n")
    assert coach(*DESKTOP, "sync") == Ran(0, "", IDLE)


def test_an_entry_that_the_remote_has_is_put_back_and_not_noted_as_lost(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    entry = tmp_path / "laptop/ledger/2026/000001.toml"
    recorded = entry.read_bytes()
    assert coach(*LAPTOP, "pay", "1", "--by", "transfer", "--on", "2026-06-14").code == 0
    subprocess.run(["rm", "-f", str(entry)], check=True)
    assert coach(*LAPTOP, "sync").code == 0
    assert entry.read_bytes() == recorded
    assert coach(*DESKTOP, "sync").code == 0
    assert same(tmp_path)
    assert coach(*LAPTOP, "doctor").code == 0


def test_a_remote_that_lost_entries_gets_them_back(
    coach: Run, git: RunGit, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    assert coach(*LAPTOP, "pay", "1", "--by", "transfer", "--on", "2026-06-14").code == 0
    assert coach(*LAPTOP, "sync").code == 0
    assert coach(*DESKTOP, "sync").code == 0
    git("-C", "desktop", "checkout", "-q", "HEAD~", "--", "ledger/head.toml")
    git("-C", "desktop", "rm", "-qf", "ledger/2026/000003.toml")
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    git("-C", "desktop", *identity, "commit", "-qam", "by hand")
    git("-C", "desktop", "push", "-q", "origin", "main")
    assert coach(*LAPTOP, "sync").code == 0
    assert coach(*DESKTOP, "sync").code == 0
    assert "ledger/2026/000003.toml" in files(tmp_path / "desktop")
    assert same(tmp_path)
    assert coach(*LAPTOP, "doctor").code == 0


@pytest.mark.parametrize(
    ("address", "named"),
    [("laptop", "laptop"), ("laptop/stick.git", "stick.git"), ("./laptop/.git", ".git")],
)
def test_a_remote_in_the_practice_itself_is_refused(
    coach: Run, git: RunGit, joined: Path, address: str, named: str
) -> None:
    ran = coach(*LAPTOP, "sync", "--remote", address)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.endswith(
        f"{named}) is in the folder of the practice, which would be sent into itself: take a "
        "folder elsewhere, such as on a USB stick, or a server.\n"
    )
    assert git("-C", "laptop", "remote", "get-url", "origin") == str(joined)


def test_a_server_is_no_folder_of_the_practice_where_the_command_is_typed(
    coach: Run, joined: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert joined.is_dir()
    monkeypatch.setenv("GIT_SSH_COMMAND", "false")
    monkeypatch.chdir(tmp_path / "laptop")
    assert coach("sync", "--remote", "nas:practice.git").code == 7


def test_a_full_remote_is_not_taken_for_the_disk_of_the_practice(coach: Run, joined: Path) -> None:
    hook = joined / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'fatal: x: No space left on device' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o700)
    assert coach(*LAPTOP, "set-client", "acme", "--email", "x@example.org").code == 0
    full = "Error: The disk of the remote is full: nothing was sent. Free some space there, then "
    assert coach(*LAPTOP, "sync") == Ran(7, "", f"{full}start again.\n")
    hook.unlink()
    assert coach(*LAPTOP, "sync") == Ran(0, "", "Sent: 1 (clients/acme.toml).\n")


def test_another_practice_is_never_merged(coach: Run, joined: Path, tmp_path: Path) -> None:
    assert coach("demo", "other").code == 0
    before = files(tmp_path / "other")
    ran = coach("-C", "other", "sync", "--remote", str(joined), "--yes")
    assert (ran.code, "n’a pas été fait à partir du dépôt" in ran.err) == (6, True)
    assert files(tmp_path / "other") == before


def test_a_name_that_another_computer_could_not_write_is_not_sent(
    coach: Run, git: RunGit, joined: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "laptop" / "documents" / "martin-2026"
    scan = folder / "Où en est-on ?.txt"
    scan.write_text("x", "utf-8")
    sent = git("-C", str(joined), "for-each-ref")
    refused = (
        "Error: “documents/martin-2026/Où en est-on ?.txt” cannot be written on every computer. "
        'Give the file or its folder another name, without < > : " | ? * \\ and not ending in a '
        "space or a dot.\n"
    )
    assert coach(*LAPTOP, "sync", "--dry-run") == Ran(4, "", refused)
    assert coach(*LAPTOP, "sync") == Ran(4, "", refused)
    assert git("-C", str(joined), "for-each-ref") == sent
    scan.rename(folder / "Où en est-on.txt")
    assert coach(*LAPTOP, "sync").code == 0
    assert coach(*DESKTOP, "sync").code == 0
    assert same(tmp_path)


def test_a_link_is_not_sent(coach: Run, git: RunGit, joined: Path, tmp_path: Path) -> None:
    link = tmp_path / "laptop" / "documents" / "scans"
    link.symlink_to(tmp_path / "elsewhere")
    sent = git("-C", str(joined), "for-each-ref")
    refused = (
        "Error: documents/scans is a link, or a git repository of its own, and no file: another "
        "computer could not write it. Move it out of the folder of the practice, then start "
        "again.\n"
    )
    assert coach(*LAPTOP, "sync") == Ran(4, "", refused)
    assert git("-C", str(joined), "for-each-ref") == sent
    link.rename(tmp_path / "scans")
    assert coach(*LAPTOP, "sync") == Ran(0, "", IDLE)
    assert coach(*DESKTOP, "sync") == Ran(0, "", IDLE)


def test_an_author_whom_git_knows_in_part_is_completed(
    coach: Run, git: RunGit, joined: Path, tmp_path: Path
) -> None:
    git("-C", "laptop", "config", "user.email", "camille@example.org")
    edit(tmp_path / "laptop" / "clients" / "acme.toml", "Acme", "Acme Conseil")
    assert coach(*LAPTOP, "sync").code == 0
    author = git("-C", str(joined), "log", "-1", "--format=%an <%ae>", "main")
    assert author == "coach <camille@example.org>"


def test_what_a_coach_once_committed_by_hand_is_no_question_though_it_is_ignored_since(
    coach: Run, git: RunGit, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(folder: Path, day: str) -> None:
        monkeypatch.setenv("COACH_TODAY", day)
        for line in (f"backup {day}.zip", "export ics", "export sessions", f"mail {PAPER}"):
            assert coach("-C", str(folder), *line.split()).code == 0
        for path in (*folder.glob("exports/*.csv"), *folder.glob("documents/*/*.eml")):
            path.write_text(f"{path.read_text('utf-8')}{day}\n", "utf-8")

    laptop, desktop = tmp_path / "laptop", tmp_path / "desktop"
    change(laptop, "2026-06-15")
    (laptop / ".gitignore").unlink()  # earlier versions wrote none
    git("init", "-q", "laptop")
    git("-C", "laptop", "add", "-A")
    git("-C", "laptop", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")
    assert coach(*LAPTOP, "sync", "--remote", str(remote), "--yes").code == 0
    git("clone", "-q", str(remote), "desktop")
    assert coach(*DESKTOP, "sync").code == 0
    change(laptop, "2026-06-17")
    change(desktop, "2026-06-16")
    for folder in (LAPTOP, DESKTOP, LAPTOP):
        assert coach(*folder, "sync").code == 0
    backed_up = (laptop / "backup.toml").read_text("utf-8")
    assert "made_on = 2026-06-17" in backed_up
    assert same(tmp_path)


def test_a_second_branch_is_never_made_on_a_remote(
    coach: Run, git: RunGit, joined: Path, tmp_path: Path
) -> None:
    sent = git("-C", str(joined), "for-each-ref")
    shutil.copytree(tmp_path / "laptop", tmp_path / "tower")
    subprocess.run(["rm", "-rf", str(tmp_path / "tower" / ".git")], check=True)
    git("init", "-q", "-b", "trunk", "tower")
    before = files(tmp_path / "tower")
    refused = (
        f"Error: The remote ({joined}) holds the branch main, and this folder is on trunk: there "
        "would be two practices on one remote, each with a pen. Clone the remote into a new folder "
        f"(git clone -b main {joined} FOLDER) and work there.\n"
    )
    assert coach("-C", "tower", "sync", "--remote", str(joined), "--yes") == Ran(6, "", refused)
    git("-C", "tower", "remote", "add", "origin", str(joined))
    assert coach("-C", "tower", "sync", "--dry-run") == Ran(6, "", refused)
    assert coach("-C", "tower", "sync", "--take", "--yes") == Ran(6, "", refused)
    assert git("-C", str(joined), "for-each-ref") == sent
    assert files(tmp_path / "tower") == before


def test_what_was_received_is_nothing_that_undo_takes_back(
    coach: Run, joined: Path, tmp_path: Path
) -> None:
    assert joined.is_dir()
    assert coach(*LAPTOP, "set-client", "petit", "--email", "new@example.org").code == 0
    assert coach(*LAPTOP, "sync").code == 0
    assert coach(*DESKTOP, "sync").code == 0
    listed = coach(*DESKTOP, "undo", "--list")
    assert "sync" not in listed.out
    assert "new@example.org" in (tmp_path / "desktop/clients/petit.toml").read_text("utf-8")


def test_without_git_one_sentence_says_so(
    coach: Run, remote: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = coach(*LAPTOP, "sync", "--remote", str(remote))
    assert ran == Ran(
        7,
        "",
        "Error: Synchronising needs the program git, which this computer does not have: "
        "install it from https://git-scm.com, then start again.\n",
    )


def refusals() -> list[tuple[str, int, str]]:
    return [
        ("git -C desktop checkout -q --detach", 6, "is on no branch"),
        ("touch desktop/.git/MERGE_HEAD", 6, "is not finished"),
        ("git -C desktop remote remove origin", 3, "has no remote yet"),
        ("git -C desktop remote set-url origin gone.git", 7, "There is no git repository"),
        ("git -C desktop remote set-url origin ssh://127.0.0.1:1/x", 7, "cannot be reached"),
        ("mv desktop/.git elsewhere", 3, "has no remote yet"),
        ("mv desktop/.git elsewhere; git init -q .", 7, "inside another git repository"),
        (
            "git -C stick.git worktree add -q ../tree; mv desktop/.git x; cp tree/.git desktop",
            7,
            "must be the top of its own",
        ),
        ("touch desktop/.git/index.lock", 7, "delete that file"),
        ("rm -r desktop/.git/objects", 7, "Clone the remote into a new folder"),
    ]


@pytest.mark.parametrize(("typed", "code", "sentence"), refusals())
def test_what_stands_in_the_way_of_git_is_a_sentence(
    coach: Run,
    joined: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    code: int,
    sentence: str,
) -> None:
    monkeypatch.setattr("phmcoach.store.sync.git._PATIENCE", 0.0)
    subprocess.run(["bash", "-ec", typed], cwd=joined.parent, check=True, capture_output=True)
    ran = coach(*DESKTOP, "sync")
    assert (ran.code, sentence in ran.err) == (code, True), ran.err
    assert "Traceback" not in ran.err
