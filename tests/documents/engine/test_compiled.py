"""Our templates as they are in a wheel, compiled: the same rules hold, and no old code is used."""

from pathlib import Path

import jinja2
import pytest
from jinja2 import Environment
from tools.compile_templates import compile_templates, write_module

from phmcoach.documents.engine.compiled import FOLDER
from phmcoach.documents.engine.jinja import open_environment, render_markdown
from phmcoach.documents.engine.templates import Templates
from phmcoach.errors import InvalidDataError, Place, Problem

OURS = "ours.md.j2"
OWN = "own.md.j2"


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    found = Templates("fr", ours=tmp_path / "ours" / "fr", own=tmp_path / "own" / "fr")
    for folder in (tmp_path / "own" / "fr", found.ours, tmp_path / "ours" / FOLDER):
        folder.mkdir(parents=True)
    return found


def store(templates: Templates, text: str) -> None:
    """Write a template of ours, and compile it as for a wheel."""
    (templates.ours / OURS).write_text(text, "utf-8")
    write_module(open_environment(templates, "md"), OURS, templates.ours.parent / FOLDER)


def write_own(templates: Templates, text: str) -> Path:
    assert templates.own is not None
    path = templates.own / OWN
    path.write_text(text, "utf-8")
    return path


def refuse_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Environment, "compile", None)


def test_a_stored_template_is_not_compiled_again(
    templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(templates, "{% if name %}\nPour {{ name }}.{% endif %}\n")
    refuse_to_compile(monkeypatch)

    assert render_markdown(templates, OURS, {"name": "A*B"}) == "Pour A\\*B."


def test_a_template_that_changed_is_compiled_again(templates: Templates) -> None:
    store(templates, "Avant\n")
    (templates.ours / OURS).write_text("Après\n", "utf-8")

    assert render_markdown(templates, OURS, {}) == "Après\n"


def test_another_version_of_jinja_compiles_again(
    templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(templates, "Bonjour\n")
    refuse_to_compile(monkeypatch)
    monkeypatch.setattr(jinja2, "__version__", "3.99")

    with pytest.raises(TypeError):
        render_markdown(templates, OURS, {})


def test_an_own_template_can_include_a_stored_one(templates: Templates) -> None:
    store(templates, "Pour {{ name }}.\n")
    write_own(templates, '{% include "ours.md.j2" %}\nÀ bientôt\n')

    assert render_markdown(templates, OWN, {"name": "Léa"}) == "Pour Léa.\nÀ bientôt\n"


def test_an_own_template_is_blamed_for_what_a_stored_one_refuses(templates: Templates) -> None:
    store(templates, "{% macro of(day) %}{{ day.month }}{% endmacro %}\n")
    own = write_own(templates, '{% from "ours.md.j2" import of %}\n\n{{ of(name) }}\n')

    with pytest.raises(InvalidDataError) as caught:
        render_markdown(templates, OWN, {"name": "Léa"})

    problem = Problem("documents.template-unknown-name", {"name": "month"}, place=Place(own, 3))
    assert caught.value.problems == (problem,)


def test_a_stored_template_stays_in_the_sandbox(templates: Templates) -> None:
    store(templates, "{% macro of(value) %}{{ value.__class__.__name__ }}{% endmacro %}\n")
    write_own(templates, '{% from "ours.md.j2" import of %}\n{{ of("x") }}\n')

    with pytest.raises(InvalidDataError) as caught:
        render_markdown(templates, OWN, {})

    assert caught.value.problems[0].message == "documents.template-forbidden-word"


def test_a_stored_template_knows_its_file_and_line(templates: Templates) -> None:
    store(templates, "Bonjour\n{{ 1 // nothing }}\n")

    with pytest.raises(ZeroDivisionError) as caught:
        render_markdown(templates, OURS, {"nothing": 0})

    where = caught.traceback[-1]
    assert (where.path, where.lineno + 1) == (templates.ours / OURS, 2)


def test_a_wheel_has_a_module_for_each_template_and_language(tmp_path: Path) -> None:
    compile_templates(tmp_path)
    root = Path(__file__).parents[3] / "templates"
    names = [path.relative_to(root).parts for path in root.rglob("*.j2")]
    expected = sum(2 if name[0] == "shared" else 1 for name in names)

    assert len(list(tmp_path.glob("t*.py"))) == expected
