"""Invented records for sample documents, to test the coach's own templates.

All values are set, because a missing one would leave a part of a template untested.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from phmcoach.documents.papers.designation import designate, designate_quote
from phmcoach.domain.base import as_data
from phmcoach.domain.case import Billed, Case, Dossier, SignedRecords
from phmcoach.domain.contract.agreement import evaluation_sha256
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billable import find_billable, month_lines
from phmcoach.domain.money.drafting import Drafting, finish
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.quote import Quote
from phmcoach.domain.money.quoting import draft_quote
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.shape.validation import validate
from phmcoach.domain.values.zones import HOME_ZONE
from phmcoach.value import replace
from phmcoach.words import ContractKind, Language

REFERENCE = "durand-2026"
TODAY = date(2026, 4, 30)
_SIGNED_ON = date(2026, 1, 10)


def sample_practice(*, liable: bool) -> Practice:
    """Return a practice with all values set: a company with VAT, or an EI under the franchise."""
    company = {
        "form": "eurl",
        "capital": 1000,
        "rcs": "Paris",
        "represented_by": "Camille Exemple",
        "title": "gérante",
    }
    vat = {"vat_regime": "quarterly", "vat_number": "FR68900000001", "company": company}
    return validate(
        Practice,
        {
            "schema": 1,
            "name": "Camille Exemple",
            "trade_name": "Exemple Conseil",
            "siret": "90000000100017",
            "email": "camille@exemple.example",
            "phone": "01 99 00 00 00",
            "website": "https://exemple.example",
            "code_of_ethics": "Code de déontologie",
            "address": {"street": "1 rue de l’Exemple", "postcode": "75000", "city": "Paris"},
            "bank": {"iban": "FR7699999000010000000000115", "bic": "TESTFRPP"},
            "insurance": {"insurer": "Assureur", "policy": "RCP-1"},
            "mediator": {"name": "Médiateur", "address": "75000 Paris", "website": "m.example"},
            **(vat if liable else {"vat_regime": "franchise"}),
        },
    )


def sample_client(language: Language, *, private: bool) -> Client:
    """Return a client with all values set, a person or a company."""
    shared = {
        "schema": 1,
        "language": language,
        "email": "dominique@durand.example",
        "address": {"street": "2 avenue des Modèles", "postcode": "69000", "city": "Lyon"},
    }
    if private:
        return validate(Client, {**shared, "kind": "private", "name": "Dominique Durand"})
    company = {"kind": "company-fr", "name": "Acme SA", "siren": "811222330"}
    contact = {"contact": "Sophie Bernard", "contact_role": "Directrice"}
    return validate(Client, shared | company | contact)


def sample_engagement(**terms: object) -> Engagement:
    """Return a signed engagement with sessions; `terms` replace those of the sample."""
    objective = {"statement": "Déléguer.", "expected_result": "Fait.", "indicator": "Le nombre."}
    return validate(
        Engagement,
        {
            "schema": 1,
            "client": "acme",
            "contract_reference": "A-2026-01",
            "beneficiary": {
                "id": "durand",
                "name": "Dominique Durand",
                "role": "Responsable",
                "email": "dominique@durand.example",
            },
            "demand": {
                "received_on": date(2026, 1, 2),
                "requested_by": "manager",
                "situations": ["new-role"],
                "sponsor_request": "Réussir sa prise de fonction.",
                "request": "Trouver ma place.",
                "shared_request": "Prendre ma fonction.",
                "validated_on": date(2026, 1, 5),
            },
            "objectives": [
                {"id": "o1", **objective},
                {"id": "o2", **objective, "personal": True},
            ],
            "terms": {
                "set_on": date(2026, 1, 8),
                "sessions": 12,
                "session_minutes": 120,
                "start_on": date(2026, 1, 12),
                "end_on": date(2026, 7, 11),
                "hourly_rate": Decimal(260),
                "modes": ["in-person", "video"],
                "place": "Lyon",
                "also_billed": ["phone", "training-input", "three-way"],
                "purchase_order": "BC-1",
                "bounds": {"sessions_min": 10, "sessions_max": 20, "sessions_per_month_min": 1},
                **terms,
            },
            "signatures": {
                "coach": _SIGNED_ON,
                "beneficiary": _SIGNED_ON,
                "sponsor": _SIGNED_ON,
            },
            "sessions": [
                {
                    "id": "s1",
                    "on": date(2026, 3, 3),
                    "minutes": 120,
                    "status": "held",
                    "travel": [{"amount": Decimal("118.40"), "label": "Train"}],
                },
                {"id": "s2", "on": date(2026, 3, 17), "minutes": 120, "status": "no-show"},
            ],
        },
    )


def sample_case(engagement: Engagement, client: Client) -> Case:
    """Return the case of an engagement without billed sessions or closures."""
    return Case(
        ref=REFERENCE,
        engagement=engagement,
        client=client,
        closures=(),
        billed=Billed(),
        time_zone=HOME_ZONE,
        signed=SignedRecords(),
    )


def sample_evaluated() -> Engagement:
    """Return an amended engagement with a three-way evaluation, a scale and an agreement."""
    data = as_data(sample_engagement())
    levels = ["Tout remonte", "Beaucoup remonte", "Moitié", "Peu remonte", "Rien ne remonte"]
    for objective in data["objectives"]:
        objective |= {"levels": levels, "scaled_on": _SIGNED_ON}
    data["amendments"] = [
        {
            "number": 1,
            "set_on": _SIGNED_ON,
            "effective_on": TODAY,
            "sessions": 14,
            "end_on": date(2026, 8, 11),
            "place": "Paris",
            "applies_from": date(2026, 1, 9),
            "objectives": [data["objectives"][0] | {"id": "o3", "statement": "Décider."}],
            "signatures": data["signatures"],
        }
    ]
    data["outcome"] = {"evaluated_on": TODAY}
    data["evaluation"] = {
        "mode": "three-way",
        "changed": "Je délègue.",
        "remains": "Tenir.",
        "next": "Un point seul.",
        "observations": "L’équipe décide.",
        "shared_words": "Je délègue.",
        "alliance": {"matters": 9, "method": 8, "freedom": 10, "takeaway": 7},
        "ratings": [
            {"objective": "o1", "start": -1, "end": 1},
            {"objective": "o2", "start": -2, "end": 0},
        ],
    }
    digest = evaluation_sha256(Dossier(REFERENCE, validate(Engagement, data)))
    data["evaluation"] |= {
        "shown_on": TODAY,
        "shown_sha256": digest,
        "approved_on": TODAY,
        "approved_sha256": digest,
        "score_shared": True,
    }
    return validate(Engagement, data)


def sample_amended(*, contract: ContractKind = "three-party") -> Engagement:
    """Return an engagement with an amendment of objectives and of all kinds of terms."""
    data = as_data(sample_engagement(contract=contract))
    added = {"statement": "Décider.", "expected_result": "Fait.", "indicator": "Le nombre."}
    data["amendments"] = [
        {
            "number": 1,
            "set_on": TODAY,
            "effective_on": TODAY,
            "sessions": 14,
            "session_minutes": 90,
            "start_on": date(2026, 1, 12),
            "end_on": date(2026, 8, 11),
            "hourly_rate": Decimal(250),
            "modes": ["in-person", "phone"],
            "place": "Paris",
            "also_billed": ["letter"],
            "notice_hours": 24,
            "late_cancel_percent": Decimal(50),
            "payment_days": 45,
            "session_dates": True,
            "name_on_invoices": True,
            "objectives": [{"id": "o3", **added}, {"id": "o1", **added}],
        }
    ]
    return validate(Engagement, data)


def _drafting(language: Language, law: Law, *, private: bool) -> Drafting:
    return Drafting(
        case=sample_case(
            sample_engagement(session_dates=True), sample_client(language, private=private)
        ),
        account=Account(),
        practice=sample_practice(liable=not private),
        law=law,
        issued_on=date(2026, 3, 31),
        specimen=False,
    )


def sample_quote(language: Language, law: Law, *, private: bool) -> Quote:
    """Return an issued quote: for a company with VAT, for a person under the franchise."""
    quote = draft_quote(_drafting(language, law, private=private), TODAY)
    return replace(designate_quote(quote), number="D-2026-0001")


def sample_invoice(language: Language, law: Law, *, private: bool) -> Invoice:
    """Return an issued invoice: for a company with VAT, for a person under the franchise."""
    drafting = _drafting(language, law, private=private)
    found = find_billable(drafting, through=drafting.issued_on)
    lines = [line for month in found.by_month() for line in month_lines(drafting, month)]
    return replace(designate(finish(drafting, lines)), number="F-2026-0001")


def sample_entries(invoice: Invoice) -> tuple[LedgerEntry, ...]:
    """Return the entries of a ledger with an invoice and other income."""
    share = ReceiptShare(category="O", rate=Decimal(0), net=Decimal(100), vat=Decimal(0))
    receipt = Receipt(
        specimen=invoice.specimen,
        received_on=TODAY,
        nature="other",
        method="transfer",
        amount=Decimal(100),
        shares=(share,),
        label="Conférence",
    )
    recorded = {
        "schema": 1,
        "recorded_at": datetime(2026, 4, 30, tzinfo=UTC),
        "previous_sha256": "0" * 64,
    }
    paper = {"place": 1, "kind": "invoice", "pdf_sha256": "0" * 64, "invoice": invoice}
    income = {"place": 2, "kind": "receipt", "receipt": receipt}
    return tuple(validate(LedgerEntry, recorded | body) for body in (paper, income))
