"""Ask which number was the last that a client was sent, of each series, and say what is missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from phmcoach.cli.shell.click_language import asking
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.terminal import read_answer
from phmcoach.i18n import Translator
from phmcoach.typed_words import unless_none

if TYPE_CHECKING:
    from phmcoach.actions.keeping.numbers import Numbering
    from phmcoach.domain.keeping.gaps import Series
    from phmcoach.domain.money.ledger import Gap
    from phmcoach.words import Language


def last_numbers(
    state: CliState, numbering: "Numbering", typed: Sequence[str] | None
) -> tuple[str, ...]:
    """Return the last number that was sent of each series, as it was typed or is answered.

    An empty answer is the number that is known. Off a terminal nothing is assumed.
    """
    if typed is not None:
        return tuple(each for each in typed if unless_none(each) is not None)
    if state.interactive:
        state.out.say("said.numbers-asked")
        found = (_ask(state, numbering, each) for each in numbering.series)
        return tuple(number for number in found if number is not None)
    none = state.tr.text("prompt.none-sent")
    known = [each.last_number or f"{each.name} ({none})" for each in numbering.series]
    state.out.say("said.numbers-known", known=known)
    with asking() as ask:
        ask.text("--last-number", None)
    return ()


def _ask(state: CliState, numbering: "Numbering", series: "Series") -> str | None:
    def read(answer: str) -> str | None:
        number = unless_none(answer)
        if number is not None and number.isdecimal():
            number = series.number(int(number))
        if number is not None:
            numbering.gaps([number], "…")  # raises UsageError for one that cannot be right
            state.answer(("--last-number", number))
        return number

    known = series.last_number or state.tr.text("prompt.none-sent")
    question = state.tr.text("ask.last-number", series=series.name)
    prompt = state.tr.text("prompt.question-default", question=question, default=known)
    return read_answer(state.out, prompt, read) or series.last_number


def usual_reason(language: "Language", message: str, **args: object) -> str:
    """Return why numbers are missing, in the language of the practice, whose ledger keeps it."""
    return Translator(language).text(message, **args)


def say_gaps(state: CliState, gaps: Sequence["Gap"]) -> None:
    """Say which numbers are noted as missing, and what is left to do about them."""
    for gap in gaps:
        message = "said.lost-number" if gap.first == gap.last else "said.lost-numbers"
        state.out.say(message, first=gap.first, last=gap.last)
    if gaps:
        state.out.say("said.lost-papers")
