"""The coach's own templates: they come first, and their faults are reported with file and line."""

from pathlib import Path

import pytest
from tests.documents.document_samples import (
    SIGNED,
    make_company,
    make_engagement,
    make_invoice,
    make_practice,
    make_sessions,
    render,
    text_of,
)

from phmcoach.documents.engine import templates as module
from phmcoach.documents.engine.template_faults import typst_problem
from phmcoach.documents.engine.templates import list_templates, open_templates
from phmcoach.documents.papers.invoice import render_invoice
from phmcoach.errors import InvalidDataError, Place, Problem
from phmcoach.words import Language

_MARK = '"specimen_mark": '


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return the folder that the coach keeps own templates in."""
    (tmp_path / "fr" / "clauses").mkdir(parents=True)
    return tmp_path


def fault_of(own: Path) -> tuple[str, object, Place | None]:
    """Render a contract with own templates; return the message, its argument and its place."""
    with pytest.raises(InvalidDataError) as caught:
        render(make_engagement(), make_company(), make_practice(), templates=own)
    (problem,) = caught.value.problems
    return problem.message, next(iter(problem.args.values()), None), problem.place


def test_an_own_clause_replaces_ours_and_the_rest_stays(own: Path) -> None:
    clause = own / "fr" / "clauses" / "25-amendments.md.j2"
    clause.write_text("## Changements\n\nPar écrit, {{ beneficiary.name }}.\n", "utf-8")
    other = own / "fr" / "clauses" / "05-objectives.md.j2"
    other.write_text("## Objectifs\n\nVoir l’{{ article('Changements') }}.\n", "utf-8")

    text = text_of(render(make_engagement(), make_company(), make_practice(), templates=own).pdf)

    assert "Changements. Par écrit, Camille Dupont. Fin anticipée. Chaque Partie" in text
    assert "Objectifs. Voir l’article 14. Indicateurs." in text
    assert "Article 14 Suspension, avenants et fin anticipée" in text


def test_a_clause_that_has_another_title_is_still_found_by_those_that_refer_to_it(
    own: Path,
) -> None:
    clause = own / "fr" / "clauses" / "25-amendments.md.j2"
    clause.write_text("Une précision.\n\n## Changements\n\nPar écrit.\n", "utf-8")

    source = render(make_engagement(), make_company(), make_practice(), templates=own).source

    assert "avenant (#link(<article-14>)" in source.replace('#"', "").replace('";', "")


@pytest.mark.parametrize("name", ["24-suspension", "25-amendments", "35-signatures"])
def test_a_clause_without_a_title_is_blamed_whether_another_refers_to_it_or_not(
    own: Path, name: str
) -> None:
    clause = own / "fr" / "clauses" / f"{name}.md.j2"
    clause.write_text("Pas de titre.", "utf-8")

    assert fault_of(own) == ("documents.untitled-clause", None, Place(clause))


def test_an_emptied_clause_that_another_refers_to_is_blamed(own: Path) -> None:
    clause = own / "fr" / "clauses" / "25-amendments.md.j2"
    clause.write_text("", "utf-8")

    assert fault_of(own) == ("documents.emptied-clause", None, Place(clause))


@pytest.mark.usefixtures("only_source")
def test_a_last_line_that_no_editor_ended_is_still_the_last_of_its_clause(own: Path) -> None:
    (own / "fr" / "clauses" / "24-suspension.md.j2").write_bytes(b"## A moi\r\n\r\nTexte.")
    source = render(make_engagement(), make_company(), make_practice(), templates=own).source

    assert '#strong[#"A moi."]#" Texte."\n\n#strong[#"Avenants."]' in source.replace(
        '";]', '"]'
    ).replace('";\n', '"\n')


def test_a_clause_that_is_changed_between_two_documents_is_read_again(own: Path) -> None:
    clause = own / "fr" / "clauses" / "25-amendments.md.j2"
    sources = []
    for text in (None, "## Un\n\nPremier.\n", "## Deux\n\nSecond et plus long.\n"):
        if text:
            clause.write_text(text, "utf-8")
        other = own / "fr" / "clauses" / "05-objectives.md.j2"
        other.write_text("## Objectifs\n\nVoir l’annexe.\n", "utf-8")
        sources.append(
            render(make_engagement(), make_company(), make_practice(), templates=own).source
        )

    assert ["Avenants" in sources[0], "Premier." in sources[1], "Second" in sources[2]] == [
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(("language", "mark"), [("fr", "SPÉCIMEN"), ("en", "SPECIMEN")])
def test_a_specimen_is_marked_in_the_language_of_its_paper(language: Language, mark: str) -> None:
    sheets = (path.read_text("utf-8") for path in list_templates(language).values())
    marks = [line.split('"')[3] for text in sheets for line in text.split("\n") if _MARK in line]

    assert len(marks) > 5
    assert set(marks) == {mark}


def test_a_folder_without_templates_of_the_language_changes_nothing(tmp_path: Path) -> None:
    with_folder = render(make_engagement(), make_company(), make_practice(), templates=tmp_path)

    assert with_folder == render(make_engagement(), make_company(), make_practice())


@pytest.mark.parametrize(
    ("text", "message", "argument", "line"),
    [
        ("## A\n\n{% if %}\n", "documents.template-syntax", "Expected an expression", 3),
        ("## A\n{{ nobody }}\n", "documents.template-unknown-name", "nobody", 2),
        ("{{ coach.siren }}\n", "documents.template-unknown-name", "siren", 1),
        ("\n\n{{ ''.__class__ }}\n", "documents.template-forbidden-word", "__class__", 3),
        ("{{ coach.insurance.update({}) }}\n", "documents.template-unknown-name", "update", 1),
        ("{{ 1 / 0 }}\n", "documents.template-fault", "division by zero", 1),
        ("\n{{ price.net }}\n", "documents.template-unprintable", "Decimal", 2),
        ("{{ demand.received_on }}\n", "documents.template-unprintable", "date", 1),
        ("{{ organisation.vat_number }}\n", "documents.template-unprintable", "NoneType", 1),
        ("{{ true }}\n", "documents.template-unprintable", "bool", 1),
        ("{% include 'nothing.md.j2' %}\n", "documents.template-no-such-part", "nothing.md.j2", 1),
        ("{% include '../../secret' %}\n", "documents.template-no-such-part", "secret", 1),
        ("{{ coach.name | nothing }}\n", "documents.template-unknown-name", "nothing", 1),
        ("{% include 'clauses/03-nature.md.j2' %}\n", "documents.template-includes-itself", "", 1),
        ("{{ 1 is nothing }}\n", "documents.template-unknown-name", "nothing", 1),
        ("{{ [].append(1) }}\n", "documents.template-forbidden-word", "append", 1),
        ("## A\n\n{{ article('Rien') }}\n", "documents.unknown-article", "Rien", 3),
    ],
)
def test_a_fault_in_an_own_clause_names_its_line(
    own: Path, text: str, message: str, argument: str, line: int
) -> None:
    clause = own / "fr" / "clauses" / "03-nature.md.j2"
    clause.write_text(text, "utf-8")

    found_message, found_argument, place = fault_of(own)

    assert found_message == message
    assert argument in str(found_argument)
    assert place == Place(clause, line)


@pytest.mark.parametrize(
    ("text", "message", "argument"),
    [
        ("#nobody", "documents.template-unknown-name", "nobody"),
        ('#read("/etc/passwd")', "documents.template-no-file", "None"),
        ('#import "@preview/cetz:0.3.1"', "documents.template-forbidden-word", "import"),
        ("#{{ 'x' }}", "documents.template-fault", "the character `#` is not valid in code"),
    ],
)
def test_a_fault_in_an_own_sheet_names_its_line(
    own: Path, text: str, message: str, argument: str
) -> None:
    sheet = own / "fr" / "contract.typ.j2"
    head = '#set document(title: "x")\n#set text(lang: "fr")\n\n'
    sheet.write_text(f"{head}{text}\n", "utf-8")

    found_message, found_argument, place = fault_of(own)

    assert found_message == message
    assert argument in str(found_argument)
    assert place == Place(sheet, 4)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (
            "PDF/UA-1 error: missing document title",
            Problem("documents.template-untitled"),
        ),
        (
            "unclosed delimiter.",
            Problem("documents.template-fault", {"reason": "unclosed delimiter"}),
        ),
    ],
)
def test_a_message_of_the_typesetter_is_translated_or_quoted_without_its_full_stop(
    said: str, problem: Problem
) -> None:
    assert typst_problem(said) == problem


def test_a_template_that_is_not_text_is_named(own: Path) -> None:
    clause = own / "fr" / "clauses" / "03-nature.md.j2"
    clause.write_bytes(b"## \xff\xfe")

    assert fault_of(own) == ("documents.template-not-text", None, Place(clause))


def test_an_endless_loop_ends(own: Path) -> None:
    clause = own / "fr" / "clauses" / "03-nature.md.j2"
    clause.write_text("{% for i in range(10 ** 9) %}x{% endfor %}\n", "utf-8")

    message, argument, place = fault_of(own)

    assert message == "documents.template-fault"
    assert "Range too big" in str(argument)
    assert place == Place(clause, 1)


def test_a_remark_of_the_typesetter_reaches_the_coach(own: Path) -> None:
    ours = Path(module.__file__).parents[4] / "templates" / "shared" / "layout.typ.j2"
    text = ours.read_text("utf-8").replace('font: "Inter"', 'font: ("Garamond Nobody", "Inter")')
    (own / "fr" / "layout.typ.j2").write_text(text, "utf-8")

    rendered = render(make_engagement(), make_company(), make_practice(), templates=own)

    assert [problem.message for problem in rendered.warnings] == ["documents.typesetting-remark"]


def test_a_fault_in_our_own_templates_is_a_bug_and_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "contract.md.j2").write_text("{{ 1 / 0 }}", "utf-8")
    monkeypatch.setattr(module, "packaged_templates", lambda: tmp_path)

    with pytest.raises(ZeroDivisionError):
        render(make_engagement(), make_company(), make_practice())


def test_an_own_invoice_is_given_no_day_that_the_contract_keeps_closed(own: Path) -> None:
    sheet = own / "fr" / "invoice.typ.j2"
    sheet.write_text(
        '#set document(title: "x")\n#set text(lang: "fr")\n{{ lines[0].days | length }}\n', "utf-8"
    )
    engagement = make_engagement(sessions=make_sessions(3), signatures=SIGNED)
    invoice = make_invoice(engagement, make_company(), make_practice())

    rendered = render_invoice(invoice, accent="#1f4e5f", draft=False, templates=own)

    assert rendered.source.splitlines()[-1] == "0"


def test_a_folder_that_the_system_does_not_show_is_not_taken_for_an_absent_one(
    tmp_path: Path,
) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="symbolic links"):
        open_templates("fr", loop / "templates")
