"""A signed engagement, its client and its practice, for tests that change one fact of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from phmcoach.domain.base import as_data
from phmcoach.domain.case import Billed, Case, NotRead, SignedRecords
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Closure, Practice, Profile, default_profiles
from phmcoach.domain.records.session import Session
from phmcoach.domain.shape.validation import validate
from phmcoach.words import SessionStatus, SessionType

SIGNED_ON = date(2026, 1, 10)
STANDARD = default_profiles()["standard"]
NOTHING_SIGNED = SignedRecords()

OBJECTIVE = {
    "id": "o1",
    "statement": "Déléguer les dossiers courants.",
    "expected_result": "L’équipe les traite seule.",
    "indicator": "Dossiers gardés par semaine.",
}


def make_session(
    number: int,
    on: date,
    *,
    minutes: int = 120,
    kind: SessionType = "in-person",
    status: SessionStatus = "held",
    debrief: int | None = None,
    at: time | None = None,
    notified_at: datetime | None = None,
    proposed: bool = True,
    travel: Sequence[tuple[str, str]] = (),
) -> Session:
    return validate(
        Session,
        {
            "id": f"s{number}",
            "on": on,
            "minutes": minutes,
            "type": kind,
            "status": status,
            "debrief_minutes": debrief,
            "at": at,
            "notified_at": notified_at,
            "proposed_by_beneficiary": kind == "shadowing" and proposed,
            "travel": [{"amount": Decimal(amount), "label": label} for amount, label in travel],
        },
    )


def make_terms(bounds: Profile = STANDARD, **changes: object) -> dict[str, Any]:
    return {
        "set_on": date(2026, 1, 8),
        "sessions": 12,
        "session_minutes": 120,
        "start_on": date(2026, 1, 12),
        "end_on": date(2026, 7, 11),
        "hourly_rate": Decimal(260),
        "bounds": as_data(bounds),
        **changes,
    }


def make_engagement(*sessions: Session, **changes: object) -> Engagement:
    """Return a company's engagement signed by every party; a change to None removes a key."""
    data: dict[str, Any] = {
        "schema": 1,
        "client": "acme",
        "beneficiary": {"id": "claire-martin", "name": "Claire Martin"},
        "demand": {
            "received_on": date(2026, 1, 2),
            "situations": ["new-role"],
            "request": "Trouver ma place.",
            "validated_on": date(2026, 1, 5),
        },
        "objectives": [OBJECTIVE],
        "terms": make_terms(),
        "signatures": {"coach": SIGNED_ON, "beneficiary": SIGNED_ON, "sponsor": SIGNED_ON},
        **changes,
    }
    given = {key: value for key, value in data.items() if value is not None}
    return validate(Engagement, given | {"sessions": list(sessions)})


def make_client(**changes: object) -> Client:
    data = {
        "schema": 1,
        "kind": "company-fr",
        "name": "Acme SA",
        "siren": "811222330",
        "address": {"street": "10 avenue des Modèles", "postcode": "69000", "city": "Lyon"},
        **changes,
    }
    return validate(Client, {key: value for key, value in data.items() if value is not None})


def make_private_client(**changes: object) -> Client:
    person = {"kind": "private", "name": "Hugo Petit", "siren": None, "email": "hugo@example.org"}
    return make_client(**person | changes)


def make_practice(**changes: object) -> Practice:
    return validate(
        Practice,
        {
            "schema": 1,
            "name": "Camille Durand",
            "siret": "90000000100017",
            "vat_regime": "franchise",
            "email": "camille@example.org",
            "address": {"street": "1 rue de l’Exemple", "postcode": "75000", "city": "Paris"},
            "bank": {"iban": "FR7699999000010000000000115", "bic": "TESTFRPPXXX"},
            **changes,
        },
    )


def make_vat_practice(**changes: object) -> Practice:
    return make_practice(vat_regime="quarterly", vat_number="FR68900000001", **changes)


def make_amendment(number: int = 1, *, signed: bool = True, **changes: object) -> dict[str, Any]:
    """Return an amendment of a company's contract, signed by every party or unsigned."""
    on = date(2026, 3, 2)
    signatures = {"coach": on, "beneficiary": on, "sponsor": on} if signed else {}
    return {
        "number": number,
        "set_on": on,
        "effective_on": on,
        "signatures": signatures,
        **changes,
    }


def billed_ids(invoice: Invoice) -> set[str]:
    """Return the ids of all sessions that an invoice bills or credits."""
    return {session.id for line in invoice.lines for session in line.sessions}


def make_case(
    engagement: Engagement,
    *,
    client: Client | None = None,
    private: bool = False,
    ref: str = "martin",
    billed: Collection[str] = (),
    package_billed: bool = False,
    closures: Collection[Closure] = (),
    time_zone: str = "Europe/Paris",
    signed: SignedRecords | NotRead = NOTHING_SIGNED,
) -> Case:
    """Return a case of a company, or of a private client if `private`; by default without bills."""
    return Case(
        ref=ref,
        engagement=engagement,
        client=client or (make_private_client() if private else make_client()),
        closures=tuple(closures),
        billed=Billed(frozenset(billed), package=package_billed),
        time_zone=time_zone,
        signed=signed,
    )
