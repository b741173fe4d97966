"""What no machine sends to another is in one list, which is complete."""

import re
from datetime import date
from pathlib import Path

from tests.house.test_remedies import nodes_of_sources, texts_of
from tests.store.sync.conftest import RunGit

from phmcoach.file_kinds import placeholder_of, temporary_name
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.backup import unfinished
from phmcoach.store.keeping.drafts import make_draft
from phmcoach.store.keeping.last_backup import last_backup_file
from phmcoach.store.sync.ignored import IGNORED, keep_git_files
from phmcoach.store.two_files import plan_file
from phmcoach.store.undo.pending import pending_file
from phmcoach.store.undo.states import state_file


def names_of_this_machine(folder: Folder) -> list[str]:
    """Return a file of each kind that stays on its machine, made by what names it."""
    engagement = folder.engagement_file("martin-2026")
    engagement.parent.mkdir()
    draft = make_draft(engagement, b"draft")
    hidden = [draft.path, draft.base, draft.lock_file, folder.lock_file, plan_file(folder)]
    hidden += [pending_file(folder), state_file(folder, 12, date(2026, 6, 15))]
    hidden += [place / temporary_name() for place in folder.written_places()]
    hidden += [folder.ledger_dir / "2026" / ".000042.pdf", last_backup_file(folder)]
    hidden += [unfinished(folder.root / "kept.zip")]
    hidden += [engagement.with_name(placeholder_of(engagement.name))]
    hidden += [folder.documents_dir("martin-2026") / "courriel-F-2026-0001.eml"]
    hidden += [folder.documents_dir("ledger") / "x.eml", folder.exports_dir / "coach.ics"]
    hidden += [folder.root / name for name in (".syncthing.practice.toml.tmp", ".DS_Store")]
    hidden += [folder.clients_dir / "~syncthing~acme.toml.tmp"]
    return [path.relative_to(folder.root).as_posix() for path in hidden]


def names_that_are_sent(folder: Folder) -> list[str]:
    sent = [folder.practice_file, folder.client_file("acme"), folder.ledger_head]
    sent += [folder.engagement_file("martin-2026"), folder.archive_dir / "2025" / "x.toml"]
    sent += [folder.documents_dir("martin-2026") / "contrat.pdf", folder.archives_file]
    sent += [folder.documents_dir("martin-2026") / "contract.signed.toml"]
    sent += [folder.ledger_dir / "2026" / name for name in ("000001.toml", "F-2026-0001.pdf")]
    sent += [folder.ledger_dir / "writer.toml", folder.notes_dir / "martin" / "2026-02-03.age"]
    sent += [folder.exports_dir / name for name in ("calendar.toml", "archive-2026.zip")]
    sent += [folder.root / name for name in ("later.toml", ".gitignore", "perso/notes.txt")]
    return [path.relative_to(folder.root).as_posix() for path in sent]


def test_git_leaves_out_what_is_of_one_machine_and_nothing_else(
    git: RunGit, tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "practice")
    folder.root.mkdir()
    git("init", "-q", cwd=folder.root)
    keep_git_files(folder)
    left_out, sent = names_of_this_machine(folder), names_that_are_sent(folder)
    for name in (*left_out, *sent):
        path = folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    known = git("ls-files", "-o", "--exclude-standard", cwd=folder.root).splitlines()
    assert sorted(known) == sorted({*sent, ".gitattributes"})


ENDINGS = {
    ".toml",
    ".pdf",
    ".eml",
    ".age",
    ".draft.age",
    ".icloud",
    ".from",
    ".lock",
    ".j2",
    ".csv",
    ".ics",
    ".html",
    ".py",
    ".json",
}
SPELLED = {
    ".X.icloud",
    ".X.new",  # in the cache of the system
    ".X.pdf",
    ".X.unfinished",
    ".coach.lock",
    ".coach.plan",
    ".edit-X.X.toml",
    ".git",
    ".gitattributes",
    ".gitignore",
    ".tmp-X",
    ".undo",
}


def test_every_hidden_name_that_the_store_makes_is_tried_above() -> None:
    sources = {"file_kinds.py", *(path for path in nodes_of_sources() if path.startswith("store/"))}
    found = {
        text
        for path in sources - {"store/sync/ignored.py"}
        for text in texts_of(nodes_of_sources()[path])
        if re.fullmatch(r"\.[A-Za-z][\w.-]*", text)
    }
    assert found - ENDINGS == SPELLED, found ^ SPELLED


def test_lines_of_the_coach_s_own_stay_and_are_completed_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / ".gitignore").write_bytes(b"perso/\r\n.DS_Store")
    assert keep_git_files(folder) == (".gitattributes", ".gitignore")
    lines = (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    assert lines[:2] == ["perso/", ".DS_Store"]
    assert sorted(set(IGNORED) - set(lines)) == []
    assert lines.count(".DS_Store") == 1
    assert keep_git_files(folder) == ()
