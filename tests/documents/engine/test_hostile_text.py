"""Text is printed as it is, never obeyed, wherever a person can type it."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.document_samples import (
    LITERAL,
    SIGNED,
    literals,
    make_company,
    make_engagement,
    make_invoice,
    make_person,
    make_practice,
    make_sessions,
    render,
    text_of,
)
from tests.documents.hostile_strings import HOSTILE

from phmcoach.documents.engine.escape import (
    drop_invisible,
    find_forbidden_word,
    markdown_text,
    typst_string,
    typst_text,
)
from phmcoach.documents.engine.markdown import convert_markdown
from phmcoach.documents.engine.typst import FONTS
from phmcoach.documents.papers.invoice import render_invoice
from phmcoach.domain.base import Record
from phmcoach.domain.money.invoice import InvoiceMention
from phmcoach.i18n import elides
from phmcoach.value import field_names, replace

R = TypeVar("R", bound=Record)

MARK = "zz@zz.example"
POSTCODE = "00001"  # a French one takes no text; that of another country does
"""What each place holds at first: any of them takes an e-mail address."""


def skeleton(source: str) -> str:
    """Return a source without what stands inside its literals."""
    return LITERAL.sub('""', source)


def plain(text: str) -> str:
    return " ".join(drop_invisible(text).split())


def read_by_typst(texts: list[str]) -> list[str]:
    """Let Typst itself say what it makes of texts that were written into a source."""
    code = "\n".join(f"#metadata({typst_string(text)})<text>" for text in texts)
    found = typst.Compiler(code.encode(), root=FONTS).query("<text>", field="value")
    return [str(value) for value in json.loads(found)]


def test_typst_reads_back_what_was_written() -> None:
    assert read_by_typst(list(HOSTILE)) == [drop_invisible(text) for text in HOSTILE]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=20, max_size=60))
def test_typst_reads_back_any_text(texts: list[str]) -> None:
    assert read_by_typst(texts) == [drop_invisible(text) for text in texts]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\x00b\x1bc\x7fd\x9be", "abcde"),
        ("a\u202ab\u202ec\u2066d\u2069e\ufefff", "abcdef"),
        ("a\ud800b\udfffc", "abc"),
        ("a\r\nb\rc\x85d\u2028e\u2029f\ng\th", "a\nb\nc\nd\ne\nf\ng\th"),
        ("É « œ » ’ – \u202f\u00a0☐ 漢", "É « œ » ’ – \u202f\u00a0☐ 漢"),
    ],
)
def test_what_hides_or_reorders_a_line_is_dropped(typed: str, printed: str) -> None:
    assert drop_invisible(typed) == printed


@given(st.text())
def test_no_text_can_hold_a_word_that_leads_out_of_the_document(text: str) -> None:
    assert find_forbidden_word(typst_text(text + "import" + text)) is None


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "place",
    ["{}", "un {} deux", "- {}\n- b", "> {}", "## {}", "**{}**", "| a |\n|---|\n| {} |", "1. {}"],
)
def test_a_value_in_markdown_stays_text(place: str, text: str) -> None:
    source = convert_markdown(place.format(markdown_text(text)))

    assert skeleton(source) == skeleton(convert_markdown(place.format("x")))
    assert plain(text) in plain("".join(literals(source)))


@given(st.text(alphabet=st.sampled_from("#*_[]()<>|`~!-+.1 \n\t\\{}&;:/@$\"'abé=^"), max_size=30))
def test_any_value_in_markdown_stays_text(text: str) -> None:
    source = convert_markdown(f"x{markdown_text(text)}x")

    assert skeleton(source) == skeleton(convert_markdown("x"))


def with_text(text: str) -> dict[str, Any]:
    """Return all that the documents print, with one text in each place that takes any text."""
    address = {"street": text, "postcode": POSTCODE, "city": text}
    return {
        "practice": {
            "name": text,
            "trade_name": text,
            "email": text,
            "phone": text,
            "website": text,
            "code_of_ethics": text,
            "address": address,
            "insurance": {"insurer": text, "policy": text},
            "mediator": {"name": text, "address": text, "website": text},
        },
        "client": {"name": text, "contact": text, "contact_role": text, "address": address},
        "engagement": {
            "beneficiary": {"id": "x", "name": text, "role": text, "email": text},
            "demand": {
                "received_on": date(2026, 1, 12),
                "situations": ["new-role"],
                "sponsor_request": text,
                "request": text,
                "shared_request": text,
                "validated_on": date(2026, 1, 20),
            },
            "objectives": [
                {"id": "o1", "statement": text, "expected_result": text, "indicator": text}
            ],
            "signatures": SIGNED,
        },
        "terms": {"place": text, "purchase_order": text},
    }


def replaced(record: R, old: str, new: str) -> R:
    """Return a record with one text for another, also where the model would refuse it."""

    def change(value: object) -> object:
        match value:
            case str():
                return new if value in (old, POSTCODE) else value
            case tuple():
                return tuple(change(each) for each in value)
            case Record():
                return replaced(value, old, new)
            case _:
                return value

    changes = {name: change(getattr(record, name)) for name in field_names(type(record))}
    return replace(record, **changes)


def contract_with(text: str, *, private: bool) -> str:
    given_text = with_text(MARK)
    engagement = make_engagement(given_text["terms"], **given_text["engagement"])
    details = given_text["client"]
    client = make_person(**details) if private else make_company(**details)
    practice = make_practice(**given_text["practice"])
    return render(
        replaced(engagement, MARK, text),
        replaced(client, MARK, text),
        replaced(practice, MARK, text),
    ).source


def invoice_with(text: str) -> str:
    given_text = with_text(MARK)
    sessions = make_sessions(1)
    sessions[0]["travel"] = [{"amount": Decimal(10), "label": MARK}]
    engagement = make_engagement(given_text["terms"], sessions=sessions, **given_text["engagement"])
    client = make_company(**given_text["client"])
    practice = make_practice(**given_text["practice"])
    invoice = make_invoice(engagement, client, practice)
    marked = replace(invoice, mentions=(InvoiceMention(id="nature", text=MARK),))
    return render_invoice(replaced(marked, MARK, text), accent="#1f4e5f", draft=False).source


@cache
def contract_shape(*, private: bool) -> str:
    return skeleton(contract_with("x", private=private))


@cache
def invoice_shape(*, elided: bool) -> str:
    """Return the shape; « À l’attention d’ » and the name of the contact have no space between."""
    return skeleton(invoice_with("a" if elided else "x"))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("private", [False, True])
@pytest.mark.usefixtures("only_source")
def test_no_text_changes_the_shape_of_a_contract(text: str, *, private: bool) -> None:
    source = contract_with(text, private=private)

    assert skeleton(source) == contract_shape(private=private)
    assert find_forbidden_word(source) is None
    assert plain(text) in " ".join(plain(found) for found in literals(source)).replace("’", "'")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.usefixtures("only_source")
def test_no_text_changes_the_shape_of_an_invoice(text: str) -> None:
    source = invoice_with(text)

    assert skeleton(source) == invoice_shape(elided=elides(text))
    assert find_forbidden_word(source) is None
    assert plain(text) in " ".join(plain(found) for found in literals(source))


@pytest.mark.parametrize("text", HOSTILE[::4])
def test_hostile_text_is_printed_as_it_is(text: str) -> None:
    engagement = make_engagement(beneficiary={"id": "x", "name": MARK})
    rendered = render(replaced(engagement, MARK, text), make_company(), make_practice())

    assert plain(text).replace(" ", "") in text_of(rendered.pdf).replace(" ", "")
