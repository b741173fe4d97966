"""The questions and the output about the files of what was signed."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from phmcoach.actions.contract.attaching import attach, read_signers, replace_attached
from phmcoach.actions.contract.proofs import OtherPapersError
from phmcoach.actions.contract.signed_files import SignedFiles, read_signed_files
from phmcoach.cli.shell.click_language import asking
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import UsageError
from phmcoach.value import replace
from phmcoach.words import SIGNED_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from phmcoach.actions.contract.proofs import Kept
    from phmcoach.actions.contract.signing import Signed
    from phmcoach.words import Party

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
            version = ask.choice("", None, SIGNED_VERSIONS, question="ask.signed-version")
        if problem.place is not None:
            (on_disk if version == "on-disk" else made_now).append(problem.place.file)
    found = read_signed_files(on_disk, ())
    answered = replace(
        given,
        papers=(*given.papers, *found.papers),
        made_now=frozenset(path.name for path in made_now),
    )
    return sign(answered)


def say_signed(out: Output, signed: "Signed", number: int | None, on: date) -> None:
    """Say who signed the contract, or an amendment, and whose signature was recorded again."""
    if signed.again:
        out.say("said.signed-again", parties=signed.again)
    message = "said.signed" if number is None else "said.amendment-signed"
    if signed.parties:
        out.say(message, number=number, parties=signed.parties, on=on)


def say_missing(out: Output, ref: str, number: int | None, missing: "Sequence[Party]") -> None:
    """Say who has still to sign, and the command that records it."""
    message = "said.still-to-sign" if number is None else "said.amendment-still-to-sign"
    if missing:
        out.say(message, ref=ref, number=number, parties=missing)


def attach_alone(
    state: CliState,
    given: SignedFiles,
    *,
    ref: str,
    number: int | None,
    party: "Party | None",
    on: date | None,
    wrong: str | None,
) -> bool:
    """Attach files if no signature is left to record with them, and say so; else return False.

    They take the place of the `wrong` one, if its name is given.
    """
    context = state.context()
    if wrong is not None:
        kept = replace_attached(context, ref=ref, number=number, wrong=wrong, given=given)
        say_kept(state.out, kept, "said.replaced")
        return True
    signers = read_signers(context, ref=ref, number=number)
    if not signers.leave_only_files(party, on):
        return False
    if on is not None:
        raise UsageError.of("usage.attaches-only", option="--on")
    say_kept(state.out, attach(context, ref=ref, number=number, given=given))
    say_missing(state.out, signers.ref, number, signers.missing)
    return True


def say_kept(out: Output, kept: "Kept", put_aside: str = "said.put-aside") -> None:
    """Say which files were attached, which were attached already, and what was put aside.

    `put_aside` is the message of the latter.
    """
    own = tuple(name for name in kept.attached if kept.sources.get(name, name) == name)
    for name in kept.attached:
        if name not in own:
            out.say("said.attached-as", file=kept.sources[name], name=name)
    for message, names in (
        ("said.attached", own),
        ("said.attached-already", kept.already),
        (put_aside, kept.aside),
    ):
        if names:
            out.say(message, names=names, count=len(names))
