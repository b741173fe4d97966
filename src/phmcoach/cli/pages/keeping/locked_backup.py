"""Opening a locked backup with the coach."""

import os
import sys
from contextlib import suppress

from phmcoach.actions.keeping.restoring import Locked, open_locked
from phmcoach.actions.notes.files import identity_file
from phmcoach.actions.notes.keys import parse_recovery_key
from phmcoach.cli.pages.keeping.secrets import COMMAND, unlock
from phmcoach.cli.shell.state import CliState, working_folder
from phmcoach.cli.shell.terminal import read_line
from phmcoach.errors import CoachError, RuleRefusedError
from phmcoach.store.find_folder import find_folder
from phmcoach.store.folder import Folder


def unlock_backup(state: CliState, locked: Locked) -> bytes:
    """Return the zip in a locked backup, opened by the passphrase or by the recovery key.

    What the passphrase opens is in the practice. Where that is lost it is inside the backup, which
    then only the recovery key opens: typed, or a line of the standard input.
    """
    folder = _find_practice(state)
    if folder is not None and (state.interactive or os.environ.get(COMMAND)):
        try:
            return open_locked(locked, unlock(state, state.context(folder=folder)))
        except CoachError as error:
            if not state.interactive:
                raise
            state.out.report_error(error)
    state.out.say("said.backup-needs-key")
    if not state.interactive:
        return open_locked(locked, (parse_recovery_key(sys.stdin.readline()),))
    while True:
        typed = read_line(state.out, state.tr.text("ask.recovery-key"))
        try:
            return open_locked(locked, (parse_recovery_key(typed),))
        except RuleRefusedError as error:
            state.out.report_error(error)


def _find_practice(state: CliState) -> Folder | None:
    """Return the practice at hand if it has the key that a passphrase opens."""
    with suppress(CoachError):
        found = find_folder(state.folder_option, os.environ, working_folder())
        if identity_file(found).exists():
            return found
    return None
