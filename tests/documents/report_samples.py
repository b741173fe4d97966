"""An engagement that was evaluated, for the tests of reports."""

from datetime import date
from typing import Any

from tests.builders import make_case
from tests.documents.document_samples import (
    SIGNED,
    make_company,
    make_engagement,
    make_practice,
    make_sessions,
)

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.papers.report import render_report
from phmcoach.domain.base import Reader
from phmcoach.domain.contract.agreement import evaluation_sha256
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client

DAY = date(2026, 7, 20)
SHARED_LEVELS = [
    "Tout remonte, plus de vingt arbitrages par semaine",
    "Dix à vingt arbitrages par semaine",
    "Moins de dix arbitrages par semaine",
    "Moins de cinq, et aucun sur la sécurité",
    "Aucun : les chefs d'atelier décident et rendent compte",
]
PERSONAL_LEVELS = [
    "Moins de cinq heures",
    "Cinq heures",
    "Six heures, quatre nuits sur sept",
    "Sept heures, quatre nuits sur sept",
    "Sept heures chaque nuit",
]
OBJECTIVES: list[dict[str, Any]] = [
    {
        "id": "o1",
        "statement": "Poser un cadre de délégation clair",
        "expected_result": "Chaque chef d'atelier décide seul : rien ne remonte.",
        "indicator": "Nombre d'arbitrages remontés par semaine",
        "levels": SHARED_LEVELS,
        "weight": 2,
        "scaled_on": date(2026, 1, 21),
    },
    {
        "id": "o2",
        "statement": "Conduire la réunion de production en une heure",
        "expected_result": "Une heure, une décision par sujet",
        "indicator": "Durée de la réunion",
    },
    {
        "id": "o3",
        "statement": "Dormir",
        "expected_result": "Sept heures",
        "indicator": "Carnet",
        "personal": True,
        "levels": PERSONAL_LEVELS,
        "scaled_on": date(2026, 2, 3),
    },
]


def make_evaluation(**changes: object) -> dict[str, Any]:
    return {
        "mode": "three-way",
        "changed": "Je ne rouvre plus les dossiers que j'ai confiés.\n\nJe dors mieux.",
        "remains": "Tenir pendant la clôture annuelle.",
        "next": "Un point seul, chaque vendredi ; une séance de suivi à l'automne si besoin.",
        "observations": "L'équipe décide plus vite, et le dit.",
        "shared_words": "Je délègue, et je sais maintenant sur quoi.",
        "alliance": {"matters": 9, "method": 8, "freedom": 10, "takeaway": 7},
        "ratings": [
            {"objective": "o1", "start": -1, "end": 1},
            {"objective": "o2", "attainment": "Une heure dix en moyenne en juin."},
            {"objective": "o3", "start": -2, "end": 0},
        ],
        **changes,
    }


def make_evaluated(
    *,
    approved: bool = False,
    score_shared: bool = False,
    whole: dict[str, Any] | None = None,
    **evaluation: object,
) -> Engagement:
    """Return an evaluated engagement; if approved, with the digest of its evaluation.

    `whole` replaces keys of the engagement itself.
    """
    parts: dict[str, Any] = {
        "objectives": OBJECTIVES,
        "signatures": SIGNED,
        "sessions": make_sessions(10),
        "outcome": {"evaluated_on": DAY},
        **(whole or {}),
    }
    answers = make_evaluation(**evaluation)
    plain = make_engagement(**parts, evaluation=answers)
    if not approved:
        return plain
    consent = {
        "shown_on": DAY,
        "shown_sha256": evaluation_sha256(make_case(plain)),
        "approved_on": date(2026, 7, 22),
        "approved_sha256": evaluation_sha256(make_case(plain)),
        "score_shared": score_shared,
    }
    return make_engagement(**parts, evaluation=answers | consent)


def report(engagement: Engagement, reader: Reader, client: Client | None = None) -> Rendered:
    case = make_case(engagement, client=client or make_company(), ref="dupont-2026")
    return render_report(
        case,
        make_practice(),
        reader=reader,
        today=date(2026, 7, 23),
        specimen=False,
    )
