"""Every action that changes an engagement saves it in one place, which carries old seals over."""

import re
from pathlib import Path

ACTIONS = Path(__file__).parents[2] / "src" / "phmcoach" / "actions"

WRITERS = {
    "save_record": {
        "saving.py",  # engagements
        "notes/keys.py",  # when the recovery key was typed
        "practice/later.py",  # the rows that were put aside
        "practice/practice.py",  # a client
        "practice/practice_changes.py",  # the practice
        "practice/habits.py",  # the bounds of its contracts
        "practice/archived_years.py",  # what is noted of the archives
        "practice/calendar_log.py",  # what the last calendar said
    },
    "replace_file": {
        "documents.py",  # a paper
        "contract/proofs.py",  # a paper that was not signed, by the one that was
        "moving/calendar.py",  # the calendar of the day
        "moving/tables.py",  # a table for a spreadsheet
        "notes/keys.py",  # the keys, for another passphrase
        "notes/texts.py",  # a note
        "practice/dashboard.py",  # the page of the day
        "practice/editing.py",  # an engagement that cannot be read until it is put right
    },
}
"""What replaces a file, and the actions that may call it."""


def test_no_action_saves_an_engagement_in_another_place() -> None:
    found = {
        name: {
            path.relative_to(ACTIONS).as_posix()
            for path in ACTIONS.rglob("*.py")
            if re.search(rf"\b{name}\(", path.read_text("utf-8"))
        }
        for name in WRITERS
    }
    assert found == WRITERS
