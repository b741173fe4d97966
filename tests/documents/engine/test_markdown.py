"""Markdown as lay people write it, and what it becomes."""

import pytest

from phmcoach.documents.engine.escape import markdown_text
from phmcoach.documents.engine.markdown import UnknownArticleError, convert_markdown


def converted(text: str) -> str:
    """Convert, less the block that keeps the end of a text with what follows it."""
    return convert_markdown(text).removeprefix("#block(sticky: true)[").removesuffix("]\n")


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("**gras** et *italique*", '#strong[#"gras";]#" et ";#emph[#"italique";]'),
        ("une\ndeux", '#"une";#linebreak();#"deux";'),
        ("    12, rue des Lilas", '#"12, rue des Lilas";'),
        ("`code`", '#"`code`";'),
        ("```\ncode", '#"```";#linebreak();#"code";'),
        ("(c) 2026 -- x", '#"(c) 2026 -- x";'),
        ("<b>gras</b>", '#"<b>gras</b>";'),
        ("![logo](logo.png)", '#"!";#"logo";'),
        ("[note]: https://exemple.fr", '#"[note]: https://exemple.fr";'),
        ("contact@exemple.fr 50 $ a // b #3", '#"contact@exemple.fr 50 $ a // b #3";'),
        ("C'est dit : « oui » !", '#"C\'est dit\u202f: «\u202foui\u202f»\u202f!";'),
        ("- un\n- deux", '#list([#"un";], [#"deux";])'),
        ("3. un\n4. deux", '#enum(start: 3, [#"un";], [#"deux";])'),
        ("> cité", '#quotation[#"cité";]'),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            '#prose-table((left, right,), table.header([#"a";], [#"b";]), [#"1";], [#"2";])',
        ),
        ("# Annexe", '#part[#"Annexe";]'),
        ("- [ ] oui\n- [ ] **non**", '#tick-list([#"oui";], [#"";#strong[#"non";]])'),
        ("Le ____ à ______", '#"Le ";#fill-in;#" à ";#fill-in;'),
        ("[x](https://exemple.fr)", '#link("https://exemple.fr")[#"x";]'),
        ("[x](mailto:a@exemple.fr)", '#link("mailto:a@exemple.fr")[#"x";]'),
        ("[x](ftp://exemple.fr)", '#"x";'),
        ("[x](javascript:alert(1))", '#"[x](javascript:alert(1))";'),
        ("Nom\n-----", None),
    ],
)
def test_markdown_becomes_typst(written: str, set_as: str | None) -> None:
    expected = '#"Nom";\n\n#block(sticky: true)[#separator()]\n'

    if set_as is None:
        assert convert_markdown(written) == expected
    else:
        assert converted(written) == set_as


def test_articles_number_themselves_and_are_referred_to_by_their_title() -> None:
    text = (
        "## Les parties\n\nVoir [article](<article:Durée : été>).\n\n## Durée : été\n\nUn mois.\n\n"
        "## Signatures\n\nFin."
    )

    assert convert_markdown(text, end=2) == (
        '#article(1)[#"Les parties";]\n\n'
        '#"Voir ";#link(<article-2>)[#"article";#"\u00a02";]#".";\n\n'
        '#article(2)[#"Durée\u202f: été";]\n\n'
        '#block(sticky: true)[#"Un mois.";]\n\n'
        '#article(3)[#"Signatures";]\n\n'
        '#block(sticky: true)[#"Fin.";]\n'
    )


def test_a_clause_within_an_article_is_referred_to_by_its_name() -> None:
    text = (
        "[](<clause:01-a>)\n\n## Un et deux\n\nUn.\n\n[](<within:02-b>)\n\nDeux.\n\n"
        "[](<clause:03-c>)\n\n## Trois\n\n[article](<article:02-b>)"
    )

    assert convert_markdown(text, end=2) == (
        '#article(1)[#"Un et deux";]\n\n'
        '#block(sticky: true)[#"Un.";]\n\n'
        '#block(sticky: true)[#"Deux.";]\n\n'
        '#article(2)[#"Trois";]\n\n'
        '#block(sticky: true)[#link(<article-1>)[#"article";#"\u00a01";]]\n'
    )


def test_a_text_may_refer_to_the_articles_of_another() -> None:
    text = convert_markdown("[article](article:duree)", other_text="## Parties\n\n## Durée")

    assert "#link(<article-2>)" in text


def test_a_reference_to_a_missing_article_names_it() -> None:
    with pytest.raises(UnknownArticleError, match=r"^durée$"):
        convert_markdown("## Parties\n\n[article](article:durée)")


def test_a_small_heading_that_comes_first_is_a_heading_of_its_own() -> None:
    assert convert_markdown("### Un\n\n### Deux\n\nx") == (
        '#part[#"Un";]\n\n#subheading[#"Deux";]\n\n#block(sticky: true)[#"x";]\n'
    )


def test_a_sentence_that_announces_a_list_stays_with_it() -> None:
    assert convert_markdown("Trois choses :\n\n- une\n\nfin").startswith(
        '#block(sticky: true)[#"Trois choses\u202f:";]\n\n#list('
    )


def test_nothing_becomes_nothing() -> None:
    assert convert_markdown(" \n\n") == ""


@pytest.mark.parametrize(
    "value",
    [
        "[ ] coché",
        "____",
        "# Titre",
        "1. un",
        "- un",
        "> cité",
        "| a |",
        "[x](https://a.fr)",
        "---",
    ],
)
def test_a_value_that_looks_like_markdown_is_text(value: str) -> None:
    assert converted(markdown_text(value)) == f'#"{value}";'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Le prix.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nFin.", True),
        ("**Dormir**\n\nFin.", True),
        ("**Dormir** bien\n\nFin.", False),
    ],
)
def test_a_title_and_what_stands_above_a_table_stay_with_it(text: str, kept: bool) -> None:
    first = convert_markdown(text).partition("\n")[0]

    assert first.startswith("#block(sticky: true)[") is kept
