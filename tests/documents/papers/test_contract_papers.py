"""The papers of a contract: their clauses, their signers, and the personal annex."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.documents.document_samples import (
    MEDIATOR,
    SIGNED,
    made_from,
    make_company,
    make_engagement,
    make_person,
    make_practice,
    pages_of,
    render,
    words_of,
)
from tests.documents.golden_papers import draw_golden

from phmcoach.documents.engine import templates as module
from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.contract import render_papers
from phmcoach.documents.papers.contract_view import view_contract
from phmcoach.documents.papers.personal_annex import render_personal_annex
from phmcoach.domain.records.terms import SERVICE_ONLY, marked_terms
from phmcoach.errors import Problem
from phmcoach.words import LANGUAGES, ContractPaper, Language

# Where each clause is used: P private, T three-party, S and B the two papers of a pair.
CLAUSES = """
01-parties PTSB             02-preamble TSB              03-nature PTSB
04-consent TSB              05-objectives PTSB           06-indicators PTSB
07-duration PTSB            08-modes PTSB                09-shadowing TSB
10-three-way T              11-coach-duties PTSB         12-beneficiary-duties PTB
13-organisation-duties TS   14-confidentiality PTSB      15-disclosure TSB
16-limits PTSB              17-supervision PTSB          18-independence TSB
19-respect PTB              20-price PTSB                21-invoicing PTS
22-late-payment TS          23-postponing PTSB           24-suspension PTSB
25-amendments PTSB          26-early-end PTSB            27-evaluation PTSB
28-follow-up PTSB           29-personal-data PTSB        30-hours-log PTB
31-recording PTB            32-withdrawal P              33-mediator P
34-disputes PTSB            35-signatures PTSB
"""
# The clauses that share an article with the one before them, in the order of the papers.
ORDER = [
    "01-parties",
    "02-preamble",
    "03-nature",
    "+04-consent",
    "05-objectives",
    "+06-indicators",
    "07-duration",
    "+08-modes",
    "09-shadowing",
    "11-coach-duties",
    "12-beneficiary-duties",
    "+13-organisation-duties",
    "14-confidentiality",
    "+16-limits",
    "+17-supervision",
    "15-disclosure",
    "18-independence",
    "+19-respect",
    "20-price",
    "+21-invoicing",
    "+22-late-payment",
    "23-postponing",
    "24-suspension",
    "+25-amendments",
    "+26-early-end",
    "27-evaluation",
    "+10-three-way",
    "+28-follow-up",
    "29-personal-data",
    "+31-recording",
    "+30-hours-log",
    "32-withdrawal",
    "+33-mediator",
    "+34-disputes",
    "35-signatures",
]
EARLIER = {"terms": "0" * 64}
"""A seal of an earlier version: the contract has the first text."""
KINDS = dict(re.findall(r"(\S+) ([PTSB]+)", CLAUSES))
LETTERS: dict[str, ContractPaper] = {
    "P": "private",
    "T": "three-party",
    "S": "service",
    "B": "beneficiary",
}
TERMS: dict[ContractPaper, dict[str, Any]] = {
    "private": {"concluded": "at-distance"},
    "three-party": {},
    "service": {"contract": "pair"},
    "beneficiary": {"contract": "pair"},
}
TEMPLATES = Path(module.__file__).parents[4] / "templates"


def title_of(clause: str, language: Language) -> str:
    text = (TEMPLATES / language / "clauses" / f"{clause}.md.j2").read_text("utf-8")
    found = re.search("^## (.+)$", text, re.MULTILINE)
    assert found
    return found[1]


def articles_of(source: str) -> list[str]:
    return re.findall(r'^#article\(\d+\)\[#"(.+)";\]$', source, re.MULTILINE)


def files_of(language: Language) -> Iterator[str]:
    for path in (TEMPLATES / language / "clauses").iterdir():
        yield path.name.removesuffix(".md.j2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_the_thirty_five_clauses_has_a_file(language: Language) -> None:
    assert sorted(files_of(language)) == list(KINDS)
    assert len(KINDS) == 35


def draw(letter: str, language: Language, **changes: object) -> str:
    paper = LETTERS[letter]
    client = make_person if paper == "private" else make_company
    engagement = make_engagement(TERMS[paper], **changes)
    practice = make_practice(mediator=MEDIATOR)
    return render(engagement, client(language=language), practice, paper=paper).source


def groups_of(letter: str, language: Language) -> Iterator[list[str]]:
    """Yield the titles of the clauses that share an article."""
    found: list[list[str]] = []
    for clause in ORDER:
        if not clause.startswith("+"):
            found.append([])
        if letter in KINDS[clause.removeprefix("+")]:
            found[-1].append(title_of(clause.removeprefix("+"), language))
    yield from filter(None, found)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS)
def test_each_paper_has_the_clauses_of_its_kind_in_order(letter: str, language: Language) -> None:
    articles = re.split(r"^#article\(\d+\)", draw(letter, language), flags=re.MULTILINE)[1:]
    groups = list(groups_of(letter, language))

    assert len(articles) == len(groups)
    for article, titles in zip(articles, groups, strict=True):
        introduced = re.findall(r'#strong\[#"([^"]+)\.";\]', article)
        if titles[1:]:
            assert [each for each in introduced if each in titles] == titles
        else:
            assert article.startswith(f'[#"{titles[0]}";]')


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_paper_of_the_first_text_has_an_article_for_each_clause(
    letter: str, language: Language
) -> None:
    assert articles_of(draw(letter, language, seal=EARLIER)) == [
        title_of(clause, language) for clause, kinds in KINDS.items() if letter in kinds
    ]


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("terms", "names"),
    [
        (
            {},
            [
                "contrat-dupont-2026.pdf",
                "annexe-personnelle-dupont-2026.pdf",
                "choix-du-beneficiaire-dupont-2026.pdf",
            ],
        ),
        (
            {"contract": "pair"},
            [
                "contrat-prestation-dupont-2026.pdf",
                "contrat-beneficiaire-dupont-2026.pdf",
                "annexe-personnelle-dupont-2026.pdf",
            ],
        ),
    ],
)
def test_a_pair_has_two_contracts_and_a_three_party_contract_is_one(
    terms: dict[str, str], names: list[str]
) -> None:
    papers = render_papers(made_from(make_engagement(terms), make_company(), make_practice()))

    assert list(papers) == names


@pytest.mark.usefixtures("only_source")
def test_without_a_personal_objective_there_is_no_personal_annex() -> None:
    engagement = make_engagement(
        objectives=[{"id": "o1", "statement": "A", "expected_result": "B", "indicator": "C"}]
    )
    papers = render_papers(made_from(engagement, make_company(language="en"), make_practice()))

    assert list(papers) == ["contract-dupont-2026.pdf", "beneficiary-choices-dupont-2026.pdf"]


@pytest.mark.usefixtures("only_source")
def test_a_private_contract_contains_the_personal_objectives() -> None:
    papers = render_papers(made_from(make_engagement(), make_person(), make_practice()))

    assert list(papers) == ["contrat-dupont-2026.pdf"]
    assert "Dormir" in words_of(papers["contrat-dupont-2026.pdf"].source)


@pytest.mark.parametrize(
    ("paper", "signers"),
    [
        ("private", ["coach", "beneficiary"]),
        ("three-party", ["coach", "sponsor", "beneficiary"]),
        ("service", ["coach", "sponsor"]),
        ("beneficiary", ["coach", "beneficiary"]),
    ],
)
def test_each_paper_is_signed_by_its_parties(paper: ContractPaper, signers: list[str]) -> None:
    engagement = make_engagement(TERMS[paper], signatures=SIGNED)
    client = make_person() if paper == "private" else make_company()
    view = view_contract(made_from(engagement, client, make_practice()), paper)

    assert [signer.party for signer in view["signers"]] == signers
    assert [signer.signed_on for signer in view["signers"]] == [SIGNED[name] for name in signers]


@pytest.mark.usefixtures("only_source")
def test_the_beneficiary_contract_of_a_pair_asks_for_no_money() -> None:
    text = words_of(
        render(
            make_engagement({"contract": "pair", "also_billed": ["email"]}),
            make_company(),
            make_practice(),
            paper="beneficiary",
        ).source
    )

    assert "Le Bénéficiaire ne doit rien" in text
    assert "€" not in text
    assert "tarif horaire" not in text


def test_the_template_of_the_beneficiary_contract_gets_no_price() -> None:
    engagement = make_engagement(TERMS["beneficiary"], signatures=SIGNED)
    found = made_from(engagement, make_company(), make_practice())
    service, own = (view_contract(found, paper) for paper in found.papers)

    assert service["price"] is not None
    assert (own["price"], own["quote"], own["absence_billed"]) == (None, None, True)
    assert set(service["terms"]) - set(own["terms"]) == marked_terms(SERVICE_ONLY)
    assert own["minutes"] == service["minutes"]


def test_the_personal_annex_is_one_page_and_does_not_name_the_sponsor() -> None:
    annex = draw_golden("personal-annex-three-party-short-fr")
    assert isinstance(annex, Rendered)
    (page,) = pages_of(annex.pdf)

    assert "Dormir" in page
    assert "Oser dire non." in page
    assert "Acme" not in annex.source
    assert "Berger" not in annex.source
    assert "Poser un cadre" not in annex.source


def test_a_long_personal_annex_keeps_its_signatures_together() -> None:
    objectives = [
        {
            "id": f"o{number}",
            "statement": "Prendre du temps pour moi, chaque semaine",
            "expected_result": "Une demi-journée sans réunion, et tenue. " * 4,
            "indicator": "Mon agenda, relu le vendredi soir",
            "personal": True,
        }
        for number in range(1, 8)
    ]
    made = made_from(make_engagement(objectives=objectives), make_company(), make_practice())
    annex = render_personal_annex(made)
    assert annex is not None
    pages = pages_of(annex.pdf)

    assert len(pages) == 2
    assert "en deux exemplaires" in next(page for page in pages if "Fait à" in page)


@pytest.mark.usefixtures("only_source")
def test_an_on_premises_contract_has_no_withdrawal_form_and_the_coach_is_warned() -> None:
    unsigned = make_engagement(signatures={})
    rendered = render(
        unsigned, make_person(), make_practice(mediator=MEDIATOR, phone="01 99 00 00 00")
    )
    text = words_of(rendered.source)

    assert "ne s’y applique pas" in text
    assert "Formulaire de rétractation" not in text
    assert "Je demande expressément" not in text
    assert rendered.warnings == (Problem("documents.no-withdrawal", ref="dupont-2026"),)


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("concluded", ["at-distance", "off-premises"])
def test_a_consumer_who_may_withdraw_gets_the_form(concluded: str, language: Language) -> None:
    client = make_person(language=language)
    text = words_of(
        render(make_engagement({"concluded": concluded}), client, make_practice()).source
    )

    assert ("Formulaire de rétractation" in text) is (language == "fr")
    assert ("Model withdrawal form" in text) is (language == "en")
    assert text.count("L221-10") == (concluded == "off-premises")


@pytest.mark.parametrize("name", ["contract-private-long-fr", "contract-private-short-fr"])
def test_the_withdrawal_form_can_be_torn_off(name: str) -> None:
    contract = draw_golden(name)
    assert isinstance(contract, Rendered)
    *before, form = pages_of(contract.pdf)

    assert "Rayez la mention" in form
    assert "Annexe 2" in before[-1]
    assert "Article" not in form + before[-1]


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize("paper", ["private"])
def test_a_consumer_contract_waives_no_right(paper: ContractPaper) -> None:
    for vat in (True, False):
        practice = {"vat_regime": "quarterly", "vat_number": "FR68900000001"} if vat else {}
        text = words_of(
            render(
                make_engagement(
                    {"concluded": "off-premises", "plan": "package", "package_price": 900}
                ),
                make_person(),
                make_practice(mediator=MEDIATOR, **practice),
                paper=paper,
            ).source
        ).lower()

        for word in ("limité à", "plafon", "renonce", "non remboursable", "pénalités de", "l441"):
            assert word not in text
        assert "ce qui a été payé au-delà est remboursé" in text


@pytest.mark.usefixtures("only_source")
@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({}, "Le prix total est un forfait de 5 200,00 € pour l’ensemble"),
        ({"schedule": [30, 40, 30]}, "30 % à la signature, 40 % à mesure que les séances"),
        ({"monthly": True}, "par mensualités égales"),
        ({}, "en une fois, au terme de l’accompagnement"),
    ],
)
def test_a_package_is_described_as_it_is_billed(terms: dict[str, object], sentence: str) -> None:
    package = {"plan": "package", "package_price": 5200} | terms
    text = words_of(render(make_engagement(package), make_person(), make_practice()).source)

    assert sentence in text


@pytest.mark.usefixtures("only_source")
def test_the_contract_of_a_public_body_states_its_law_of_late_payment() -> None:
    public = make_company(kind="public", siren=None, siret="81122233000011")
    text = words_of(render(make_engagement(), public, make_practice()).source)

    assert "majoré de huit points" in text
    assert "L441-10" not in text
