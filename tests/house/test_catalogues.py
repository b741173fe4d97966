"""Every sentence exists in both languages, says the same facts, and is said by someone."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

from babel.messages.mofile import read_mo
from tests.held_fields import fields_held
from tests.house.sources import nodes_of

from phmcoach import words
from phmcoach.cli.app import PANELS
from phmcoach.domain.contract.bounds import BOUNDS
from phmcoach.domain.money.quoting import QUOTED_TERMS
from phmcoach.domain.privacy.given import LeftOut
from phmcoach.domain.privacy.held import Recorded, What
from phmcoach.domain.privacy.keeping import KEEPINGS
from phmcoach.domain.privacy.labels import label_of
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.terms import Terms
from phmcoach.i18n import LOCALE, find_sentence
from phmcoach.value import field_names
from phmcoach.words import LANGUAGES, Language

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "phmcoach").rglob("*.py"))
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]
ID = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+")
FILES = re.compile(r".*\.(toml|pdf|mo|py|lock|typ|txt|md|xml|j2|svg|html|png|ttf|otf|age|xsd)")
KINDS = {"", "date", "day", "month", "of_month", "time", "money", "hours", "number", "percent"} | {
    *("of", "limit", "list", "any", "sessions", "months", "days", "span", "gap", "deducted"),
    *("word", "words", "typed", "all_typed", "terms", "problem", "problems"),
}
# What an amendment says of the terms and of an objective; its page derives the labels' ids.
HELD = (Engagement, Client)
AMENDED = {
    *(set(field_names(Amendment)) & set(field_names(Terms)) - {"set_on"}),
    *(
        "applies_from",
        "beneficiary",
        "beneficiary_role",
        "statement",
        "expected_result",
        "indicator",
    ),
    *("levels", "weight"),
}
# Characters that a French sentence must not put next to an ordinary space.
HIGH_PUNCTUATION = re.compile(r"(?<![\u202f\d])[;!?»]|(?<=[ \u00a0])[:;!?»]|«(?!\u202f)")


# « de », « que » and their like before a field, which a name must not follow unprepared.
UNELIDED = re.compile(r"\b(?:de|que|se|ne|jusque|lorsque|puisque) \{(\w+)(:\w+)?\}", re.IGNORECASE)
# Figures and dates, and the numbers of papers and lines, whose letters are spelled one by one.
NO_NAMES = {":date", ":day", ":money", ":hours", ":percent", ":number", ":limit", ":gap"} | {
    *(":sessions", "number", "by", "previous", "invoice", "line", "vat_number", "year", "low"),
    *("amount", "parts"),
}
NEUTRAL = re.compile(r"\w\((?:e|s|es|ne|le|x)\)|\w·e\b|[Vv]ous avez été \w+é\b")


def read_catalogue(language: Language) -> Mapping[str, tuple[str, ...]]:
    """Return the forms of each message: one, or a singular and a plural."""
    with (LOCALE / language / "LC_MESSAGES" / "phmcoach.mo").open("rb") as file:
        catalogue = read_mo(file)
    sentences: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id:
            continue
        ident = message.id if isinstance(message.id, str) else message.id[0]
        forms = message.string or ""
        sentences[ident] = (forms,) if isinstance(forms, str) else tuple(forms)
    return sentences


ENGLISH = read_catalogue("en")
FRENCH = read_catalogue("fr")


def fields_of(forms: tuple[str, ...]) -> set[tuple[str, str]]:
    return {
        (name, kind or "")
        for form in forms
        for _, name, kind, _ in Formatter().parse(form)
        if name is not None
    }


def constants_of(path: Path) -> Iterator[str]:
    """Walk through the texts of a module that are no docstrings."""
    for node in nodes_of(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def asked_labels(path: Path) -> Iterator[str]:
    """Walk through the ids of questions: `ask.date("--on", …)` asks the message `ask.on`."""
    for node in nodes_of(path):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "ask"
            and not any(keyword.arg == "question" for keyword in node.keywords)
            and isinstance(node.args[0], ast.Constant)
        ):
            yield "ask." + str(node.args[0].value).lstrip("-").lower()


@cache
def used_ids() -> set[str]:
    """Return every message id that the program can ask for."""
    namespaces = {ident.partition(".")[0] for ident in ENGLISH}
    used = {
        text
        for path in SOURCES
        for text in constants_of(path)
        if ID.fullmatch(text) and not FILES.fullmatch(text) and text.split(".")[0] in namespaces
    }
    used |= {
        text
        for path in TEMPLATES
        for text in re.findall(r"""["']([a-z0-9.-]+)["']""", path.read_text(encoding="utf-8"))
        if ID.fullmatch(text) and not FILES.fullmatch(text) and text.split(".")[0] in namespaces
    }
    used |= {ident for path in SOURCES for ident in asked_labels(path)}
    used |= {panel.heading for panel in PANELS}
    used |= {f"help.{name}" for panel in PANELS for name in panel.names}
    used |= {
        f"word.{word}"
        for name, words_of_list in vars(words).items()
        if name.isupper() and isinstance(words_of_list, tuple)
        for word in words_of_list
    }
    used |= {f"term.{term}" for term in QUOTED_TERMS}
    used |= {f"term.{bound}" for bound in BOUNDS}
    used |= {f"amended.{key.replace('_', '-')}" for key in AMENDED}
    used |= {label_of(kind, name) for model in HELD for kind, name in fields_held(model)}
    used |= {f"held.{what}" for what in words_in(What)}
    used |= {f"person-without.{why}" for why in words_in(LeftOut)}
    used |= {f"person-kept.{data}" for data in KEEPINGS}
    used |= {f"past.{data}" for data in KEEPINGS}
    used |= {f"person-keeping.{data}" for data in KEEPINGS}
    used |= {f"person-entry.{kind}" for kind in words_in(Recorded) | {"record"}}
    return used


def words_in(union: object) -> set[str]:
    """Return the words of a closed list, or of a union of several."""
    words = {each for each in get_args(union) if isinstance(each, str)}
    return words.union(*(words_in(each) for each in get_args(union) if not isinstance(each, str)))


def test_both_languages_hold_the_same_messages() -> None:
    assert set(ENGLISH) == set(FRENCH)


def test_messages_say_the_same_facts_in_both_languages() -> None:
    differing = [it for it in ENGLISH if fields_of(ENGLISH[it]) != fields_of(FRENCH[it])]
    assert differing == []


def test_the_fields_of_messages_are_of_known_kinds() -> None:
    strange = [it for it in ENGLISH if {kind for _, kind in fields_of(ENGLISH[it])} - KINDS]
    assert strange == []


def test_a_number_of_sessions_months_or_days_has_its_singular() -> None:
    """A kind of field writes « 1 séance »; `count` chooses the sentence itself."""
    plural = re.compile(r"\{(?!count\b)\w+\} (?:séances|sessions|mois|months|jours|days)\b")
    sentences = [*ENGLISH.items(), *FRENCH.items()]
    assert [ident for ident, forms in sentences if plural.search(" ".join(forms))] == []


def test_the_next_command_of_what_is_said_begins_with_its_field() -> None:
    """Only the field `coach` is filled with the folder; what names its folder needs none."""
    spelled = [
        ident
        for catalogue in (ENGLISH, FRENCH)
        for ident, forms in catalogue.items()
        if ident.startswith("said.")
        for form in forms
        if re.search(r": coach (?!-C )", form)
    ]
    assert spelled == []


def test_only_what_is_said_begins_a_command_with_the_field() -> None:
    """`Output.say` fills it, and no one else does."""
    elsewhere = [
        ident
        for ident, forms in ENGLISH.items()
        if ("coach", "") in fields_of(forms) and not ident.startswith("said.")
    ]
    assert elsewhere == []


def test_french_punctuation_stands_behind_a_narrow_space() -> None:
    wrong = [
        form
        for forms in FRENCH.values()
        for form in forms
        if HIGH_PUNCTUATION.search(re.sub(r"\{\w*:\w+\}", "{}", form))
    ]
    assert wrong == []


def test_a_number_is_never_parted_from_its_sign() -> None:
    assert [form for forms in FRENCH.values() for form in forms if "n° " in form] == []


def test_a_name_is_never_behind_de_or_que_without_its_elision() -> None:
    """The kind `of` writes « d’Élodie », « de Marc »; a sentence needs no « que » before a name."""
    bare = [
        ident
        for ident, forms in FRENCH.items()
        for name, kind in UNELIDED.findall(" ".join(forms))
        if not {name, kind} & NO_NAMES
    ]
    assert bare == []


def test_no_french_sentence_hesitates_between_two_genders_or_numbers() -> None:
    """Nor does one agree with the coach: « vous avez été prévenu » is wrong for a woman."""
    assert [it for it, forms in FRENCH.items() if NEUTRAL.search(" ".join(forms))] == []


def test_every_message_in_use_exists() -> None:
    assert sorted(used_ids() - set(ENGLISH)) == []


def test_every_message_is_in_use() -> None:
    assert sorted(set(ENGLISH) - used_ids()) == []


def test_the_compiled_catalogues_are_fresh() -> None:
    ran = subprocess.run(
        [sys.executable, ROOT / "tools" / "compile_catalogues.py", "--check"],
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, b"")


def test_every_sentence_is_found_in_the_compiled_catalogue() -> None:
    languages: list[tuple[Language, Mapping[str, tuple[str, ...]]]] = [
        ("en", ENGLISH),
        ("fr", FRENCH),
    ]
    for language, sentences in languages:
        found = {ident: tuple(find_sentence(language, ident)) for ident in sentences}
        assert found == sentences


def test_the_messages_of_a_catalogue_are_in_the_order_of_their_ids() -> None:
    for catalogue in sorted(LOCALE.rglob("*.po")):
        ids = re.findall(r'^msgid "(.*)"$', catalogue.read_text(encoding="utf-8"), re.MULTILINE)
        assert ids == sorted(ids)


def test_there_is_a_catalogue_for_each_language() -> None:
    assert sorted(path.parents[1].name for path in LOCALE.rglob("*.mo")) == sorted(LANGUAGES)


def test_the_changes_name_codes_that_exist_in_the_place_of_those_that_do_not() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    renamed = dict(re.findall(r"^\| `(.+)` \| `(.+)` \|$", changes, re.MULTILINE))
    assert len(renamed) > 40
    assert set(renamed.values()) - set(ENGLISH) == set()
    assert set(renamed) & set(ENGLISH) == set()
