"""No English sentence of Typer or of Click ever reaches a French reader, and the reverse.

The sentences are collected from the sources of the installed Typer, so that a new release that
words one more thing is caught here.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
from typer._click import Command
from typer.core import TyperOption

from phmcoach.cli import app
from phmcoach.words import Language

ENGLISH_WORDS = re.compile(r"\b(?i:the|of|and|is|not|with|this|that|does|takes|requires)\b")
FRENCH_WORDS = re.compile(r"\b(?i:le|la|les|des|est|pas|une|pour|dans|cette|avec|sans)\b")
SAME_IN_BOTH = {"Options", "Arguments", "DATE", "[OPTIONS]"}


def sentences_of_typer() -> Iterator[str]:
    """Walk through what Typer and Click may say: texts of several words, and headings."""
    for path in sorted(Path(typer.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documentation = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in documentation
                and re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}|^[A-Z][a-z]+s?(: )?$", node.value)
            ):
                yield node.value.strip()


@cache
def said_by_typer() -> set[str]:
    return {text for text in sentences_of_typer() if len(text) > 5} - SAME_IN_BOTH


Speak = Callable[..., str]
COMMANDS = app.build_program().commands


def mistakes_of(command: Command) -> Iterator[list[str]]:
    """Walk through the ways in which a command line can be wrong."""
    yield ["--no-such-option"]
    yield ["--hel"]
    yield ["--help=yes"]
    yield ["a", "b", "c", "d", "e"]
    for param in command.params:
        if isinstance(param, TyperOption):
            name = max(param.opts, key=len)
            yield [f"{name}=yes"] if param.is_flag else [name]
            if not param.is_flag and param.type.name == "value":
                yield [name, "¿que?"]


@pytest.fixture
def speak(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Speak:
    """Run the real command line in an empty folder and return all that it says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("COACH_FOLDER", raising=False)

    def run(language: Language, *argv: str) -> str:
        monkeypatch.setenv("COACH_LANG", language)
        monkeypatch.setattr(sys, "argv", ["coach", *argv])
        code = app.main()
        said = "".join(capsys.readouterr())
        assert code != 70, said
        return said

    return run


def stray_sentences(said: str, others: re.Pattern[str]) -> list[str]:
    """Find the words that are not in the language of the reader."""
    # A word of a command, of an option or in the user's own text belongs to no language.
    words = re.sub(r"[\w-]*-[\w-]+|\bet is\b|“[^”]*”|«[^»]*»|\[[^\]]*\]", " ", said)
    return [it for it in said_by_typer() if it in said] + others.findall(words)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_speaks_french_to_a_french_reader(speak: Speak, name: str) -> None:
    for argv in (["--help"], *mistakes_of(COMMANDS[name])):
        assert stray_sentences(speak("fr", name, *argv), ENGLISH_WORDS) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_speaks_english_to_an_english_reader(speak: Speak, name: str) -> None:
    for argv in (["--help"], *mistakes_of(COMMANDS[name])):
        assert FRENCH_WORDS.findall(speak("en", name, *argv)) == []


GLOBAL = [
    [],
    ["--help"],
    ["no-such-command"],
    ["lis"],
    ["--no-such-option"],
    ["--folder"],
    ["--version=x"],
    ["--show-completion", "tcsh"],
]


@pytest.mark.parametrize("argv", GLOBAL, ids=" ".join)
def test_the_program_speaks_french_to_a_french_reader(speak: Speak, argv: list[str]) -> None:
    assert stray_sentences(speak("fr", *argv), ENGLISH_WORDS) == []


@pytest.mark.parametrize("argv", GLOBAL, ids=" ".join)
def test_the_program_speaks_english_to_an_english_reader(speak: Speak, argv: list[str]) -> None:
    assert FRENCH_WORDS.findall(speak("en", *argv)) == []


def test_the_sentences_of_typer_are_found() -> None:
    assert {"Usage:", "Missing command.", "Got unexpected extra argument(s) ("} <= said_by_typer()
