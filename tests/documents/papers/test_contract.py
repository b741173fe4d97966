"""The contract, for a company and for a private client."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_case
from tests.documents.document_samples import (
    LAW,
    MEDIATOR,
    SIGNED,
    VAT,
    made_from,
    make_company,
    make_engagement,
    make_person,
    make_practice,
    pages_of,
    render,
    text_of,
    words_of,
)
from tests.documents.golden_invoices import GERMAN

from phmcoach.documents.papers.amendment import render_amendment
from phmcoach.documents.papers.contract import render_papers
from phmcoach.documents.papers.paper_input import AmendmentInput
from phmcoach.errors import Problem
from phmcoach.value import replace
from phmcoach.words import Language

EARLIER = {"terms": "0" * 64}
"""A seal of an earlier version: the contract has the first text."""

COMPANY_ARTICLES = """
Les parties
Préambule
Nature de l’accompagnement
Libre adhésion du Bénéficiaire
Objectifs et résultats attendus
Indicateurs
Durée, nombre et rythme des séances
Lieu et modalités
Observation en situation de travail
Rencontres à trois
Engagements de l’Intervenant
Engagements du Bénéficiaire
Engagements de l’Organisation
Confidentialité
Ce qui est communiqué à l’Organisation
Limites de la confidentialité
Supervision
Indépendance
Respect de la personne
Prix
Facturation et règlement
Retard de paiement
Report, annulation et absence
Suspension
Avenants
Fin anticipée
Évaluation
Suivi complémentaire
Données personnelles
Relevé d’heures
Enregistrement et intelligence artificielle
Réclamations et différends
Signatures
""".strip().splitlines()
FOR_COMPANIES_ONLY = {
    "Préambule",
    "Libre adhésion du Bénéficiaire",
    "Observation en situation de travail",
    "Rencontres à trois",
    "Engagements de l’Organisation",
    "Ce qui est communiqué à l’Organisation",
    "Indépendance",
    "Retard de paiement",
}


def articles_of(source: str) -> list[str]:
    return re.findall(r'^#article\(\d+\)\[#"(.+)";\]$', source, re.MULTILINE)


def company_text(terms: dict[str, Any] | None = None, **practice: object) -> str:
    return words_of(
        render(make_engagement(terms), make_company(), make_practice(**practice)).source
    )


def private_text(terms: dict[str, Any] | None = None, **practice: object) -> str:
    return words_of(render(make_engagement(terms), make_person(), make_practice(**practice)).source)


@pytest.mark.usefixtures("typeset_again")
def test_a_contract_has_the_same_bytes_each_time() -> None:
    first = render(make_engagement(), make_company(), make_practice())

    assert render(make_engagement(), make_company(), make_practice()) == first


def test_a_contract_of_the_first_text_has_an_article_for_each_clause() -> None:
    source = render(make_engagement(seal=EARLIER), make_company(), make_practice()).source

    assert articles_of(source) == COMPANY_ARTICLES


def test_a_private_contract_omits_the_sponsor_articles_and_adds_consumer_rights() -> None:
    engagement = make_engagement(seal=EARLIER)
    source = render(engagement, make_person(), make_practice(mediator=MEDIATOR)).source
    shared = [title for title in COMPANY_ARTICLES if title not in FOR_COMPANIES_ONLY]

    assert articles_of(source) == [
        *shared[:-2],
        "Droit de rétractation",
        "Médiation de la consommation",
        *shared[-2:],
    ]


def test_a_private_contract_without_a_mediator_omits_the_article_with_a_warning() -> None:
    rendered = render(make_engagement(), make_person(), make_practice())

    assert "Médiation" not in rendered.source
    assert Problem("documents.no-mediator") in rendered.warnings


SMALL = {"concluded": "off-premises", "small_company": True}


@pytest.mark.parametrize(
    ("terms", "private", "phone", "warned"),
    [
        ({}, True, None, True),
        ({"concluded": "on-premises"}, True, None, True),
        ({}, True, "01 99 00 00 00", False),
        (SMALL, False, None, True),
        (SMALL, False, "01 99 00 00 00", False),
        ({}, False, None, False),
    ],
)
def test_a_contract_of_a_protected_client_without_a_telephone_gives_a_warning(
    terms: dict[str, Any], phone: str | None, *, private: bool, warned: bool
) -> None:
    client = make_person() if private else make_company()
    rendered = render(make_engagement(terms, signatures={}), client, make_practice(phone=phone))

    assert (Problem("documents.no-phone") in rendered.warnings) is warned


def test_a_private_contract_shows_the_beneficiary_s_demand_and_personal_objectives() -> None:
    text = text_of(render(make_engagement(), make_person(), make_practice()).pdf)

    assert "« Oser dire non. »" not in text
    assert "Oser dire non." in text
    assert "Objectif 2 Dormir Résultat attendu Sept heures Indicateur Carnet" in text


@pytest.mark.parametrize(
    ("practice", "sentence"),
    [
        (
            {},
            (
                "Le prix est de 260,00 € HT par heure, soit 6 240,00 € HT pour les 24 h de séances "
                "prévues. TVA non applicable, art. 293 B du CGI."
            ),
        ),
        (
            VAT,
            (
                "Le prix est de 260,00 € HT par heure, soit, pour les 24 h de séances prévues : "
                "Prix HT TVA (20 %) Prix TTC 6 240,00 € 1 248,00 € 7 488,00 €"
            ),
        ),
    ],
)
def test_a_company_reads_a_price_without_vat(practice: dict[str, Any], sentence: str) -> None:
    pdf = render(make_engagement(), make_company(), make_practice(**practice)).pdf

    assert sentence in text_of(pdf)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("practice", "sentence"),
    [
        (
            {},
            (
                "Le prix total est de 6 240,00 €, soit 260,00 € par heure pour les 24 h de séances "
                "prévues. TVA non applicable, art. 293 B du CGI."
            ),
        ),
        (
            VAT,
            (
                "Le prix total est de 6 240,00 € TTC, soit 260,00 € TTC par heure pour les 24 h de "
                "séances prévues. Il comprend 1 040,00 € de TVA au taux de 20 %, sur un prix de "
                "5 200,00 € HT."
            ),
        ),
    ],
)
def test_a_consumer_reads_a_price_with_vat(practice: dict[str, Any], sentence: str) -> None:
    assert sentence in private_text(**practice)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({}, "en présence et en visioconférence, dans un lieu convenu entre"),
        ({"place": "Lyon 3e"}, "en présence et en visioconférence. Lieu prévu : Lyon 3e."),
        ({"modes": ["video"]}, "Elles se tiennent en visioconférence. Le lieu,"),
        ({}, "échanger brièvement au téléphone, par courrier ou par courriel. Ces échanges sont"),
        ({"modes": ["in-person", "phone"]}, "échanger brièvement par courrier ou par courriel."),
        ({"also_billed": ["email"]}, "Les échanges par courriel demandés par le Bénéficiaire"),
        ({"also_billed": ["three-way"]}, "Elles sont facturées au temps passé"),
        ({}, "sont comprises dans le prix."),
        ({}, "en prévenant l’Intervenant au moins 48 heures à l’avance."),
        ({"notice_hours": 0}, "sans frais jusqu’à son commencement."),
        ({}, "est facturée à hauteur de 100 % de son prix."),
        ({"late_cancel_percent": Decimal("37.5")}, "à hauteur de 37,5 % de son prix."),
        ({"late_cancel_percent": Decimal(0)}, "mais n’est pas facturée."),
        ({}, "dans les 30 jours qui suivent sa date d’émission."),
        ({"payment_days": 0}, "Elle est payable par virement à sa réception."),
        ({"purchase_order": "BC-7"}, "l’Organisation (référence de commande : BC-7)."),
        ({}, "sans la date de chacune"),
        ({"session_dates": True}, "les dates et la durée des séances facturées"),
        ({}, "à raison d’au moins une séance par mois"),
    ],
)
def test_the_terms_are_written_as_sentences(terms: dict[str, Any], sentence: str) -> None:
    assert sentence in company_text(terms)


@pytest.mark.usefixtures("only_source")
def test_a_profile_without_a_floor_promises_no_monthly_session() -> None:
    bounds = {"sessions_min": 1, "sessions_max": 3}

    assert "séance par mois" not in company_text({"bounds": bounds, "sessions": 2})


@pytest.mark.usefixtures("only_source")
def test_a_consumer_owes_no_penalty_and_may_withdraw() -> None:
    text = private_text({"concluded": "at-distance"})

    assert "pénalités" not in text
    assert "40 €" not in text
    assert "Annexe 3 – Formulaire de rétractation" in text
    assert "reconnais que je perdrai ce droit une fois la prestation pleinement exécutée" in text


def test_a_consumer_contract_states_another_name_for_billing() -> None:
    client = make_person(name="Jean Dupont")
    text = text_of(render(make_engagement(), client, make_practice()).pdf)

    assert "établie au nom suivant : Jean Dupont." in text


def test_the_consent_to_the_hours_log_is_on_another_page_than_the_signatures() -> None:
    engagement = make_engagement({"contract": "pair"})
    rendered = render(engagement, make_company(), make_practice(), paper="beneficiary")
    pages = pages_of(rendered.pdf)
    signed = next(page for page in pages if "exemplaires originaux" in page)
    consent = next(page for page in pages if "Je n’accepte pas" in page)

    assert signed != consent
    assert "Signature du Bénéficiaire" in consent


@pytest.mark.parametrize(
    ("language", "name", "choice", "article"),
    [
        ("fr", "choix-du-beneficiaire", "Je n’accepte pas", "Relevé d’heures (article 16)"),
        ("en", "beneficiary-choices", "I do not agree", "Log of coaching hours (clause 16)"),
    ],
)
def test_the_choices_of_a_beneficiary_are_no_page_of_what_the_organisation_signs(
    language: Language, name: str, choice: str, article: str
) -> None:
    client = make_company(language=language)
    unsigned = make_engagement(signatures={})
    papers = render_papers(made_from(unsigned, client, make_practice()))
    choices = text_of(papers[f"{name}-dupont-2026.pdf"].pdf)

    assert [file for file, paper in papers.items() if choice in text_of(paper.pdf)] == [
        f"{name}-dupont-2026.pdf"
    ]
    assert article in choices
    assert len(pages_of(papers[f"{name}-dupont-2026.pdf"].pdf)) == 1


def test_the_choices_are_written_until_somebody_has_signed_the_contract() -> None:
    inputs = made_from(make_engagement(), make_company(), make_practice())
    signed = replace(inputs, signed=frozenset({"contrat-dupont-2026.pdf"}))

    assert "choix-du-beneficiaire-dupont-2026.pdf" in render_papers(inputs)
    assert "choix-du-beneficiaire-dupont-2026.pdf" not in render_papers(signed)


def test_known_signatures_are_dated() -> None:
    engagement = make_engagement(signatures=SIGNED)
    text = text_of(render(engagement, make_company(), make_practice()).pdf)

    assert "Le 28 janvier 2026" in text
    assert "Le 30 janvier 2026" in text
    assert "Le 31 janvier 2026" in text


def test_each_page_of_a_specimen_is_marked() -> None:
    specimen = render(make_engagement(), make_company(), make_practice(), specimen=True)
    real = render(make_engagement(), make_company(), make_practice())

    assert all(page.count("SPÉCIMEN") == 2 for page in pages_of(specimen.pdf))
    assert "SPÉCIMEN" not in text_of(real.pdf)


def test_each_page_shows_the_reference_and_its_number() -> None:
    pages = pages_of(render(make_engagement(), make_company(), make_practice()).pdf)

    for number, page in enumerate(pages, start=1):
        assert "Référence : dupont-2026" in page
        assert f"Page {number} / {len(pages)}" in page


@pytest.mark.parametrize("lines", range(0, 51, 3))
def test_signatures_are_never_alone_on_a_page(lines: int) -> None:
    demand = {
        "received_on": date(2026, 1, 12),
        "situations": ["new-role"],
        "sponsor_request": "Une demande qui prend de la place sur la page. " * 2 * lines + "Fin.",
    }
    rendered = render(make_engagement(demand=demand), make_company(), make_practice())
    page = next(page for page in pages_of(rendered.pdf) if "exemplaires originaux" in page)

    assert "Fait à" in page
    assert "Réclamations et différends" in page


def test_a_very_long_word_stays_on_the_page() -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
    beneficiary = {"id": "x", "name": word, "role": word}
    rendered = render(make_engagement(beneficiary=beneficiary), make_company(), make_practice())
    text = text_of(rendered.pdf)

    assert word in text.replace(" ", "")
    assert word not in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(("language", "country"), [("fr", "Allemagne"), ("en", "Germany")])
def test_the_parties_name_a_foreign_country_in_words(language: Language, country: str) -> None:
    client = make_company(**{**GERMAN, "language": language})
    source = words_of(render(make_engagement(), client, make_practice()).source)

    assert f"Musterstraße 5, 10115 Berlin, {country}, " in source


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(("language", "label"), [("fr", "n° de TVA"), ("en", "VAT number")])
@pytest.mark.parametrize(
    ("client", "named"),
    [
        (GERMAN, "LABEL DE136695976"),
        ({"kind": "association", "siren": None, "rna": "W751000001"}, "RNA W751000001"),
    ],
)
def test_who_has_no_siren_is_known_by_another_number_in_each_paper(
    language: Language, label: str, client: dict[str, Any], named: str
) -> None:
    other, practice = make_company(**{**client, "language": language}), make_practice(**VAT)
    contract = words_of(render(make_engagement(), other, practice).source)
    change = {
        "number": 1,
        "set_on": SIGNED["coach"],
        "effective_on": SIGNED["coach"],
        "sessions": 14,
    }
    engagement = make_engagement(signatures=SIGNED, amendments=[change])
    case = make_case(engagement, client=other, ref="dupont-2026")
    made_from = AmendmentInput(
        case=case, step=case.history[-1], practice=practice, law=LAW, specimen=False
    )
    amendment = words_of(render_amendment(made_from, made_from.papers[0]).source)

    for paper in (contract, amendment):
        assert f", {named.replace('LABEL', label)}, " in paper
        assert f", {label} FR68900000001" in paper
