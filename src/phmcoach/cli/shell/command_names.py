"""What is done about a name that no command has: it had it before, or another one is near.

A line with an old name runs as the same act under its new one. Old names are in no help and no
completion; they answer until the version in `GONE_IN`, so that scripts and habits have two releases
to change.
"""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from phmcoach.cli.shell.state import CliState
from phmcoach.errors import Problem

GONE_IN = "0.3"
"""The version without the old names."""

OLD_NAMES: Mapping[str, Sequence[str]] = {
    "accept-quote": ("quote", "--accept"),
    "approve-report": ("report", "--agreed"),
    "duplicate": ("mail", "--duplicate"),
}
"""What each is called now: the command, and the option that says which of its acts it was."""


def renew_line(state: CliState, words: Sequence[str]) -> Sequence[str]:
    """Return a line, from its command on, as it is typed now, and say the new name.

    The run goes on as if that had been typed. Returns () if the name is not an old one.
    """
    name, *rest = words
    if name not in OLD_NAMES:
        return ()
    new = (*OLD_NAMES[name], *rest)
    state.argv = (*state.argv[: -len(words)], *new)
    said = shlex.join(OLD_NAMES[name])
    state.out.say("usage.renamed", old=name, new=said, version=GONE_IN)
    return new


def report_unknown(name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name that no command has or had, with the most similar one."""
    nearest = get_close_matches(name, tuple(known), n=1)
    if nearest:
        facts = {"command": name, "nearest": nearest[0]}
        return Problem("usage.no-such-command-nearest", facts)
    return Problem("usage.no-such-command", {"command": name})
