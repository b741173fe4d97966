"""The questions of an evaluation, in the order in which three people would discuss them.

A level or a text that is not known is left empty: nothing is invented.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from phmcoach.cli.pages.evaluation import word_objective
from phmcoach.cli.shell.click_language import asking
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.terminal import read_answer
from phmcoach.errors import UsageError
from phmcoach.words import EVALUATION_MODES

if TYPE_CHECKING:
    from phmcoach.actions.contract.evaluating import Evaluable
    from phmcoach.domain.records.objective import Objective

T = TypeVar("T")

LEVELS = {"-2": -2, "-1": -1, "0": 0, "1": 1, "2": 2}
ALLIANCE = {
    "matters": "evaluate.item-matters",
    "method": "evaluate.item-method",
    "freedom": "evaluate.item-freedom",
    "takeaway": "evaluate.item-takeaway",
}
"""The statements about the working relationship: their keys and their messages."""

OUTCOME = {
    "changed": "evaluate.changed",
    "remains": "evaluate.remains",
    "next": "evaluate.next",
}


def ask_evaluation(state: CliState, evaluable: "Evaluable", said: dict[str, Any]) -> None:
    """Ask for everything in an evaluation except its day; put the keys of a form into `said`.

    Each answer is there at once, so that whoever is stopped keeps those before.
    """
    out = state.out
    said["mode"] = "two-way"
    if not evaluable.private:
        with asking() as ask:
            said["mode"] = ask.choice("", None, EVALUATION_MODES, question="ask.evaluation-mode")
    out.say("evaluate.leave-empty")
    for objective in evaluable.objectives:
        _ask_rating(state, objective, said, private=evaluable.private)
    out.prompt("\n")
    for key, message in OUTCOME.items():
        _put(said, key, _ask(state, message, _text))
    if not evaluable.private:
        _put(said, "shared_words", _ask(state, "evaluate.shared-words", _text))
    if said["mode"] == "three-way":
        _put(said, "observations", _ask(state, "evaluate.observations", _text))
    _ask_alliance(state, said)


def _put(said: dict[str, Any], key: str, answer: object) -> None:
    if answer is not None:
        said[key] = answer


def _ask_rating(
    state: CliState, objective: "Objective", said: dict[str, Any], *, private: bool
) -> None:
    """Ask what was reached; a rating without its end, or without words, is left out."""
    out = state.out
    out.prompt("\n")
    text = word_objective(out, objective, private=private)
    out.say("evaluate.objective", id=objective.id, text=text)
    rating: dict[str, Any] = {"objective": objective.id}
    ratings: list[dict[str, Any]] = said.setdefault("ratings", [])
    if not objective.levels:
        if objective.indicator is not None:
            out.say("evaluate.indicator", text=objective.indicator)
        _put(rating, "attainment", _ask(state, "evaluate.attainment", _text))
        if "attainment" in rating:
            ratings.append(rating)
    else:
        for mark, text in zip(LEVELS, objective.levels, strict=True):
            out.say("evaluate.level", mark=f"{mark:>2}", text=text)
        _put(rating, "start", _ask(state, "evaluate.start", parse_level))
        if "start" in rating:
            ratings.append(rating)
        _put(rating, "end", _ask(state, "evaluate.end", parse_level))
        if "end" in rating and "start" not in rating:
            ratings.append(rating)
        elif "start" in rating and "end" not in rating:
            ratings.remove(rating)


def _ask_alliance(state: CliState, said: dict[str, Any]) -> None:
    """Ask for the four ratings; there are none if the first is left empty."""
    state.out.prompt("\n")
    state.out.say("evaluate.alliance")
    for key, message in ALLIANCE.items():
        rated = _ask(state, message, parse_rating, again="alliance" in said)
        if rated is None:
            return
        said.setdefault("alliance", {})[key] = rated


def _ask(
    state: CliState, message: str, parse: Callable[[str], T], *, again: bool = False
) -> T | None:
    """Ask one question until the answer can be read; `again` does not accept an empty one."""
    prompt = state.tr.text("prompt.question", question=state.tr.text(message))
    while (found := read_answer(state.out, prompt, parse)) is None and again:
        state.out.say("prompt.empty")
    return found


def _text(answer: str) -> str:
    return answer


def parse_level(answer: str) -> int:
    """Read a level as people write it: `-1`, `−1`, `+1`, `1`; UsageError for anything else."""
    plain = answer.replace("\u2212", "-").removeprefix("+").strip()
    if plain not in LEVELS:
        raise UsageError.of("usage.not-a-level", text=answer)
    return LEVELS[plain]


def parse_rating(answer: str) -> int:
    """Read a whole number from 0 to 10; UsageError for anything else."""
    highest = 10
    if not answer.isdecimal() or not answer.isascii() or int(answer) > highest:
        raise UsageError.of("usage.not-out-of-ten", text=answer)
    return int(answer)
