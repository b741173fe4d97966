"""The texts that people say and write in the golden coachings, in both languages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.documents.report_samples import OBJECTIVES, make_evaluation

from phmcoach.words import Language

DEMANDS: Mapping[Language, dict[str, str]] = {
    "fr": {
        "request": "Oser dire non.",
        "sponsor_request": "Accompagner Camille Dupont dans sa prise de fonction.",
        "shared_request": "Prendre ma place sans perdre la confiance de l'équipe.",
    },
    "en": {
        "request": "To dare to say no.",
        "sponsor_request": "To help Camille Dupont settle into her new role.",
        "shared_request": "To find my place and keep the team's trust.",
    },
}
ENGLISH_OBJECTIVES: list[dict[str, Any]] = [
    {
        "id": "o1",
        "statement": "Set a clear frame of delegation",
        "expected_result": "Each foreman decides alone: nothing is sent up",
        "indicator": "Number of decisions sent up a week",
        "levels": [
            "More than twenty",
            "Ten to twenty",
            "Fewer than ten",
            "Fewer than five",
            "None",
        ],
        "weight": 2,
        "scaled_on": date(2026, 1, 21),
    },
    {
        "id": "o2",
        "statement": "Run the production meeting in an hour",
        "expected_result": "One hour, one decision a topic",
        "indicator": "Length of the meeting",
    },
    {
        "id": "o3",
        "statement": "Sleep",
        "expected_result": "Seven hours",
        "indicator": "A diary",
        "personal": True,
        "levels": ["Under five hours", "Five hours", "Six hours", "Seven hours", "Every night"],
        "scaled_on": date(2026, 2, 3),
    },
]
WRITTEN: Mapping[Language, list[dict[str, Any]]] = {"fr": OBJECTIVES, "en": ENGLISH_OBJECTIVES}
REWORDED: Mapping[Language, dict[str, str]] = {
    "fr": {
        "id": "o1",
        "statement": "Poser un cadre de délégation et le tenir",
        "expected_result": "Chaque chef d'atelier décide seul : rien ne remonte.",
        "indicator": "Nombre d'arbitrages remontés par semaine",
    },
    "en": {
        "id": "o1",
        "statement": "Set a frame of delegation and keep to it",
        "expected_result": "Each foreman decides alone: nothing is sent up",
        "indicator": "Number of decisions sent up a week",
    },
}
ADDED: Mapping[Language, dict[str, str]] = {
    "fr": {
        "id": "o4",
        "statement": "Animer des réunions brèves",
        "expected_result": "Une heure au plus",
        "indicator": "Durée notée",
    },
    "en": {
        "id": "o4",
        "statement": "Hold short meetings",
        "expected_result": "One hour at most",
        "indicator": "Their length, noted",
    },
}
PLACES: Mapping[Language, str] = {"fr": "Locaux d'Acme, salle « Véga »", "en": "Acme's offices"}
MISTAKES: Mapping[Language, str] = {"fr": "Séance facturée par erreur", "en": "Billed by mistake"}
MEASURED: Mapping[Language, str] = {
    "fr": "Trois arbitrages par semaine en mars.",
    "en": "Three decisions a week in March.",
}
EVALUATIONS: Mapping[Language, dict[str, Any]] = {
    "fr": make_evaluation(),
    "en": make_evaluation(
        changed="I no longer reopen what I have handed over.\n\nI sleep better.",
        remains="To keep to it through the annual closing.",
        next="One meeting, each Friday; a follow-up session in autumn if need be.",
        observations="The team decides faster, and says so.",
        shared_words="I delegate, and I now know what.",
        ratings=[
            {"objective": "o1", "start": -1, "end": 1},
            {"objective": "o2", "attainment": "An hour and ten minutes on average in June."},
            {"objective": "o3", "start": -2, "end": 0},
        ],
    ),
}
