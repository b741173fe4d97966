"""The French pages agree with the program: their five commands, their files and their settings.

The lines of « Votre semaine » and « Votre année » are typed by `tests/process/test_readme.py`; the
five commands of the first page are those that `tests/process/test_first_invoice.py` answers.
"""

import re
from pathlib import Path

import pytest
from tests.cli.commands.test_contradictions import options_of
from tests.process.test_first_invoice import ROAD

from phmcoach.cli.commands import PANELS
from phmcoach.domain.records.practice import Practice
from phmcoach.i18n import Translator
from phmcoach.store.records import parse_record
from phmcoach.typed_words import fold
from phmcoach.words import Language

PAGES = Path(__file__).parents[2] / "docs" / "fr"
NAMES = sorted(path.name for path in PAGES.glob("*.md"))


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def indented(text: str) -> list[str]:
    return [line[4:] for line in text.splitlines() if line.startswith("    ")]


def test_the_first_page_is_the_road_that_is_answered_on_a_terminal() -> None:
    typed = [line for line in indented(page("dix-minutes.md")) if line.startswith("coach ")]
    road = [f"coach {line.removeprefix('-C cabinet ')}" for line in ROAD]
    assert typed == ["coach init cabinet", *road[1:]]
    assert road[0] == "coach init"


def test_the_settings_are_a_practice_that_is_read() -> None:
    text = "\n".join(re.findall(r"^(?: {4}(.*)|)$", page("reglages.md"), re.MULTILINE))
    practice = parse_record(text.encode(), Path("practice.toml"), Practice).value
    assert (practice.name, practice.billing.next_number) == ("Camille Durand", 43)


def test_the_settings_name_each_option_that_changes_one() -> None:
    named = set(re.findall(r"--[a-z][a-z-]+", page("reglages.md")))
    assert options_of("set-practice") - named == set()


@pytest.mark.parametrize("name", NAMES)
def test_each_command_of_a_page_exists(name: str) -> None:
    known = {each for panel in PANELS for each in panel.names}
    named = set(re.findall(r"\bcoach ([a-z][a-z-]+)", page(name)))
    assert named - known == set()


@pytest.mark.parametrize("name", NAMES)
def test_each_link_of_a_page_leads_to_a_file(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page(name)):
        assert (PAGES / target).is_file(), target


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_set_as_french_is(name: str) -> None:
    """No line breaks before « : ; ? ! » or inside « », and no straight apostrophe."""
    prose = re.sub(r"`[^`]*`|^ {4}.*$|^\|.*$", "", page(name), flags=re.MULTILINE)
    assert re.findall(r".{9} [:;?!»]|« .{9}|\w'\w", prose) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_the_program_names_each_page(language: Language) -> None:
    pages = [name.removesuffix(".md") for name in NAMES]
    _, _, named = Translator(language).text("page.topics", topics=()).rpartition(": ")
    assert sorted(fold(each) for each in named.rstrip(".").split(", ")) == pages
