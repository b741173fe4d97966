"""No English word in a French session, and no French word in an English one.

Each sentence and each golden paper exists in both languages. A word that stands in both versions of
one of them is foreign in the second language if that language never uses it on its own, while the
first one does. So no dictionary is needed: an option value that was left in English, such as
`held`, is English because English uses it elsewhere and French nowhere else. What a screen adds to
the sentences, such as a value that nobody translated, must be no word of the other language.

Words with a capital or a digit are names, and the names of commands, options and files stay
English. `words_of_both.toml` lists the words that are right nevertheless, each with its reason.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.house.test_catalogues import ENGLISH, FRENCH

from phmcoach.cli.commands import PANELS
from phmcoach.cli.shell.chosen_remedies import CHOSEN, CORRECTIONS, FLAGS, HELP
from phmcoach.cli.shell.remedies import COMMANDS
from phmcoach.typed_words import FRENCH as TYPED
from phmcoach.typed_words import spell_line
from phmcoach.words import LANGUAGES, Language

GOLDEN = Path(__file__).parents[1] / "golden"
SCREENS = ("corrections", "life", "road", "screens", "screens/today", "sign", "year")
LIMIT = 60
ALLOWED = tomllib.loads(Path(__file__).with_name("words_of_both.toml").read_text("utf-8"))
OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}
NAMES = "|".join(sorted((name for panel in PANELS for name in panel.names), key=len, reverse=True))
NOT_WORDS = re.compile(
    rf"""(?:\{{coach\}}|\bcoach)(?:[ ]-C[ ]\S+)?[ ](?:{NAMES})\b  # a command
    | \{{[^}}]*\}} | --[a-z-]+                                 # a field, an option
    | \[+\w+\]+ | "[^"]*"                                     # a table of a file, a text in one
    | \S*[_/=@\d]\S* | \S+\.[a-z]\w+\b                         # an identifier, a file, an address
    """,
    re.VERBOSE,
)
"""What is in a sentence and is no word of a language."""

Pair = tuple[str, str]


def words_of(text: str) -> set[str]:
    """Return the words of a text, without names, commands and identifiers."""
    found = re.findall(r"[^\W\d_]{2,}", NOT_WORDS.sub(" ", text))
    return {word for word in found if word.islower()}


def letters_of(text: str) -> set[str]:
    """Return everything in a text that is made of letters, in lower case."""
    return {word.lower() for word in re.findall(r"[^\W\d_]{2,}", text)}


@cache
def pairs(language: Language) -> tuple[Pair, ...]:
    """Return every sentence and paper in a language, with the other one's."""
    said = [(" ".join(FRENCH[ident]), " ".join(ENGLISH[ident])) for ident in ENGLISH]
    for paper in sorted((GOLDEN / "papers").glob("*-en*.txt")):
        french = paper.with_name(re.sub(r"-en(-\w+)?\.txt", "-fr.txt", paper.name))
        if french.is_file():
            said.append((french.read_text("utf-8"), paper.read_text("utf-8")))
    return tuple(said if language == "fr" else ((english, french) for french, english in said))


@cache
def vocabulary(language: Language) -> frozenset[str]:
    """Return the words of all sentences and papers of a language."""
    return frozenset(word for own, _ in pairs(language) for word in words_of(own))


@cache
def words_of_invoices() -> frozenset[str]:
    """Return the words that the lines of invoices are made of, in both languages."""
    made = [sentence for sentence in (*FRENCH, *ENGLISH) if sentence.startswith("paper.")]
    forms = [form for ident in made for form in (*FRENCH[ident], *ENGLISH[ident])]
    return frozenset(word for form in forms for word in words_of(form))


@cache
def words_of_its_own(language: Language) -> frozenset[str]:
    """Return the words that a language uses where the other one uses another word."""
    return frozenset(
        word for own, other in pairs(language) for word in words_of(own) - letters_of(other)
    )


def foreign_words(language: Language) -> set[str]:
    """Return the words of the other language in the sentences and papers of a language."""
    shared = vocabulary(language) & words_of_its_own(OTHER[language])
    return set(shared - words_of_its_own(language))


def screens(language: Language) -> Iterator[str]:
    """Walk through the lines of the golden screens, without what was typed and what is JSON.

    The list of what can be undone names commands.
    """
    for name in SCREENS:
        for path in sorted(GOLDEN.glob(f"{name}-{language}*.txt")):
            lines = path.read_text("utf-8").splitlines()
            shown = (line for line in lines if not re.match(r'\$| *["{}\]]', line))
            yield from (
                re.sub(rf"coach -C \S+|(?<!\S)(?:{NAMES})(?!\S)", "", line) for line in shown
            )


def added_words(language: Language, lines: Iterable[str]) -> set[str]:
    """Return the words of lines that no sentence has, and that are the other language's.

    A screen may quote the line of an invoice, which is in the language of its reader.
    """
    seen = {word for line in lines for word in words_of(line)}
    return seen & vocabulary(OTHER[language]) - vocabulary(language) - words_of_invoices()


def paper_names(language: Language) -> Iterator[str]:
    """Walk through the names of the papers on the golden screens, without their extension."""
    for line in screens(language):
        for name in re.findall(r"/([a-z][\w-]*)\.(?:pdf|eml|csv|zip)\b", line):
            yield name.replace("-", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_and_no_paper_has_a_word_of_the_other_language(language: Language) -> None:
    assert foreign_words(language) - set(ALLOWED[language]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_adds_a_word_of_the_other_language(language: Language) -> None:
    assert added_words(language, screens(language)) - set(ALLOWED[language]) == set()


def test_no_paper_for_a_french_reader_has_an_english_name() -> None:
    """The clients of the golden screens read French, whatever the coach reads."""
    names = (name for language in LANGUAGES for name in paper_names(language))
    assert added_words("fr", names) - set(ALLOWED["fr"]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_to_type_has_a_value_of_the_other_language(language: Language) -> None:
    lines = [*COMMANDS.values(), *HELP.values(), *FLAGS.values(), *CORRECTIONS.values()]
    lines += [line for line in CHOSEN.values() if line]
    spelled = {
        word
        for line in lines
        for word in spell_line(re.sub(r"\S*\{[^}]*\}\S*", " ", line), language).split()[1:]
        if re.fullmatch(r"[a-zà-ÿ-]+", word) and not word.startswith("-")
    }
    values = set(TYPED if language == "en" else TYPED.values())
    assert spelled - values - set(ALLOWED[language]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_allowed_words_are_few_and_each_has_a_reason_and_a_use(language: Language) -> None:
    allowed = ALLOWED[language]
    assert len(allowed) <= LIMIT
    assert [word for word, reason in allowed.items() if not reason.strip()] == []
    used = foreign_words(language) | added_words(language, screens(language))
    assert sorted(set(allowed) - used) == []
