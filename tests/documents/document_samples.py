"""A practice, its clients, an engagement and its invoices, for the tests of documents."""

import os
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
from tests.builders import make_case

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.contract import render_contract
from phmcoach.documents.papers.designation import designate
from phmcoach.documents.papers.paper_input import ContractInput
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billable import find_billable, month_lines
from phmcoach.domain.money.drafting import Drafting, finish
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.shape.validation import validate
from phmcoach.law import load_law
from phmcoach.value import replace
from phmcoach.words import ContractPaper, LegalForm

LAW = load_law()
TODAY = date(2026, 1, 28)
VAT = {"vat_regime": "quarterly", "vat_number": "FR68900000001"}
FORMS: Mapping[LegalForm, Mapping[str, object]] = {
    "ei": {},
    "eurl": {
        "name": "Marchand Coaching",
        "trade_name": None,
        "tax_regime": "is",
        "company": {
            "form": "eurl",
            "capital": Decimal(1000),
            "rcs": "Paris",
            "represented_by": "Hélène Marchand",
            "title": "gérante",
        },
    },
    "sasu": {
        "name": "Marchand et Associée Conseil",
        "tax_regime": "bnc-2035",
        "company": {
            "form": "sasu",
            "capital": Decimal("1500.50"),
            "rcs": "Paris",
            "represented_by": "Hélène Marchand",
            "title": "présidente",
        },
    },
}
MEDIATOR = {
    "name": "Médiation des Professions",
    "address": "1, place du Marché, 75002 Paris",
    "website": "https://mediation.example",
}
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
TYPST_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
GOLDEN = Path(__file__).parents[1] / "golden"


def make_practice(**changes: object) -> Practice:
    return validate(
        Practice,
        {
            "schema": 1,
            "name": "Hélène Marchand",
            "trade_name": "Marchand Conseil",
            "siret": "90000000100017",
            "vat_regime": "franchise",
            "email": "helene@marchand.example",
            "phone": "06 39 98 00 00",
            "website": "https://marchand.example",
            "code_of_ethics": "code de déontologie de l’EMCC France",
            "address": {"street": "12, rue des Lilas", "postcode": "75011", "city": "Paris"},
            "bank": {"iban": "FR7699999000010000000000115", "bic": "TESTFRPP"},
            "insurance": {"insurer": "Assurances du Quai", "policy": "RCP-2026-118"},
            **changes,
        },
    )


def make_company(**changes: object) -> Client:
    return validate(
        Client,
        {
            "schema": 1,
            "kind": "company-fr",
            "name": "Acme Industrie SAS",
            "siren": "811222330",
            "contact": "Paul Berger",
            "contact_role": "directeur des ressources humaines",
            "email": "rh@acme.example",
            "address": {"street": "3, avenue Foch", "postcode": "69003", "city": "Lyon"},
            **changes,
        },
    )


def make_person(**changes: object) -> Client:
    return validate(
        Client,
        {
            "schema": 1,
            "kind": "private",
            "name": "Camille Dupont",
            "email": "camille@dupont.example",
            "address": {"street": "8, rue Haute", "postcode": "35000", "city": "Rennes"},
            **changes,
        },
    )


def make_engagement(terms: dict[str, Any] | None = None, **changes: object) -> Engagement:
    return validate(
        Engagement,
        {
            "schema": 1,
            "client": "acme",
            "beneficiary": {
                "id": "dupont",
                "name": "Camille Dupont",
                "role": "directrice de la production",
            },
            "demand": {
                "received_on": date(2026, 1, 12),
                "requested_by": "manager",
                "situations": ["new-role"],
                "sponsor_request": "Accompagner Camille Dupont dans sa prise de fonction.",
                "request": "Oser dire non.",
                "shared_request": "Prendre ma place sans perdre la confiance de l'équipe.",
                "validated_on": date(2026, 1, 20),
            },
            "objectives": [
                {
                    "id": "o1",
                    "statement": "Poser un cadre de délégation clair",
                    "expected_result": "Chaque chef d'atelier décide seul : rien ne remonte.",
                    "indicator": "Nombre d'arbitrages remontés par semaine",
                },
                {
                    "id": "o2",
                    "statement": "Dormir",
                    "expected_result": "Sept heures",
                    "indicator": "Carnet",
                    "personal": True,
                },
            ],
            "terms": {
                "set_on": date(2026, 1, 21),
                "sessions": 12,
                "session_minutes": 120,
                "start_on": date(2026, 2, 3),
                "end_on": date(2026, 7, 31),
                "hourly_rate": Decimal(260),
                "modes": ["in-person", "video"],
                "bounds": {
                    "sessions_min": 10,
                    "sessions_max": 20,
                    "months_min": 3,
                    "months_max": 6,
                    "sessions_per_month_min": 1,
                },
                **(terms or {}),
            },
            "signatures": {"coach": date(2026, 1, 28)},
            **changes,
        },
    )


SIGNED = {
    "coach": date(2026, 1, 28),
    "beneficiary": date(2026, 1, 30),
    "sponsor": date(2026, 1, 31),
}


def make_sessions(number: int, *, travel: bool = False) -> list[dict[str, Any]]:
    """Make weekly sessions from 3 February 2026; the first and every fifth one are no-shows."""
    costs = [{"amount": Decimal("47.50"), "label": "train Paris–Lyon"}] if travel else []
    return [
        {
            "id": f"s{index + 1}",
            "on": date(2026, 2, 3) + timedelta(weeks=index),
            "minutes": 120 if index % 3 else 90,
            "status": "held" if index % 5 else "no-show",
            "travel": costs,
        }
        for index in range(number)
    ]


def make_invoice(
    engagement: Engagement,
    client: Client,
    practice: Practice,
    *,
    number: str | None = "F-2026-0007",
    specimen: bool = False,
    issued_on: date = date(2026, 7, 31),
) -> Invoice:
    drafting = Drafting(
        case=make_case(engagement, client=client, ref="dupont-2026"),
        account=Account(),
        practice=practice,
        law=LAW,
        issued_on=issued_on,
        specimen=specimen,
    )
    found = find_billable(drafting, through=issued_on)
    lines = [line for month in found.by_month() for line in month_lines(drafting, month)]
    return replace(designate(finish(drafting, lines)), number=number)


def made_from(
    engagement: Engagement,
    client: Client,
    practice: Practice,
    *,
    specimen: bool = False,
    templates: Path | None = None,
) -> ContractInput:
    return ContractInput(
        case=make_case(engagement, client=client, ref="dupont-2026"),
        practice=practice,
        law=LAW,
        today=TODAY,
        specimen=specimen,
        templates=templates,
    )


def render(
    engagement: Engagement,
    client: Client,
    practice: Practice,
    *,
    paper: ContractPaper | None = None,
    specimen: bool = False,
    templates: Path | None = None,
) -> Rendered:
    """Render one paper of a contract, by default the first."""
    found = made_from(engagement, client, practice, specimen=specimen, templates=templates)
    return render_contract(found, paper or found.papers[0])


def set_pages(pdf: bytes) -> list[str]:
    """Return the typeset text of each page with its lines and spaces unchanged."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    lines = (text.replace("\ufffe", "-").splitlines() for text in texts)
    return ["\n".join(line.rstrip(" ") for line in page) for page in lines]


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, with ordinary spaces and no line breaks."""
    return [" ".join(page.split()) for page in set_pages(pdf)]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def literals(source: str) -> list[str]:
    """Return the contents of the string literals of a source, unescaped as Typst does."""
    controls = {"n": "\n", "t": "\t"}
    return [
        TYPST_ESCAPE.sub(
            lambda m: chr(int(m[1], 16)) if m[1] else controls.get(m[2], m[2]), found[1:-1]
        )
        for found in LITERAL.findall(source)
    ]


def words_of(source: str) -> str:
    """Return the text of a source with ordinary spaces: much faster than from its PDF."""
    return " ".join("".join(literals(source)).split())


def assert_golden(name: str, found: str) -> None:
    """Compare with tests/golden/<name>; if UPDATE_GOLDEN is set, write it instead."""
    path = GOLDEN / name
    if "UPDATE_GOLDEN" in os.environ:
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")
