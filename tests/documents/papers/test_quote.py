"""The quote as a PDF: price, validity, conditions and the place to sign."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_case
from tests.documents.document_samples import (
    LAW,
    make_company,
    make_engagement,
    make_person,
    make_practice,
    text_of,
    words_of,
)
from tests.documents.engine.test_hostile_text import plain, skeleton
from tests.documents.hostile_strings import HOSTILE

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.designation import designate_quote
from phmcoach.documents.papers.quote import render_quote
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.quoting import draft_quote
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.value import replace

ISSUED_ON = date(2026, 1, 22)
UNTIL = date(2026, 2, 21)


def make_quote(
    client: Client,
    practice: Practice,
    terms: dict[str, object] | None = None,
    **changes: Any,  # noqa: ANN401 - fields of a quote
) -> Quote:
    drafting = Drafting(
        case=make_case(make_engagement(terms), client=client, ref="dupont-2026"),
        account=Account(),
        practice=practice,
        law=LAW,
        issued_on=ISSUED_ON,
        specimen=False,
    )
    drafted = designate_quote(draft_quote(drafting, UNTIL))
    return replace(replace(drafted, number="D-2026-0003"), **changes)


PACKAGE = {
    "plan": "package",
    "package_price": Decimal(5200),
    "schedule": [Decimal(30), Decimal(40), Decimal(30)],
}
SHORT = {"sessions": 3, "session_minutes": 90, "hourly_rate": Decimal(120)}


def render(quote: Quote) -> Rendered:
    return render_quote(quote, accent="#1f4e5f")


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({**PACKAGE, "schedule": [], "monthly": True}, "chaque mois du contrat, à parts égales"),
        ({**PACKAGE, "schedule": []}, "facturé à la fin de l’accompagnement"),
        (PACKAGE, "échéances de 30 %, 40 % et 30 %"),
        (PACKAGE, "48 heures à l’avance compte comme tenue"),
        ({}, "48 heures à l’avance est facturée à 100 %"),
        ({"payment_days": 0}, "payables à réception"),
        ({"place": "Paris"}, "lieu : Paris"),
    ],
)
def test_the_conditions_follow_from_the_terms(terms: dict[str, object], said: str) -> None:
    text = text_of(render(make_quote(make_company(), make_practice(), terms)).pdf)

    assert said in text


def test_a_quote_speaks_to_a_consumer_as_to_the_person_who_is_coached() -> None:
    found = text_of(render(make_quote(make_person(), make_practice(), SHORT)).pdf)

    assert "un contrat que vous signez, une fois que vous avez validé votre demande" in found
    assert "bénéficiaire" not in found.lower()


@pytest.mark.parametrize(
    ("concluded", "fourteen", "seven"),
    [("on-premises", False, False), ("at-distance", True, False), ("off-premises", True, True)],
)
def test_a_quote_to_a_consumer_states_the_withdrawal_period_that_applies(
    concluded: str, *, fourteen: bool, seven: bool
) -> None:
    terms = {**SHORT, "concluded": concluded}
    found = text_of(render(make_quote(make_person(), make_practice(), terms)).pdf)

    assert ("quatorze jours" in found, "sept jours" in found) == (fourteen, seven)


@pytest.mark.usefixtures("only_source")
def test_a_quote_to_a_consumer_without_a_mediator_gives_a_warning() -> None:
    rendered = render(make_quote(make_person(), make_practice(), SHORT))

    assert [problem.message for problem in rendered.warnings] == ["documents.no-mediator"]


def test_a_draft_quote_is_marked_and_has_no_number() -> None:
    text = text_of(render(make_quote(make_company(), make_practice(), number=None)).pdf)

    assert "PROJET" in text
    assert "sans numéro" in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_changes_the_shape_of_a_quote(text: str) -> None:
    def quoted(mark: str) -> str:
        made = make_quote(make_company(), make_practice(), {"place": "Paris"})
        marked = replace(made, beneficiary=mark, place=mark)
        return render(designate_quote(marked)).source

    assert skeleton(quoted(text)) == skeleton(quoted("x"))
    assert plain(text) in plain(words_of(quoted(text)))
