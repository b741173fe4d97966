"""The coach's own templates: list, copy and check all of them."""

import os
from collections.abc import Callable
from errno import EACCES
from pathlib import Path

import pytest

from phmcoach.actions.context import Context
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.own_templates import (
    check_own,
    copy_template,
    find_own_problems,
    list_own,
)
from phmcoach.documents.engine import jinja
from phmcoach.documents.engine.template_check import template_problems
from phmcoach.documents.engine.templates import find_template, list_templates, open_templates
from phmcoach.documents.papers.sample_papers import sample_papers
from phmcoach.errors import ConflictError, MissingError, Place, RuleRefusedError, StorageError
from phmcoach.law import load_law
from phmcoach.words import LANGUAGES, Language

AMENDMENTS = "clauses/25-amendments.md.j2"


def put(context: Context, name: str, text: str) -> Path:
    path = context.folder.templates_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def faults(context: Context) -> list[tuple[str, Place | None]]:
    return [(problem.message, problem.place) for problem in check_own(context).problems]


def test_every_template_is_listed_with_the_coachs_own_ones(context: Context) -> None:
    own = put(context, f"fr/{AMENDMENTS}", "## Changements\n")
    listed = {each.name: each.own for each in list_own(context, "fr")}

    assert {name for name, path in listed.items() if path} == {AMENDMENTS}
    assert listed[AMENDMENTS] == own
    assert {"contract.typ.j2", "contract.md.j2", "layout.typ.j2", "mail.txt.j2"} < set(listed)
    assert not [name for name in listed if "facturx" in name]


@pytest.mark.parametrize("typed", [AMENDMENTS, "clauses/25-amendments", "25-amendments"])
def test_a_copy_is_the_program_own_text_and_changes_nothing(context: Context, typed: str) -> None:
    path = copy_template(context, typed, "fr")

    assert path == context.folder.templates_dir / "fr" / AMENDMENTS
    assert path.read_bytes() == list_templates("fr")[AMENDMENTS].read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("work", [check_own, lambda c: copy_template(c, AMENDMENTS, "fr")])
def test_a_folder_of_templates_that_cannot_be_read_is_not_an_empty_one(
    context: Context, monkeypatch: pytest.MonkeyPatch, work: Callable[[Context], object]
) -> None:
    put(context, f"fr/{AMENDMENTS}", "## Changements\n")

    def refuse(folder: Path) -> None:
        raise PermissionError(EACCES, os.strerror(EACCES), folder)

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(PermissionError):
        work(context)


def test_a_copy_never_replaces_an_own_template(context: Context) -> None:
    own = put(context, f"fr/{AMENDMENTS}", "## Changements\n")

    with pytest.raises(ConflictError) as refused:
        copy_template(context, AMENDMENTS, "fr")

    assert refused.value.problems[0].place == Place(own)
    assert own.read_text("utf-8") == "## Changements\n"


def test_an_unknown_or_ambiguous_name_is_refused(context: Context) -> None:
    with pytest.raises(MissingError) as unknown:
        copy_template(context, "25-amendment", "fr")
    with pytest.raises(RuleRefusedError) as several:
        copy_template(context, "contract", "fr")
    with pytest.raises(MissingError):
        copy_template(context, "../../practice", "fr")

    assert unknown.value.problems[0].args["nearest"] == "clauses/25-amendments"
    assert several.value.problems[0].args["names"] == ["contract.md.j2", "contract.typ.j2"]
    assert not context.folder.templates_dir.exists()


@pytest.mark.usefixtures("only_source")
def test_templates_that_work_are_only_counted(context: Context) -> None:
    put(context, f"fr/{AMENDMENTS}", "## Changements\n\nPar écrit, {{ beneficiary.name }}.\n")
    put(context, "fr/clauses/05-objectives.md.j2", "## Buts\n\n{{ article('Changements') }}\n")
    put(context, f"en/{AMENDMENTS}", "## Changes\n\nIn writing.\n")
    put(context, "fr/.DS_Store", "x")

    checked = check_own(context)
    assert (checked.problems, checked.count) == ((), 3)


def test_without_own_templates_nothing_is_checked(context: Context) -> None:
    assert (check_own(context).problems, check_own(context).count) == ((), 0)


@pytest.mark.usefixtures("only_source")
def test_each_broken_template_is_reported_once_with_its_line(context: Context) -> None:
    syntax = put(context, "fr/clauses/03-nature.md.j2", "## A\n\n{% if %}\n")
    name = put(context, "fr/clauses/12-beneficiary-duties.md.j2", "## A\n{{ nobody }}\n")
    hidden = put(context, "fr/clauses/33-mediator.md.j2", "## A\n\n\n{{ mediator.nobody }}\n")
    reference = put(context, "en/clauses/34-disputes.md.j2", "## A\n\n{{ article('B') }}\n")
    year = put(context, "en/clauses/28-follow-up.md.j2", "## A\n\n2026. Une année.\n")
    word = put(context, "fr/mail.txt.j2", "{{ nobody }}\n")
    page = put(
        context,
        "fr/contract.typ.j2",
        '{% include "layout.typ.j2" %}\n#read("x")\n#import "@preview/a:1"\n',
    )
    typo = put(context, "fr/clauses/25-amendment.md.j2", "## A\n")
    lost = put(context, "clauses/25-amendments.md.j2", "## A\n")

    found = faults(context)

    assert sorted(found, key=str) == sorted(
        [
            ("template.no-language", Place(lost)),
            ("documents.template-syntax", Place(syntax, 3)),
            ("documents.template-unknown-name", Place(name, 2)),
            ("documents.template-unknown-name", Place(hidden, 4)),
            ("documents.template-unknown-name", Place(word, 1)),
            ("documents.template-forbidden-word", Place(page, 3)),
            ("documents.unknown-article", Place(reference, 3)),
            ("template.list-starts-late", Place(year, 3)),
            ("template.unknown-nearest", Place(typo)),
        ],
        key=str,
    )


def test_a_fault_that_only_the_typesetter_sees_is_reported(context: Context) -> None:
    page = put(
        context, "fr/sheet.typ.j2", '#set document(title: "x")\n#set text(lang: "fr")\n#nobody\n'
    )

    assert faults(context) == [("documents.template-unknown-name", Place(page, 3))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1. Un\n2. Deux\n\n3. Trois\n", []),
        ("Le 3 mai\n1. Un\n", []),
        ("3. Trois\n", [1]),
        ("1. Un\n\nTexte\n\n2. Deux\n", [5]),
        ("2026. Une année\n", [1]),
        ("- 2026. Une année\n", []),
    ],
)
def test_a_numbered_list_that_starts_above_one_is_reported(
    context: Context, text: str, lines: list[int]
) -> None:
    path = put(context, f"fr/{AMENDMENTS}", f"## A\n\n{text}")
    templates = open_templates("fr", context.folder.templates_dir)

    assert [(it.message, it.place) for it in template_problems(templates, AMENDMENTS)] == [
        ("template.list-starts-late", Place(path, line + 2)) for line in lines
    ]


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_used_by_a_sample_paper(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new document must be added to `sample_papers`, or its templates would not be checked."""
    loaded: set[str] = set()
    find = jinja._find  # noqa: SLF001 - every template is loaded through it

    def watched(templates: object, name: str) -> object:
        loaded.add(name)
        return find(templates, name)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(jinja, "_find", watched)
    for render in sample_papers(language, load_law(), tmp_path):
        render()

    assert set(list_templates(language)) - loaded == set()


def test_a_copy_of_a_template_is_never_used_and_named(context: Context) -> None:
    put(context, f"fr/{AMENDMENTS}", "## Changements\n")
    copy = put(context, "fr/clauses/25-amendments (conflicted copy).md.j2", "## Faux {{\n")
    assert faults(context) == [("template.unknown-nearest", Place(copy))]


def test_a_pipe_among_the_templates_is_named_and_the_others_are_checked(context: Context) -> None:
    path = put(context, f"fr/{AMENDMENTS}", "## {{ nothing }}\n")
    pipe = path.with_name("26-x.md.j2")
    os.mkfifo(pipe)
    found = check_own(context).problems
    assert [(each.message, each.args.get("path")) for each in found] == [
        ("store.not-a-file", str(pipe)),
        ("documents.template-unknown-name", None),
    ]


def outside(path: Path) -> None:
    target = path.parents[3].with_name(f"{path.stem}-outside")
    target.write_text("## Changements\n", "utf-8")
    path.symlink_to(target)


def outside_folder(path: Path) -> None:
    path.parent.rmdir()
    target = path.parents[3].with_name("outside")
    target.mkdir()
    path.parent.symlink_to(target)


def file_as_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.touch()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Path.mkdir, "store.not-a-file"),
        (os.mkfifo, "store.not-a-file"),
        (lambda path: path.symlink_to("nowhere"), "store.broken-link"),
        (outside, "store.link-outside"),
        (outside_folder, "store.folder-outside"),
        (file_as_folder, "store.not-a-folder"),
    ],
)
def test_what_stands_in_the_place_of_a_template_is_refused_and_not_replaced_by_ours(
    context: Context, make: Callable[[Path], None], message: str
) -> None:
    path = context.folder.templates_dir / "fr" / AMENDMENTS
    path.parent.mkdir(parents=True)
    make(path)
    with pytest.raises(StorageError) as refused:
        find_template(open_templates("fr", context.folder.templates_dir), AMENDMENTS)
    assert [each.message for each in refused.value.problems] == [message]
    assert [each.message for each in find_own_problems(context.folder, None)] == [message]


@pytest.mark.parametrize("name", ["templates", "templates/fr"])
def test_a_file_in_the_place_of_the_folder_of_templates_is_refused(
    context: Context, name: str
) -> None:
    place = context.folder.root / name
    place.parent.mkdir(exist_ok=True)
    place.touch()
    with pytest.raises(StorageError):
        open_templates("fr", context.folder.templates_dir)
    assert [each.message for each in find_own_problems(context.folder, None)] == [
        "store.not-a-folder"
    ]


def test_a_template_that_would_be_refused_is_known_without_rendering(context: Context) -> None:
    broken = put(context, f"fr/{AMENDMENTS}", "## {{ x\n")
    unknown = put(context, "en/zz.md.j2", "x\n")
    found = find_own_problems(context.folder, None)
    assert [(each.message, each.place and each.place.file) for each in found] == [
        ("documents.template-syntax", broken),
        ("template.unknown-nearest", unknown),
    ]


COMPANY = """
[company]
form = "eurl"
capital = 1000
rcs = "Lyon"
represented_by = "Camille Durand"
title = "gérante"
"""


@pytest.mark.usefixtures("only_source")
def test_a_copy_that_calls_a_company_a_sole_trader_is_named_with_its_line(context: Context) -> None:
    file = context.folder.practice_file
    old = put(context, "fr/clauses/01-parties.md.j2", "## A\n\n- **{{ coach.name }} EI**\n")
    both = "## A\n\n{% if legal %}{{ seller_name }}{% else %}{{ coach.name }} EI{% endif %}\n"
    put(context, "en/clauses/01-parties.md.j2", both)
    assert faults(context) == []
    file.write_text(file.read_text("utf-8") + COMPANY, "utf-8")
    found = [("template.sole-trader", Place(old, 3))]
    assert faults(context) == found
    assert [(each.message, each.place) for each in examine(context).findings] == found


@pytest.mark.usefixtures("only_source")
def test_an_own_list_of_articles_of_an_earlier_version_is_named(context: Context) -> None:
    own = copy_template(context, "contract.md.j2", "fr")
    assert faults(context) == []
    assert examine(context).findings == ()
    today = own.read_text("utf-8")
    own.write_text(
        today.replace("{{ join_clauses(found.texts, article_titles) }}", JOINED), "utf-8"
    )
    found = [("template.earlier-articles", Place(own))]
    assert faults(context)[:1] == found
    assert [(each.message, each.place) for each in examine(context).findings] == found


JOINED = "{% for clause, said in found.texts %}{{ said }}{% endfor %}"
"""How a list prints each clause as an article of its own, as those of earlier versions did."""
