"""French and English typography of all golden papers, as they are set and in their source.

The golden files are read, and nothing is drawn: that they are what is drawn is asked elsewhere.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from tests.documents.document_samples import literals
from tests.documents.golden_papers import GOLDENS, KINDS
from tests.documents.papers.test_golden_papers import FOLDER

from phmcoach.formats import MONTHS, NARROW, NO_BREAK
from phmcoach.words import Language

BREAK = "[ \n]"
MONTH = "|".join(MONTHS["fr"])
UNIT = "€|%|h\\b|min\\b|heures?\\b|jours?\\b|mois\\b|séances?\\b"
FRENCH: dict[str, str] = {
    "a mark may open a line": f"{BREAK}[;:!?»%€]",
    "a mark touches its word": r"[\w)][;!?»]|\w:(?=\s)",
    "a quotation may end with its opening mark": f"«(?:{BREAK}|\\w)",
    "a day may leave its month": f"\\d(?:er)?{BREAK}(?:{MONTH})\\b",
    "a month may leave its year": f"(?:{MONTH}){BREAK}\\d{{4}}",
    "an amount or a length may leave its unit": f"\\d{BREAK}(?:{UNIT})",
    "a number may leave its sign": (
        f"(?:[nN]°|\\bart\\.|\\b[Aa]rticles?|\\b[Aa]nnexe){BREAK}(?=\\S*\\d)"
    ),
    "a title may leave its name": f"\\b(?:M\\.|Mme){BREAK}",
    "an apostrophe is straight": r"\w'\w",
    "a quotation mark is English": '["“”]',
    "dots are typed one by one": r"\.\.\.",
}
# In a table the lines of two cells touch; in the source each is a literal of its own.
SOURCE: dict[str, str] = {"a number may break": f"\\d{BREAK}\\d{{3}}(?!\\d)"}
ENGLISH: dict[str, str] = {
    "a mark stands apart as in French": rf"[\s{NO_BREAK}{NARROW}][;:!?%»]|\d[{NO_BREAK}{NARROW}]€",
    "a quotation is French": "[«»]",
    "a day may leave its month": f"\\d{BREAK}(?:{'|'.join(MONTHS['en'])})\\b",
    "a month may leave its year": f"(?:{'|'.join(MONTHS['en'])}){BREAK}\\d{{4}}",
    "an apostrophe is straight": r"\w'\w",
}
RULES: Mapping[Language, dict[str, str]] = {"fr": FRENCH, "en": ENGLISH}
HEADER = re.compile(r"(?<=\f\n)R[ée]f[ée]rence\W+\S+\n")  # at the top of each page
CODE = ("<svg", "#")  # a bar code and a colour are literals too


def read_golden(path: Path) -> list[str]:
    """Return what a golden file prints: the lines as they are set, or the literals of a source."""
    text = path.read_text("utf-8")
    if path.suffix != ".typ":
        return [HEADER.sub("", text)]
    return [each for each in literals(text) if not each.startswith(CODE)]


def find_faults(rules: Mapping[str, str], texts: Iterable[str]) -> list[str]:
    return [
        f"{fault}: {text[max(0, found.start() - 25) : found.end() + 25]!r}"
        for text in texts
        for fault, pattern in rules.items()
        for found in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_can_break_where_french_or_english_does_not_allow_it(kind: str) -> None:
    """The form of an evaluation is left out: it is a file for an editor, with code in it."""
    names = {golden.file_name for golden in GOLDENS.values() if golden.kind == kind}
    for name in names if kind != "evaluation-form" else ():
        language = GOLDENS[name].coaching.language
        for path in FOLDER.glob(f"{name}.t*"):
            rules = RULES[language] | (SOURCE if path.suffix == ".typ" and language == "fr" else {})
            assert find_faults(rules, read_golden(path)) == [], path.name


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("fr", "Objet : rien"),
        ("fr", "Lu et approuvé\n!"),
        ("fr", "« oui\u202f»"),
        ("fr", "oui!"),
        ("fr", "le 1er mars\u00a02026"),
        ("fr", "le 12\u00a0janvier\n2026"),
        ("fr", "48\nheures"),
        ("fr", "40 €"),
        ("fr", "facture n° F-2026-0001"),
        ("fr", "art. 293\u00a0B"),
        ("fr", "M. Berger"),
        ("fr", "l'été"),
        ("en", "Subject\u202f: none"),
        ("en", "« yes »"),
        ("en", "12 January\u00a02026"),
    ],
)
def test_a_fault_is_seen(language: Language, wrong: str) -> None:
    assert find_faults(RULES[language], [wrong])


def test_a_number_that_may_break_is_seen() -> None:
    assert find_faults(SOURCE, ["1 560,00\u202f€"])
    assert not find_faults(SOURCE, ["1\u202f560,00\u202f€"])
