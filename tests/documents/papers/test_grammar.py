"""French papers about people whose names begin with a vowel, a mute h, an aspirated h or a y."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.documents import golden_records
from tests.documents.document_samples import (
    make_company,
    make_engagement,
    make_person,
    make_practice,
)
from tests.documents.golden_papers import KINDS
from tests.documents.golden_records import Coaching

from phmcoach.documents.engine import rendered
from phmcoach.documents.engine.typst import CompiledPdf
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.i18n import Translator

TEMPLATES = Path(__file__).parents[3] / "templates"
# What stands between a word and a name in a source: bold, a heading, the literal itself.
MARKUP = re.compile(r"""#(?:strong|emph)\[|#"|";?|[\]*]""")
WRITTEN_NAME = re.compile(r"\b(d’|de |qu’|que )(?=(?:Élodie|Inès|Hélène|Hassan|Yann) Nom\b)")
AGREEMENT = re.compile(r"\w\((?:e|s|es|ne|x)\)|\w·e\b")
OFFICIAL = "consommateur(s)"
"""The form of withdrawal, whose words the law gives (C. conso. annex to R221-1)."""

NAMES: Mapping[str, str] = {
    "Élodie": "d’Élodie",
    "élodie": "d’élodie",
    "Inès": "d’Inès",
    "Orphée": "d’Orphée",
    "Œdipe": "d’Œdipe",
    "Hélène": "d’Hélène",
    "HENRI": "d’HENRI",
    "Hugo": "d’Hugo",
    "Hermès": "d’Hermès",
    "henri-2026": "d’henri-2026",
    "Hassan": "de Hassan",
    "Hans": "de Hans",
    "Yves": "d’Yves",
    "Yann": "de Yann",
    "Y. Blanc": "de Y. Blanc",
    "Marc": "de Marc",
    "3A Conseil": "de 3A Conseil",
    "…": "de …",
}


@pytest.mark.parametrize("name", NAMES)
def test_de_loses_its_e_before_a_vowel_and_a_mute_h(name: str) -> None:
    assert Translator("fr").format_value(name, "of") == NAMES[name]
    assert Translator("en").format_value(name, "of") == f"of {name}"


def _draw_texts(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[tuple[str, str]]:
    """Draw every prose paper, long, of coachings in which everyone has this name."""

    def rename_engagement(terms: dict[str, Any], **parts: object) -> Engagement:
        parts["beneficiary"] = {"id": "nom", "name": name}
        return make_engagement(terms, **parts)

    def rename_company(**parts: object) -> Client:
        return make_company(**parts, name=f"{name} SAS", contact=name)

    def rename_person(**parts: object) -> Client:
        return make_person(**parts, name=name)

    def rename_practice(**parts: object) -> Practice:
        return make_practice(**parts, name=name)

    def compile_nothing(source: str, **_: object) -> CompiledPdf:
        del source
        return CompiledPdf(pdf=b"")

    monkeypatch.setattr(golden_records, "make_engagement", rename_engagement)
    monkeypatch.setattr(golden_records, "make_company", rename_company)
    monkeypatch.setattr(golden_records, "make_person", rename_person)
    monkeypatch.setattr(golden_records, "make_practice", rename_practice)
    monkeypatch.setattr(rendered, "compile_pdf", compile_nothing)
    for kind, row in KINDS.items():
        if (row.layout == "money" and kind != "quote") or kind.startswith("letter"):
            continue  # their account is drawn once for all tests; the quote has the same addressee
        for frame in row.frames:
            drawn = row.draw(Coaching(frame, "long"))
            yield f"{kind}-{frame}", drawn if isinstance(drawn, str) else drawn.source


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Élodie Nom", {"d’", "qu’"}),
        ("Inès Nom", {"d’", "qu’"}),
        ("Hélène Nom", {"d’", "qu’"}),
        ("Hassan Nom", {"de ", "que "}),
        ("Yann Nom", {"de ", "que "}),
    ],
)
def test_papers_write_de_and_que_as_the_name_wants(
    monkeypatch: pytest.MonkeyPatch, name: str, written: set[str]
) -> None:
    found = {
        which: set(WRITTEN_NAME.findall(MARKUP.sub("", text)))
        for which, text in _draw_texts(monkeypatch, name)
    }

    assert set().union(*found.values()) == written
    of = {min(written)}
    assert found["contract-service-pair"] == found["amendment-service-pair"] == of
    assert found["quote-three-party"] == found["evaluation-form-private"] == of


def test_papers_are_in_one_gender_and_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The roles, « le Bénéficiaire » and « l’Intervenant », agree; a name does not."""
    hesitating = {
        which: match.group()
        for which, text in _draw_texts(monkeypatch, "Élodie Nom")
        if (match := AGREEMENT.search(MARKUP.sub("", text).replace(OFFICIAL, "")))
    }
    assert hesitating == {}


def test_a_quantity_below_two_is_singular() -> None:
    """« 0 séance », « 1 séance », « 2 séances », « 1 mois » and « 1 jour »."""
    french = Translator("fr")

    assert [french.format_value(number, "sessions") for number in (0, 1, 2)] == [
        "0 séance",
        "1 séance",
        "2 séances",
    ]
    assert [french.format_value(number, "days") for number in (0, 1, 2)] == [
        "0 jour",
        "1 jour",
        "2 jours",
    ]


def test_no_template_writes_de_or_que_before_a_name_by_itself() -> None:
    name = re.compile(
        r"\b(?:de|que)[ ~*]+(?:#strong\[)?\{\{ *[\w.]*(?:name|beneficiary|contact|client)\b",
        re.IGNORECASE,
    )
    found = [
        path.name
        for path in sorted((TEMPLATES / "fr").rglob("*.j2"))
        if name.search(re.sub(r"\{% else %\}(?:de|que) \{% endif %\}", "", path.read_text("utf-8")))
    ]
    assert found == []
