"""What is asked and said about the files of what was signed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from phmcoach.actions.contract.proofs import OtherPapersError
from phmcoach.actions.contract.signed_files import SignedFiles, read_signed_files
from phmcoach.cli.shell.click_language import asking
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState
from phmcoach.value import replace
from phmcoach.words import SIGNED_VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

    from phmcoach.actions.contract.proofs import Kept

T = TypeVar("T")


def sign_and_ask(state: CliState, given: SignedFiles, sign: Callable[[SignedFiles], T]) -> T:
    """Sign; on a terminal, ask which paper was signed if the one on disk may not be it.

    The question comes after the lock is free, and what it is about is checked again.
    """
    try:
        return sign(given)
    except OtherPapersError as error:
        if not state.interactive:
            raise
        problems = error.problems
    on_disk: list[Path] = []
    made_now: list[Path] = []
    for problem in problems:
        state.out.warn(problem)
        with asking() as ask:
            version = ask.choice("--paper", None, SIGNED_VERSIONS, question="ask.signed-version")
        if problem.place is not None:
            (on_disk if version == "on-disk" else made_now).append(problem.place.file)
    found = read_signed_files(on_disk, ())
    answered = replace(
        given,
        papers=(*given.papers, *found.papers),
        made_now=frozenset(path.name for path in made_now),
    )
    return sign(answered)


def say_kept(out: Output, kept: "Kept") -> None:
    """Say which files were attached, which were attached already, and what was put aside."""
    for message, names in (
        ("said.attached", kept.attached),
        ("said.attached-already", kept.already),
        ("said.put-aside", kept.aside),
    ):
        if names:
            out.say(message, names=names, count=len(names))
