"""The amendment, for a company and for a private client."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from jinja2 import Environment
from tests.builders import make_case
from tests.documents.document_samples import (
    LAW,
    make_company,
    make_engagement,
    make_person,
    make_practice,
    words_of,
)

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import list_templates
from phmcoach.documents.papers.amendment import render_amendment, render_amendment_papers
from phmcoach.documents.papers.paper_input import AmendmentInput
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import Terms
from phmcoach.value import field_names, replace
from phmcoach.words import LANGUAGES, Language

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


def making(
    engagement: Engagement,
    client: Client | None = None,
    *,
    specimen: bool = False,
    practice: Practice | None = None,
) -> AmendmentInput:
    case = make_case(engagement, client=client or make_company(), ref="dupont-2026")
    return AmendmentInput(
        case=case,
        step=case.history[-1],
        practice=practice or make_practice(),
        law=LAW,
        specimen=specimen,
    )


def draw(
    engagement: Engagement,
    client: Client | None = None,
    *,
    specimen: bool = False,
    practice: Practice | None = None,
) -> Rendered:
    made_from = making(engagement, client, specimen=specimen, practice=practice)
    return render_amendment(made_from, made_from.papers[0])


def draw_pair(changes: dict[str, Any]) -> dict[str, str]:
    """Render an amendment of a pair, and return the text of each paper by its file name."""
    engagement = amended(amendment(**changes), terms={"contract": "pair"})
    papers = render_amendment_papers(making(engagement))
    return {name: words_of(paper.source) for name, paper in papers.items()}


def text_of_change(change: dict[str, Any]) -> str:
    return words_of(draw(amended(amendment() | change)).source)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("seal", [{}, {"terms": "0" * 64}])
def test_nobody_is_asked_for_handwritten_words_or_initials_unless_the_contract_did(
    seal: dict[str, str],
) -> None:
    engagement = replace(amended(amendment(objectives=[REWORDED])), seal=seal)
    text = words_of(draw(engagement).source)

    asked = ("lu et approuvé" in text, "Paraphes des Parties" in text)
    assert asked == (bool(seal), bool(seal))


@pytest.mark.usefixtures("only_source")
def test_an_amendment_states_only_what_changes() -> None:
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
        ({"also_billed": ["reflection"]}, "travaux de réflexion"),
        ({"applies_from": date(2026, 1, 20)}, "à compter du 20 janvier 2026"),
        ({"dropped": ["o1"], "objectives": [NEW]}, "Un objectif est retiré"),
    ],
)
def test_each_change_is_worded(change: dict[str, Any], said: str) -> None:
    assert said in text_of_change(change).replace("\u00a0", " ")


@pytest.mark.usefixtures("only_source")
def test_an_exception_is_stated_with_the_limits_of_the_offer_and_its_reason() -> None:
    beyond = {"sessions": 22, "exception": "Un congé a décalé le calendrier."}
    assert (
        "Par exception, les Parties s’écartent des limites que l’Intervenant fixe à ses"
        " accompagnements : de 10 à 20 séances, sur 3 à 6 mois. Motif : Un congé a décalé le"
        " calendrier."
    ) in text_of_change(beyond).replace("\u00a0", " ").replace("\u202f", " ")
    for text in draw_pair(beyond).values():
        assert "Un congé a décalé le calendrier." in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("typed", ["Un congé plus long", "Un congé plus long."])
def test_the_reason_of_an_exception_ends_with_one_full_stop(typed: str) -> None:
    text = text_of_change({"sessions": 22, "exception": typed})
    assert "Un congé plus long." in text
    assert "Un congé plus long.." not in text


@pytest.mark.usefixtures("only_source")
def test_another_contact_is_stated_and_named_as_a_party_in_this_and_later_papers() -> None:
    person: dict[str, Any] = {"contact": "Paul Renard", "contact_role": "DG"}
    first = amendment(**person)
    text = words_of(draw(amended(first)).source)
    assert "Représentant de l’Organisation" in text
    assert "représentée par Paul Renard, DG" in text
    later = amended(first | {"signatures": ALL}, amendment(2, sessions=14))
    text = words_of(draw(later).source)
    assert "représentée par Paul Renard, DG" in text
    assert "Représentant de l’Organisation" not in text


@pytest.mark.usefixtures("only_source")
def test_a_contact_and_an_order_are_only_in_the_service_agreement_of_a_pair() -> None:
    texts = draw_pair({"sessions": 14, "contact": "Paul Renard", "purchase_order": "BC-2"})
    assert ["Paul Renard" in text for text in texts.values()] == [True, False]
    assert ["BC-2" in text for text in texts.values()] == [True, False]


@pytest.mark.usefixtures("only_source")
def test_a_successor_is_a_party_and_the_paper_says_whom_it_succeeds() -> None:
    new = replace(make_company(), name="Groupe Nord", siren="552100554", contact="Anne Roy")
    engagement = amended(amendment(client="groupe"), terms={"contract": "pair"})
    inputs = replace(making(engagement), new_client=new)
    service, own = (words_of(each.source) for each in render_amendment_papers(inputs).values())
    former = make_company().name
    assert f"Groupe Nord succède à {former} (SIREN" in service
    assert "Elle est désormais l’Organisation" in service
    assert "représentée par Anne Roy" in service
    assert f"Groupe Nord succède à {former}, qui payait l’accompagnement" in own
    assert "payé par Groupe Nord" in own
    assert "facture" not in own


@pytest.mark.parametrize(
    ("language", "named"),
    [("fr", "Nouvelle SA (anciennement {})"), ("en", "Nouvelle SA (formerly {})")],
)
@pytest.mark.usefixtures("only_source")
def test_an_organisation_with_a_new_name_is_named_with_the_former_one(
    language: Language, named: str
) -> None:
    client = replace(make_company(), language=language)
    engagement = amended(amendment(sessions=14), terms={"contract": "pair"})
    renamed = replace(client, name="Nouvelle SA")
    inputs = replace(making(engagement, client), new_client=renamed)
    service, own = (words_of(each.source) for each in render_amendment_papers(inputs).values())
    assert named.format(client.name) in service
    assert named.format(client.name) in own
    assert "SIREN" in service


@pytest.mark.usefixtures("only_source")
def test_each_paper_corrects_the_name_of_the_beneficiary() -> None:
    papers = draw_pair({"beneficiary": "Claire Dupond"})
    was = make_engagement(None).beneficiary.name
    assert len(papers) == 2
    for text in papers.values():
        assert f"Nom du Bénéficiaire{was}Claire Dupond" in text
        assert "Claire Dupond, " in text.replace("« ", "")


@pytest.mark.usefixtures("only_source")
def test_the_price_of_a_package_is_stated_as_agreed() -> None:
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
def test_an_amendment_names_the_signed_one_before_it_and_starts_from_its_terms() -> None:
    earlier = amendment(1, signatures=ALL, sessions=13)
    unsigned = amendment(2, sessions=19)
    text = words_of(draw(amended(earlier, unsigned, amendment(3, sessions=14))).source)

    assert "modifié par l’avenant n° 1 du 15 avril 2026" in text.replace("\u00a0", " ")
    assert "13" in text
    assert "19" not in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("before", "shown"), [("responsable", "responsable"), (None, "non indiquée")]
)
def test_an_amendment_states_the_other_role_of_the_beneficiary(
    before: str | None, shown: str
) -> None:
    engagement = amended(amendment(beneficiary_role="directrice des achats"))
    person = replace(engagement.beneficiary, role=before)
    text = words_of(draw(replace(engagement, beneficiary=person)).source)

    assert f"Fonction du Bénéficiaire{shown}directrice des achats" in text
    assert f"{person.name}, directrice des achats" in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("language", "first", "second", "third"),
    [
        ("fr", "modifié par l’avenant n° 1 du", ", l’avenant n° 2 du", " et l’avenant n° 3 du"),
        (
            "en",
            "as amended by amendment no. 1 of",
            ", amendment no. 2 of",
            " and amendment no. 3 of",
        ),
    ],
)
def test_several_earlier_amendments_are_a_list_with_its_spaces(
    language: Language, first: str, second: str, third: str
) -> None:
    signed = [amendment(number, signatures=ALL, sessions=12 + number) for number in (1, 2, 3)]
    client = replace(make_company(), language=language)
    text = words_of(draw(amended(*signed, amendment(4, sessions=16)), client).source)

    day = {"fr": "15 avril 2026", "en": "15 April 2026"}[language]
    named = f"{first} {day}{second} {day}{third} {day}."
    assert named in text.replace("\u00a0", " ")


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("private", [False, True])
def test_an_amendment_shows_neither_personal_objectives_nor_the_reason(private: bool) -> None:
    engagement = amended(
        amendment(reason="ZQ-REASON", objectives=[NEW]),
        private=private,
    )
    source = draw(engagement, make_person() if private else make_company()).source

    assert "Animer des réunions brèves" in source
    for hidden in ("ZQ-REASON", "Dormir", "Sept heures", "Carnet"):
        assert hidden not in source


@pytest.mark.usefixtures("only_source")
def test_typed_markup_stays_text_in_an_amendment() -> None:
    place = "Salle | A * _ [x](article:Objet) ____ #strong[x]"
    text = words_of(draw(amended(amendment(place=place))).source)

    assert place in text.replace("\u00a0", " ")


SERVICE = "avenant-1-prestation-dupont-2026.pdf"
BENEFICIARY = "avenant-1-beneficiaire-dupont-2026.pdf"


@pytest.mark.usefixtures("only_source")
def test_the_amendments_of_an_english_client_have_english_file_names() -> None:
    engagement = amended(amendment(sessions=14), terms={"contract": "pair"})

    assert list(render_amendment_papers(making(engagement, make_company(language="en")))) == [
        "amendment-1-services-dupont-2026.pdf",
        "amendment-1-beneficiary-dupont-2026.pdf",
    ]


@pytest.mark.usefixtures("only_source")
def test_a_shared_term_changes_in_both_contracts_of_a_pair_and_the_price_in_one() -> None:
    papers = draw_pair(
        {"sessions": 14, "hourly_rate": Decimal(280), "reason": "ZQ-REASON", "objectives": [NEW]}
    )

    assert list(papers) == [SERVICE, BENEFICIARY]
    for text in papers.values():
        assert "Nombre de séances1214" in text
        assert "Animer des réunions brèves" in text
        assert "deux exemplaires" in text
        for hidden in ("ZQ-REASON", "Dormir", "Sept heures", "Carnet"):
            assert hidden not in text
    service, beneficiary = (text.replace("\u202f", " ") for text in papers.values())
    assert "280,00" in service
    assert "Pour l’Organisation" in service
    assert "Le Bénéficiaire" not in service
    for price in ("260,00", "280,00", "HT", "TVA", "Prix", "facturée", "Pour l’Organisation"):
        assert price not in beneficiary


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    "change",
    [
        {"hourly_rate": Decimal(280)},
        {"payment_days": 15},
        {"late_cancel_percent": Decimal(50)},
    ],
)
def test_a_change_of_billing_terms_needs_no_amendment_of_the_beneficiary_contract(
    change: dict[str, Any],
) -> None:
    papers = draw_pair(change)

    assert list(papers) == [SERVICE]
    assert "et au plus tôt" not in papers[SERVICE]


@pytest.mark.usefixtures("only_source")
def test_a_beneficiary_reads_that_absence_is_no_longer_billed_but_not_its_rate() -> None:
    text = draw_pair({"late_cancel_percent": Decimal(0)})[BENEFICIARY]

    assert "facturée à l’Organisationnon facturée" in text
    assert "100" not in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"indicator": "Trois arbitrages au plus"},
            (
                "l’indicateur « Nombre d'arbitrages remontés par semaine »"
                " devient « Trois arbitrages au plus »"
            ),
        ),
        ({"weight": Decimal(2)}, "son poids passe de 1 à 2"),
        (
            {"levels": ["a", "b", "c", "d", "e"], "scaled_on": AGREED_ON},
            "son échelle devient celle de l’annexe",
        ),
    ],
)
def test_a_reworded_objective_states_what_changed(change: dict[str, Any], said: str) -> None:
    statement = "Poser un cadre de délégation clair"
    text = text_of_change({"objectives": [REWORDED | {"statement": statement} | change]})
    plain = text.translate({0x202F: " ", 0xA0: " ", ord("’"): "'"})
    assert f"« {statement} » : {said}".replace("’", "'") in plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_that_an_amendment_can_change_is_worded(language: Language) -> None:
    text = list_templates(language)["terms.md.j2"].read_text("utf-8")
    found = vars(Environment(autoescape=False).from_string(text).module)["term_words"]  # noqa: S701 - no HTML

    terms = set(field_names(Amendment)) & set(field_names(Terms)) - {"set_on"}
    assert found.keys() == terms | {"client", "contact"}
