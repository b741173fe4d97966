"""Two files are one engagement by what they contain, and never by their names."""

from datetime import date
from typing import Any

import pytest
from tests.builders import make_engagement, make_session

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.copies import are_one, find_copies, likely_copy
from phmcoach.value import replace

DEMAND: dict[str, Any] = {
    "received_on": date(2026, 1, 2),
    "situations": ["new-role"],
    "request": "Trouver ma place.",
    "validated_on": date(2026, 1, 5),
}
MARTIN = Dossier("martin-2026", make_engagement())


def having(**changes: object) -> Dossier:
    return Dossier("martin-2026-sauvegarde", make_engagement(**changes))


def test_a_copy_under_another_name_is_the_same_engagement() -> None:
    assert are_one(MARTIN, having())


def test_a_justification_does_not_make_a_copy_an_engagement_of_its_own() -> None:
    assert are_one(MARTIN, having(justification="Nouvelle fonction."))


def test_a_copy_that_lived_on_is_the_same_engagement() -> None:
    session = make_session(1, date(2026, 1, 13))
    assert are_one(MARTIN, Dossier("copy", make_engagement(session, terms=None)))


def test_a_copy_whose_demand_was_edited_is_found_by_its_seal() -> None:
    sealed = Dossier("martin-2026", make_engagement(seal={"client": "0" * 16}))
    edited = DEMAND | {"request": "Trouver une place."}
    assert are_one(sealed, having(seal={"client": "0" * 16}, demand=edited))


NUMBERED: dict[str, object] = {
    "contract_reference": "A-2026-01",
    "signatures": {"coach": date(2026, 1, 10), "beneficiary": date(2026, 1, 11)},
}
OTHER_WORDS = DEMAND | {"request": "Trouver une place."}


def test_a_copy_whose_demand_was_edited_and_whose_seal_is_gone_is_found_by_its_number() -> None:
    signed = Dossier("martin-2026", make_engagement(**NUMBERED, seal={"client": "0" * 16}))
    assert are_one(signed, having(**NUMBERED, demand=OTHER_WORDS, client="bigco"))


@pytest.mark.parametrize(
    "changes",
    [
        {"contract_reference": "A-2026-02"},
        {"signatures": {}},
        {"signatures": {"coach": date(2026, 2, 10), "beneficiary": date(2026, 2, 10)}},
        {"beneficiary": {"id": "zoe-roux", "name": "Zoé Roux"}},
        {"profile": "follow-up", "follow_up_of": "martin-2026"},
    ],
    ids=["another number", "nobody signed", "another day", "another person", "a follow-up"],
)
def test_a_number_alone_makes_no_copy(changes: dict[str, object]) -> None:
    """Somebody may begin a file with what another one says; `doctor` warns of its number."""
    signed = Dossier("martin-2026", make_engagement(**NUMBERED))
    other = having(**NUMBERED | {"demand": OTHER_WORDS} | changes)
    assert not are_one(signed, other)
    assert not are_one(other, signed)


OTHERS: dict[str, dict[str, object]] = {
    "another person": {"beneficiary": {"id": "zoe-roux", "name": "Zoé Roux"}},
    "another client": {"client": "bigco"},
    "a later demand": {"demand": DEMAND | {"received_on": date(2026, 1, 3)}},
    "other words": {"demand": DEMAND | {"request": "Trouver une place."}},
    "another situation": {"demand": DEMAND | {"situations": ["delegation"]}},
    "a follow-up": {"profile": "follow-up", "follow_up_of": "martin-2026"},
}


@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS)
def test_another_engagement_is_not_taken_for_a_copy(changes: dict[str, object]) -> None:
    assert not are_one(MARTIN, having(**changes))
    assert not are_one(having(**changes), MARTIN)


SEALS: dict[str, dict[str, Any]] = {
    "its record": {"seal": {"record": "a" * 64, "contrat.pdf": "b" * 64}},
    "each key, by an earlier version": {
        "seal": {"client": "0" * 16, "terms.start_on": "1" * 16, "objectives.o1": "2" * 16}
    },
    "the record of an amendment": {
        "amendments": [
            {
                "number": 1,
                "set_on": date(2026, 2, 3),
                "effective_on": date(2026, 2, 3),
                "sessions": 13,
                "seal": {"record": "c" * 64},
            }
        ]
    },
}
EDITS: dict[str, dict[str, object]] = {
    "the person": {"beneficiary": {"id": "claire-martin-2", "name": "Claire Martin"}},
    "the client": {"client": "bigco"},
    "the demand": {"demand": DEMAND | {"received_on": date(2026, 1, 3), "request": "Autre."}},
}


@pytest.mark.parametrize("sealed", SEALS.values(), ids=SEALS)
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_was_signed_proves_a_copy_whatever_was_edited(
    sealed: dict[str, Any], edit: dict[str, object]
) -> None:
    original, copy = Dossier("martin-2026", make_engagement(**sealed)), having(**sealed, **edit)
    assert are_one(original, copy)
    assert list(find_copies((original, copy))) == [(original, copy)]


def test_seals_that_differ_in_one_value_prove_nothing() -> None:
    seals = ({"client": "0" * 16, "terms.start_on": f"{day}" * 16} for day in (1, 2))
    one, other = (make_engagement(seal=seal) for seal in seals)
    later = replace(other, demand=replace(other.demand, received_on=date(2026, 1, 3)))
    assert not are_one(Dossier("martin-2026", one), Dossier("martin-2027", later))


def test_a_copy_that_names_the_copy_of_its_client_is_the_same_engagement() -> None:
    copy = having(client="acme-2")
    assert are_one(MARTIN, copy, lambda one, other: {one, other} == {"acme", "acme-2"})
    assert list(find_copies((MARTIN, copy), lambda _one, _other: True)) == [(MARTIN, copy)]
    assert list(find_copies((MARTIN, copy), lambda _one, _other: False)) == []


def test_files_without_a_seal_have_no_seal_in_common() -> None:
    assert not are_one(MARTIN, having(demand=DEMAND | {"request": "Autre chose."}))


def test_people_of_one_client_with_the_same_words_are_engagements_of_their_own() -> None:
    people = [
        Dossier(
            f"person-{number}",
            make_engagement(beneficiary={"id": f"person-{number}", "name": "Claire Martin"}),
        )
        for number in range(10)
    ]
    assert list(find_copies(people)) == []


def test_each_two_copies_are_found_among_many_engagements() -> None:
    other = Dossier("roux", make_engagement(beneficiary={"id": "zoe-roux", "name": "Zoé Roux"}))
    copies = [MARTIN, having(), Dossier("martin-copie", make_engagement())]
    found = {(one.ref, two.ref) for one, two in find_copies([*copies, other])}
    assert found == {
        ("martin-2026", "martin-2026-sauvegarde"),
        ("martin-2026", "martin-copie"),
        ("martin-2026-sauvegarde", "martin-copie"),
    }


def test_the_file_that_no_document_names_is_the_copy() -> None:
    lived = Dossier("a", make_engagement(make_session(1, date(2026, 1, 13))))
    assert likely_copy(lived, MARTIN, {"martin-2026"}) == lived


def test_the_file_with_fewer_sessions_is_the_copy() -> None:
    lived = Dossier("martin-2026-b", make_engagement(make_session(1, date(2026, 1, 13))))
    assert likely_copy(lived, MARTIN, ()) == MARTIN


def test_the_file_with_the_longer_name_is_the_copy_if_nothing_else_tells() -> None:
    assert likely_copy(having(), MARTIN, ()).ref == "martin-2026-sauvegarde"
    assert likely_copy(MARTIN, having(), ()).ref == "martin-2026-sauvegarde"


def test_a_copy_inherits_what_its_original_follows() -> None:
    follow_up = {"profile": "follow-up", "follow_up_of": "martin-2026"}
    assert are_one(Dossier("martin-2026", make_engagement(**follow_up)), having(**follow_up))
