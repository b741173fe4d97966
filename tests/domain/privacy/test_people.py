"""Whom the files name, and who is meant by what was typed."""

from datetime import date

import pytest
from tests.builders import make_client, make_engagement, make_private_client

from phmcoach.domain.case import Dossier, SignedRecords
from phmcoach.domain.privacy.held import Holding
from phmcoach.domain.privacy.people import Person, choose_person, find_people
from phmcoach.domain.records.parties import Client
from phmcoach.errors import CoachError, MissingError, UsageError
from phmcoach.value import replace

ACME = make_client(contact="Sophie Bernard")
OTHER = make_client(name="Autre SA", siren=None, contact="Sophie Bernard")
PETIT = make_private_client()


def hold(ref: str, person: str, name: str, party: Client, **changes: object) -> Holding:
    dossier = Dossier(ref, make_engagement(beneficiary={"id": person, "name": name}, **changes))
    return Holding(dossier, f"engagements/{ref}.toml", party, SignedRecords(), {}, (), {})


HOLDINGS = (
    hold("martin-2025", "claire-martin", "Claire Martin", ACME),
    hold("martin-2026", "claire-martin", "Claire Martin-Roux", ACME),
    hold("martin-h", "claire-martin-2", "Claire Martin", OTHER, client="autre"),
    hold("petit-2026", "hugo", "Hugo Petit", PETIT, client="petit"),
    hold("elodie", "elodie", "Élodie L’Hermite", ACME),
)
CLIENTS = {
    "acme": ACME,
    "autre": OTHER,
    "petit": PETIT,
    "seule": make_private_client(name="Léa Roy"),
}
PEOPLE = find_people(HOLDINGS, CLIENTS)
CLAIRE = ("Claire Martin", "Claire Martin-Roux")


def test_a_beneficiary_is_one_person_in_all_engagements_with_their_id() -> None:
    assert (
        Person("beneficiary", "Claire Martin-Roux", CLAIRE, ("martin-2025", "martin-2026")),
        Person("beneficiary", "Claire Martin", ("Claire Martin",), ("martin-h",)),
        Person("beneficiary", "Hugo Petit", ("Hugo Petit",), ("petit-2026",), "petit"),
        Person("beneficiary", "Élodie L’Hermite", ("Élodie L’Hermite",), ("elodie",)),
        Person("beneficiary", "Léa Roy", ("Léa Roy",), (), "seule"),
        Person("contact", "Sophie Bernard", ("Sophie Bernard",), (), "acme"),
        Person("contact", "Sophie Bernard", ("Sophie Bernard",), (), "autre"),
    ) == PEOPLE


@pytest.mark.parametrize("order", [1, -1])
def test_what_was_erased_of_a_private_client_is_still_theirs(order: int) -> None:
    erased = hold("petit-2019", "petit-2019", "—", PETIT, client="petit")
    both = (erased, HOLDINGS[3])[::order]
    refs = tuple(each.ref for each in both)
    hugo = Person("beneficiary", "Hugo Petit", ("Hugo Petit",), refs, "petit")
    assert find_people(both, {"petit": PETIT}) == (hugo,)
    alone = replace(hugo, engagements=("petit-2019",))
    assert find_people((erased,), {"petit": PETIT}) == (alone,)
    nobody = make_private_client(name="—")
    gone = hold("petit-2019", "petit-2019", "—", nobody, client="petit")
    assert find_people((gone,), {"petit": nobody}) == (replace(alone, name="—", names=()),)


def test_a_contact_whom_only_an_amendment_names_is_still_somebody() -> None:
    changed = {
        "number": 1,
        "set_on": date(2026, 3, 1),
        "effective_on": date(2026, 3, 1),
        "contact": "Paul Roux",
    }
    holding = hold("martin", "m", "Claire Martin", ACME, amendments=[changed])
    found = find_people((holding,), {"acme": ACME})
    contacts = {each.name: each.typed for each in found if each.role == "contact"}
    assert contacts == {"Sophie Bernard": "acme", "Paul Roux": "Paul Roux acme"}
    for person in found:
        assert choose_person(found, person.typed) == person


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("martin-2025", 0),
        ("martin-h", 1),
        ("roux", 0),
        ("claire martin-roux", 0),
        ("PETIT hugo", 2),
        ("petit", 2),
        ("elodie l'hermite", 3),
        ("hermite", 3),
        ("lea", 4),
        ("acme", 5),
        ("bernard autre", 6),
        ("autre", 6),
        ("petit-20", 2),
    ],
)
def test_a_person_is_meant_by_a_reference_or_by_the_words_of_their_name(
    typed: str, place: int
) -> None:
    assert choose_person(PEOPLE, typed) == PEOPLE[place]


@pytest.mark.parametrize(
    ("typed", "error", "message", "candidates"),
    [
        (
            "claire",
            UsageError,
            "privacy.several-people",
            ("Claire Martin-Roux (martin-2025)", "Claire Martin (martin-h)"),
        ),
        (
            "bernard",
            UsageError,
            "privacy.several-people",
            ("Sophie Bernard (acme)", "Sophie Bernard (autre)"),
        ),
        ("durand", MissingError, "privacy.nobody", None),
        ("", MissingError, "privacy.nobody", None),
        (" - ", MissingError, "privacy.nobody", None),
    ],
)
def test_two_people_of_a_name_are_told_apart_by_their_references(
    typed: str, error: type[CoachError], message: str, candidates: object
) -> None:
    with pytest.raises(error) as refused:
        choose_person(PEOPLE, typed)
    (problem,) = refused.value.problems
    assert (problem.message, problem.args.get("candidates")) == (message, candidates)
