"""The amendment, for a company and for a private client."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.documents.document_samples import (
    LAW,
    make_company,
    make_engagement,
    make_person,
    make_practice,
    words_of,
)

from phmcoach.documents.amendment import render_amendment
from phmcoach.documents.rendered import Rendered
from phmcoach.domain.engagement import Engagement
from phmcoach.domain.parties import Client
from phmcoach.domain.practice import Practice

SIGNED_ON = date(2026, 1, 28)
AGREED_ON = date(2026, 4, 15)
BOTH = {"coach": SIGNED_ON, "beneficiary": SIGNED_ON}
ALL = BOTH | {"sponsor": SIGNED_ON}
NEW = {
    "id": "o3",
    "statement": "Animer des réunions brèves",
    "expected_result": "Une heure au plus",
    "indicator": "Durée notée",
}
REWORDED = {
    "id": "o1",
    "statement": "Poser un cadre de délégation et le tenir",
    "expected_result": "Chaque chef d'atelier décide seul : rien ne remonte.",
    "indicator": "Nombre d'arbitrages remontés par semaine",
}


def amendment(number: int = 1, **changes: object) -> dict[str, Any]:
    return {"number": number, "set_on": AGREED_ON, "effective_on": AGREED_ON, **changes}


def amended(
    *amendments: dict[str, Any], private: bool = False, terms: dict[str, Any] | None = None
) -> Engagement:
    return make_engagement(terms, signatures=BOTH if private else ALL, amendments=list(amendments))


def draw(
    engagement: Engagement,
    client: Client | None = None,
    *,
    specimen: bool = False,
    practice: Practice | None = None,
) -> Rendered:
    return render_amendment(
        engagement,
        engagement.amendments[-1],
        client or make_company(),
        practice or make_practice(),
        reference="dupont-2026",
        specimen=specimen,
        law=LAW,
    )


def text_of_change(change: dict[str, Any]) -> str:
    return words_of(draw(amended(amendment() | change)).source)


@pytest.mark.usefixtures("only_source")
def test_an_amendment_says_what_changes_and_nothing_else() -> None:
    text = text_of_change({"sessions": 14})

    assert "Avenant n° 1 au contrat d’accompagnement professionnel du 28 janvier 2026" in text
    assert "à compter du 15 avril 2026" in text
    assert "Nombre de séances1214" in text
    assert "Durée totale des séances" in text
    assert "Prix des séances prévues" in text
    for unchanged in ("Prix de l’heure", "Fin de l’accompagnement", "Lieu", "Annexe", "objectif"):
        assert unchanged not in text
    assert "Les autres stipulations du contrat demeurent inchangées" in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"session_minutes": 90}, "Durée d’une séance"),
        ({"start_on": date(2026, 2, 10)}, "10 février 2026"),
        ({"payment_days": 0}, "à réception"),
        ({"payment_days": 1}, "1 jour"),
        ({"notice_hours": 1}, "1 heure"),
        ({"session_dates": True}, "oui"),
        ({"place": "Lyon"}, "non fixé"),
        ({"also_billed": ["phone"]}, "aucun"),
        ({"applies_from": date(2026, 1, 20)}, "à compter du 20 janvier 2026"),
        ({"dropped": ["o1"], "objectives": [NEW]}, "Un objectif est retiré"),
    ],
)
def test_each_change_has_its_words(change: dict[str, Any], said: str) -> None:
    assert said in text_of_change(change).replace("\u00a0", " ")


@pytest.mark.usefixtures("only_source")
def test_the_price_of_a_package_is_said_as_agreed() -> None:
    package = {"plan": "package", "package_price": Decimal(6000)}
    text = (
        words_of(
            draw(amended(amendment(package_price=Decimal(7000), sessions=14), terms=package)).source
        )
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )

    assert "6 000,00 € HT" in text
    assert "7 000,00 € HT" in text
    assert "Prix des séances prévues" not in text


@pytest.mark.usefixtures("only_source")
def test_an_earlier_amendment_that_binds_is_named_and_is_what_was_before() -> None:
    earlier = amendment(1, signatures=ALL, sessions=13)
    unsigned = amendment(2, sessions=19)
    text = words_of(draw(amended(earlier, unsigned, amendment(3, sessions=14))).source)

    assert "modifié par l’avenant n° 1 du 15 avril 2026" in text.replace("\u00a0", " ")
    assert "13" in text
    assert "19" not in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("private", [False, True])
def test_personal_objectives_and_the_coach_s_reason_never_appear(private: bool) -> None:
    engagement = amended(
        amendment(reason="ZQ-REASON", objectives=[NEW]),
        private=private,
    )
    source = draw(engagement, make_person() if private else make_company()).source

    assert "Animer des réunions brèves" in source
    for hidden in ("ZQ-REASON", "Dormir", "Sept heures", "Carnet"):
        assert hidden not in source


@pytest.mark.usefixtures("only_source")
def test_what_a_user_types_is_text_in_an_amendment() -> None:
    place = "Salle | A * _ [x](article:Objet) ____ #strong[x]"
    text = words_of(draw(amended(amendment(place=place))).source)

    assert place in text.replace("\u00a0", " ")
