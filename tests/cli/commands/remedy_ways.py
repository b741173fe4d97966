"""The table of remedies: each message in the states in which it has one command or another."""

from tests.cli.commands import (
    ways_amendments,
    ways_contract,
    ways_corrections,
    ways_ends,
    ways_money,
    ways_notes,
    ways_practice,
    ways_sessions,
    ways_sync,
    ways_undo,
)

from phmcoach.remedy import Remedy

WAYS = (
    *ways_contract.WAYS,
    *ways_corrections.WAYS,
    *ways_amendments.WAYS,
    *ways_sessions.WAYS,
    *ways_ends.WAYS,
    *ways_money.WAYS,
    *ways_notes.WAYS,
    *ways_practice.WAYS,
    *ways_sync.WAYS,
    *ways_undo.WAYS,
)

NEEDS_NO_WALK = {
    Remedy.NOTHING: "it names no command",
    Remedy.EDIT: "the coach writes in the editor: tests/actions/practice/test_edit_action.py",
    Remedy.WRITE_AMENDMENT: "`amend` names it: tests/cli/commands/test_amend_command.py",
}
