"""Former names of commands, and the nearest one to a name that no command has.

A line with an old name runs as the same act under its new one. Old names are in no help and no
completion; they answer until the version in `GONE_IN`, so that scripts and habits have two releases
to change.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

from phmcoach.cli.shell.state import CliState, Line
from phmcoach.errors import Problem
from phmcoach.remedy import join_words

GONE_IN = "0.3"
"""The version without the old names."""

OLD_NAMES: Mapping[str, Sequence[str]] = {
    "accept-quote": ("quote", "--accept"),
    "approve-report": ("report", "--agreed"),
    "duplicate": ("mail", "--duplicate"),
    "set-scale": ("add-objective", "--objective"),
}
"""What each is called now: the command, and the option that says which of its acts it was."""


def renew_line(state: CliState, words: Sequence[str]) -> Sequence[str]:
    """Return a line, from its command on, as it is typed now, and say the new name.

    The run goes on as if that had been typed. Returns () if the name is not an old one.
    """
    name, *rest = words
    if name not in OLD_NAMES:
        return ()
    new = _renew_scale(rest) if name == "set-scale" else (*OLD_NAMES[name], *rest)
    state.line = Line((*state.line.typed[: -len(words)], *new))
    said = join_words(OLD_NAMES[name])
    state.out.say("usage.renamed", old=name, new=said, version=GONE_IN)
    return new


def _renew_scale(words: Sequence[str]) -> Sequence[str]:
    """Return a line of `set-scale`, which took its objective as a second argument.

    Without it, or without levels, it asked for them, as an option that is typed alone does.
    """
    line: list[str] = []
    arguments: list[str] = []
    for before, word in pairwise(("", *words)):
        is_value = before.startswith("-") and "=" not in before
        if word.startswith("-") or is_value or not arguments:
            line.append("--scaled-on" + word.removeprefix("--on") if word[:4] == "--on" else word)
        if not (word.startswith("-") or is_value):
            arguments.append(word)
    has_levels = any(word.partition("=")[0] in ("--scale", "--scale-file") for word in words)
    asked = () if has_levels or "--help" in words else ("--scale",)
    return ("add-objective", *line, *asked, "--objective", *arguments[1:])


def report_unknown(name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name that no command has or had, with the most similar one."""
    nearest = get_close_matches(name, tuple(known), n=1)
    if nearest:
        facts = {"command": name, "nearest": nearest[0]}
        return Problem("usage.no-such-command-nearest", facts)
    return Problem("usage.no-such-command", {"command": name})
