"""Two files are one engagement by what they contain, and never by their names."""

from datetime import date
from typing import Any

import pytest
from tests.builders import make_engagement, make_session

from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.copies import are_one, find_copies, likely_copy

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


def test_namesakes_with_the_same_words_and_terms_are_two_engagements() -> None:
    seal = {"client": "0" * 16}
    one = Dossier("martin-2026", make_engagement(seal=seal))
    other = having(seal=seal, beneficiary={"id": "claire-martin-2", "name": "Claire Martin"})
    assert not are_one(one, other)


def test_two_demands_of_one_person_with_the_same_terms_are_two_engagements() -> None:
    seal = {"client": "0" * 16}
    later = DEMAND | {"received_on": date(2026, 1, 3)}
    sealed = Dossier("martin-2026", make_engagement(seal=seal))
    assert not are_one(sealed, having(seal=seal, demand=later))


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
