"""Asking for a passphrase and for the recovery key, and making the keys of the private notes.

A passphrase is typed unseen, or comes from the program that `COACH_PASSPHRASE_COMMAND` names, such
as that of a keyring. It is never an argument, nor in the environment of another program.
"""

import getpass
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from phmcoach.actions.notes.keys import (
    SHORTEST_PASSPHRASE,
    WrongPassphraseError,
    check_passphrase,
    needs_keys,
    read_recovery_key,
    save_new_keys,
    unlock_identity,
)
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.terminal import read_line
from phmcoach.errors import Problem, RuleRefusedError, UsageError
from phmcoach.notes.age_files import Key, first_difference, make_key, read_key
from phmcoach.store.interrupts import heed_interrupts

if TYPE_CHECKING:
    from phmcoach.actions.context import Context

COMMAND = "COACH_PASSPHRASE_COMMAND"
TRIES = 3
PER_LINE = 5
"""How many groups of a key are printed on a line."""


def unlock(state: CliState, context: "Context") -> tuple[Key, ...]:
    """Return the keys that open the notes; on a terminal a wrong passphrase is asked for again."""
    tries = TRIES if state.interactive and not os.environ.get(COMMAND) else 1
    while True:
        tries -= 1
        passphrase = _get_passphrase(state, "ask.passphrase")
        try:
            return unlock_identity(context.folder, passphrase)
        except WrongPassphraseError as error:
            if not tries:
                raise
            state.out.report_error(error)


def make_keys(state: CliState, context: "Context") -> None:
    """Make the keys of a practice that has none, with the person at the terminal.

    Nothing is written before the recovery key was typed back: who forgets a passphrase without
    having copied it would lose every note.
    """
    if not needs_keys(context.folder) or not state.interactive:
        return
    out = state.out
    out.say("said.note-keys-begin", least=SHORTEST_PASSPHRASE)
    passphrase = ask_new_passphrase(state)
    own, recovery = make_key(), make_key()
    _show_key(state, recovery)
    while True:
        typed = read_line(out, state.tr.text("ask.recovery-key-back"))
        if read_key(typed) == recovery:
            break
        out.say("said.recovery-key-wrong", group=first_difference(recovery, typed))
    save_new_keys(context, own=own, recovery=recovery, passphrase=passphrase)
    out.say("said.note-keys-made")


def ask_new_passphrase(state: CliState) -> str:
    """Return a new passphrase, typed twice, or given by the program of a keyring."""
    while True:
        passphrase = _get_passphrase(state, "ask.new-passphrase")
        by_program = bool(os.environ.get(COMMAND))
        try:
            check_passphrase(passphrase)
            if by_program or _get_passphrase(state, "ask.passphrase-again") == passphrase:
                return passphrase
            raise UsageError.of("notes.passphrases-differ")
        except (RuleRefusedError, UsageError) as error:
            if by_program:
                raise
            state.out.report_error(error)


def ask_recovery_key(state: CliState, context: "Context") -> Key:
    """Return the recovery key as the coach has it, asked for until it is right.

    Off a terminal it is a line of the standard input.
    """
    if not state.interactive:
        return read_recovery_key(context.folder, sys.stdin.readline())
    while True:
        typed = read_line(state.out, state.tr.text("ask.recovery-key"))
        try:
            return read_recovery_key(context.folder, typed)
        except RuleRefusedError as error:
            state.out.report_error(error)


def _show_key(state: CliState, key: Key) -> None:
    groups = [key.groups[at : at + PER_LINE] for at in range(0, len(key.groups), PER_LINE)]
    state.out.say("said.recovery-key")
    beginning = key.secret.removesuffix("".join(key.groups))
    lines = "\n".join(f"    {'  '.join(each)}" for each in groups)
    state.out.prompt(f"\n    {beginning}\n{lines}\n\n")
    state.out.say("said.copy-recovery-key")


def _get_passphrase(state: CliState, question: str) -> str:
    if command := os.environ.get(COMMAND):
        return _run_command(command, interactive=state.interactive)
    if not state.interactive:
        raise UsageError(Problem("notes.nobody-to-ask", {"variable": COMMAND}))
    heed_interrupts()
    try:
        return getpass.getpass(f"{state.tr.text(question)} ")
    except EOFError:
        raise KeyboardInterrupt from None


def _run_command(command: str, *, interactive: bool) -> str:
    """Return the first line that a program prints; UsageError if it does not run or prints none."""
    try:
        words = shlex.split(command) if sys.platform != "win32" else command
        done = subprocess.run(  # noqa: S603 - the user chose it
            words,
            input=None if interactive else b"",  # what is piped is the text of a note
            stdout=subprocess.PIPE,
            check=False,
        )
    except (FileNotFoundError, NotADirectoryError, PermissionError, ValueError):
        raise UsageError.of("notes.command-failed", variable=COMMAND) from None
    first = done.stdout.decode(errors="replace").partition("\n")[0].rstrip("\r")
    if done.returncode or not first:
        raise UsageError.of("notes.command-failed", variable=COMMAND)
    return first
