import pytest
from tests.builders import make_case, make_client, make_engagement, make_practice, make_vat_practice

from phmcoach.domain.contract.paper_gates import identity_problems, paper_gate
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.value import fields_of, replace

BERLIN = {"street": "Musterweg 1", "postcode": "10115", "city": "Berlin", "country": "DE"}
VIENNA = BERLIN | {"postcode": "1010", "city": "Wien", "country": "AT"}
ATHENS = BERLIN | {"postcode": "10431", "city": "Athènes", "country": "GR"}
GENEVA = {"street": "Rue Neuve 1", "postcode": "1200", "city": "Genève", "country": "CH"}
REUNION = {"street": "1 rue du Port", "postcode": "97400", "city": "Saint-Denis"}
EU = {"kind": "company-eu", "siren": None}


def gate(client: Client, practice: Practice | None = None) -> list[str]:
    case = make_case(make_engagement(), client=client)
    return [problem.message for problem in paper_gate(case, practice or make_practice())]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"address": None}, ["gate.client-without-address"]),
        ({"address": REUNION}, ["gate.client-overseas"]),
        ({"address": GENEVA}, ["gate.client-outside-eu"]),
        ({"address": BERLIN}, ["gate.client-country-mismatch"]),
        ({"kind": "public"}, ["gate.client-without-siret"]),
        ({"kind": "public", "siret": "81122233000003", "siren": None}, []),
        ({"kind": "public", "siret": "81122233000003", "siren": None, "address": REUNION},
         ["gate.client-overseas"]),
        ({"kind": "private", "siren": None, "address": REUNION}, []),
        ({"kind": "private", "siren": None, "address": GENEVA}, ["gate.client-outside-eu"]),
        ({**EU, "address": BERLIN},
         ["gate.client-without-vat-number", "gate.seller-without-vat-number"]),
        ({**EU, "vat_number": "DE136695976"},
         ["gate.client-in-france", "gate.seller-without-vat-number"]),
        ({**EU, "vat_number": "DE136695976", "address": VIENNA},
         ["gate.vat-number-country-mismatch", "gate.seller-without-vat-number"]),
        ({**EU, "vat_number": "EL094259216", "address": ATHENS},
         ["gate.seller-without-vat-number"]),
    ],
)  # fmt: skip
def test_a_client_with_missing_or_unsupported_data_cannot_be_billed(
    changes: dict[str, object], expected: list[str]
) -> None:
    assert gate(make_client(**changes)) == expected


def test_an_eu_company_can_be_billed_if_both_vat_numbers_are_known() -> None:
    client = make_client(**EU, address=BERLIN, vat_number="DE136695976")
    assert gate(client, make_vat_practice()) == []


def test_a_practice_overseas_with_vat_is_refused() -> None:
    address = replace(make_practice().address, postcode="97400")
    assert gate(make_client(), make_vat_practice(address=fields_of(address))) == [
        "gate.practice-overseas"
    ]
    assert gate(make_client(), make_practice(address=fields_of(address))) == []


@pytest.mark.parametrize("known", [{"rna": "W691234567"}, {"siren": "811222330"}, {}])
def test_an_association_is_named_by_its_siren_its_rna_number_or_neither(
    known: dict[str, str],
) -> None:
    club = make_client(kind="association", name="Les Amis", **{"siren": None} | known)
    assert identity_problems(club) == ()
