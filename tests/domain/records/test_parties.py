"""Two records are of one client by what they contain, and never by the names of their files."""

import pytest
from tests.builders import make_client, make_private_client

from phmcoach.domain.records.parties import Client

ELSEWHERE = {"street": "1 rue Z", "postcode": "75000", "city": "Paris"}
ACME, HUGO = make_client(), make_private_client()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ACME, make_client(name="Acme", address=ELSEWHERE)),
        (ACME, make_client(siren=None, siret="81122233000011")),
        (ACME, make_client(siren=None, name="ACME SA")),
        (HUGO, make_private_client(name="Hugo PETIT")),
    ],
    ids=["the same SIREN", "the SIRET of it", "no number and the same address", "the same person"],
)
def test_two_records_of_one_client_are_found(one: Client, other: Client) -> None:
    assert one.is_same_party(other)
    assert other.is_same_party(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ACME, make_client(siren="732829320")),
        (ACME, make_client(siren=None, address=ELSEWHERE)),
        (HUGO, make_private_client(address=ELSEWHERE)),
        (HUGO, make_private_client(name="Zoé Petit")),
        (make_private_client(address=None), make_private_client(address=None)),
    ],
    ids=["another SIREN", "another address", "a namesake", "another name", "no address"],
)
def test_two_clients_are_not_taken_for_one(one: Client, other: Client) -> None:
    assert not one.is_same_party(other)
    assert not other.is_same_party(one)


@pytest.mark.parametrize("other", [{"siret": "81122233000011"}, {"service_code": "RH"}])
def test_two_sites_of_one_company_may_be_clients_of_their_own(other: dict[str, str]) -> None:
    assert ACME.is_same_party(make_client(**other))
    assert not ACME.is_twin_of(make_client(**other))
