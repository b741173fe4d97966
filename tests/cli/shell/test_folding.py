"""Sentences on a terminal: folded at the words, and never within a command."""

import re

import pytest
from tests.house.test_catalogues import ENGLISH, FRENCH

from phmcoach.cli.shell.folding import fold_sentence

WIDTHS = (60, 80, 120)
COMMAND = "coach -C 'mon cabinet' amend martin --anyway \"Deux mots\" --end 2026-09-30"
ENDING_IN_A_COMMAND = [
    sentence
    for catalogue in (FRENCH, ENGLISH)
    for message, sentences in sorted(catalogue.items())
    for sentence in sentences
    if "{coach}" in sentence and not sentence.endswith(".")
]


def with_names(sentence: str) -> str:
    """Fill a sentence of the catalogue with long names, and the folder that `-C` named."""
    filled = sentence.replace("{coach}", "coach -C 'mon cabinet'")
    return re.sub(r"\{\w+(:\w+)?\}", "dubois-lefebvre-2026", filled)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sentence", ENDING_IN_A_COMMAND)
def test_a_command_at_the_end_of_a_sentence_is_on_one_line(sentence: str, width: int) -> None:
    text = with_names(sentence)
    command = text[text.index("coach -C") :]
    *lines, last = fold_sentence(text, width).splitlines()
    assert last.endswith(command)
    assert all(len(line) <= width for line in lines)
    assert len(last) <= width or last == command


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "sentence",
    [
        "Ce qui est signé ne change que par un avenant de tous ({}), que tous signent.",
        "Ce qui est signé ne change que par un avenant de tous `{}`, que tous signent.",
    ],
)
def test_a_command_within_a_sentence_is_on_one_line(sentence: str, width: int) -> None:
    text = sentence.format(COMMAND)
    folded = fold_sentence(text, width)
    assert COMMAND in folded
    assert folded.replace("\n", " ") == text


def test_an_option_stays_with_its_value() -> None:
    text = "Donnez le jour de l’avenant avec --effective DATE, la fin avec --end 2026-09-30."
    assert fold_sentence(text, 48) == (
        "Donnez le jour de l’avenant avec\n--effective DATE, la fin avec --end 2026-09-30."
    )


def test_further_lines_are_indented() -> None:
    assert fold_sentence("un deux trois", 9, "  ") == "un deux\n  trois"


def test_the_lines_of_a_message_stay_lines_of_their_own() -> None:
    contract, sign = (
        "coach contract martin-2026 --amendment 1",
        "coach sign martin-2026 --on DATE",
    )
    text = FRENCH["said.amendment-next"][0].format(contract=contract, sign=sign)
    assert fold_sentence(text, 50).splitlines() == [
        "Rédigez-le avec\u202f:",
        contract,
        "Puis enregistrez les signatures avec\u202f:",
        sign,
    ]
    assert fold_sentence(text, 80) == text
    assert fold_sentence("un deux trois\nquatre", 9, "  ") == "un deux\n  trois\n  quatre"
