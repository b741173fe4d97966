"""What is typed of a client: refused if it contradicts the kind, or no mail program accepts it."""

import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED

UNUSUAL = ('"a,b"@x.com', "sophie.é@acme.example")


@pytest.fixture
def client(begin_after: BeginAfter) -> Path:
    """Return the file of Acme SA, a French company with a signed contract and an invoice."""
    return begin_after(*INVOICED) / "practice" / "clients" / "acme.toml"


@pytest.mark.parametrize(
    ("typed", "said", "command"),
    [
        (
            ("--country", "DE"),
            "Acme SA is in DE, but a client of this kind is in France.",
            'new-client CLIENT --kind company-eu --name "…"',
        ),
        (
            ("--service-code", "SERVICE"),
            "Acme SA is no public body: only a public body has a service code (Chorus Pro).",
            'new-client CLIENT --kind public --name "…"',
        ),
    ],
)
def test_what_contradicts_the_kind_of_a_client_is_refused_with_the_way(
    coach: Run, client: Path, typed: tuple[str, ...], said: str, command: str
) -> None:
    before = client.read_bytes()
    ran = coach(*IN, "set-client", "acme", *typed)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == f"Error: {said}\n  To fix it: coach -C practice {command}\n"
    assert client.read_bytes() == before


@pytest.mark.usefixtures("client")
def test_a_new_client_of_a_kind_that_is_elsewhere_is_refused(coach: Run) -> None:
    place = ("--address", "1 Str.", "--postcode", "10115", "--city", "Berlin", "--country", "DE")
    ran = coach(*IN, "new-client", "gmbh", "--kind", "company-fr", "--name", "GmbH", *place)
    assert ran.code == 5
    assert "GmbH is in DE, but a client of this kind is in France." in ran.err
    named = (*IN, "new-client", "gmbh", "--kind", "company-eu", "--name", "GmbH", *place)
    assert coach(*named).code == 0


@pytest.mark.usefixtures("client")
def test_a_new_client_with_the_vat_number_of_another_country_is_refused(coach: Run) -> None:
    place = ("--address", "1 Str.", "--postcode", "10115", "--city", "Berlin", "--country", "DE")
    named = ("new-client", "gmbh", "--kind", "company-eu", "--name", "GmbH", *place)
    ran = coach(*IN, *named, "--vat-number", "FR68900000001")
    assert (ran.code, ran.out, ran.err.count("\n")) == (5, "", 1), ran


def test_other_details_of_a_client_who_contradicts_their_kind_can_be_set(
    coach: Run, client: Path
) -> None:
    text = client.read_text("utf-8")
    client.write_text(f'{text}\ncountry = "DE"\n', "utf-8")
    assert coach(*IN, "set-client", "acme", "--contact", "Jeanne Petit").code == 0


@pytest.mark.parametrize("option", ["--email", "--billing-email"])
@pytest.mark.parametrize("email", UNUSUAL)
def test_an_address_that_mail_programs_refuse_is_refused_when_it_is_typed(
    coach: Run, client: Path, email: str, option: str
) -> None:
    before = client.read_bytes()
    ran = coach(*IN, "set-client", "acme", option, email)
    assert ran.code == 2
    assert ran.err == (
        f"Error: {option}: Not every mail program accepts the address {email}: write it in letters"
        " without accents, without quotes or spaces.\n"
    )
    assert client.read_bytes() == before


@pytest.mark.parametrize("email", UNUSUAL)
@pytest.mark.parametrize("option", ["--email", "--billing-email"])
def test_no_draft_is_written_to_an_address_that_mail_programs_refuse(
    coach: Run, client: Path, email: str, option: str
) -> None:
    assert coach(*IN, "set-client", "acme", option, "x@acme.example").code == 0
    text = client.read_text("utf-8").replace('"x@acme.example"', f"'{email}'")
    client.write_text(text, "utf-8")
    documents = client.parents[1] / "documents"
    before = sorted(documents.rglob("*"))
    said = (
        f"Not every mail program accepts the e-mail address of Acme SA ({email}): no draft is"
        f" written to it.\n  To fix it: coach -C practice set-client acme {option} …\n"
    )
    ran = coach(*IN, "mail", "1")
    assert (ran.code, ran.out, ran.err) == (5, "", f"Error: {said}")
    assert sorted(documents.rglob("*")) == before
    ran = coach(*IN, "doctor")
    named, _, _ = said.partition(": no")
    assert (ran.code, ran.out.startswith(f"Warning: {named}")) == (0, True), ran


@pytest.mark.usefixtures("client")
def test_a_domain_with_accents_reaches_its_recipient(coach: Run) -> None:
    assert coach(*IN, "set-client", "acme", "--email", "sophie@exämple.com").code == 0
    ran = coach(*IN, "mail", "1")
    draft = Path(ran.out.strip()).read_bytes()
    assert (ran.code, b"sophie@xn--exmple-cua.com" in draft) == (0, True)


def test_where_invoices_go_is_kept_in_the_file_of_the_client(coach: Run, client: Path) -> None:
    before = client.read_text("utf-8")
    place = ("--billing-address", "BP 12", "--billing-postcode", "69200", "--billing-city", "Bron")
    known = ("--billing-email", "factures@acme.example", "--buyer-reference", "CC-410")
    ran = coach(*IN, "set-client", "acme", *place, *known, "--electronic-address", "811222330_AP")
    assert ran.code == 0, ran
    added = [line for line in client.read_text("utf-8").split("\n") if line not in before]
    assert sorted(filter(None, added)) == [
        "[billing_address]",
        'billing_email = "factures@acme.example"',
        'buyer_reference = "CC-410"',
        'city = "Bron"',
        'electronic_address = "811222330_AP"',
        'postcode = "69200"',
        'street = "BP 12"',
    ]
    assert coach(*IN, "doctor").code == 0


def test_an_electronic_address_of_another_company_is_refused(coach: Run, client: Path) -> None:
    before = client.read_bytes()
    ran = coach(*IN, "set-client", "acme", "--electronic-address", "500000005")
    assert ran.code == 2
    assert "begins with its SIREN, 811222330" in ran.err
    assert client.read_bytes() == before


def test_an_address_that_an_unpaid_invoice_prints_names_how_it_is_made_anew(
    coach: Run, client: Path
) -> None:
    ran = coach(*IN, "set-client", "acme", "--address", "12 avenue X")
    said = (
        "Invoice SPECIMEN-2026-0001 is not paid yet, and keeps what it says. If it has to be made"
        ' anew: coach -C practice credit SPECIMEN-2026-0001 --rebill --reason "…"'
    )
    assert (ran.code, ran.err.splitlines()[-1]) == (0, said)
    reason = ("--reason", "Adresse.")
    assert coach(*IN, "credit", "SPECIMEN-2026-0001", "--rebill", *reason).code == 0
    assert coach(*IN, "invoice", "martin").code == 0
    entry = client.parents[1] / "ledger" / "2026" / "000003.toml"
    assert 'street = "12 avenue X"' in entry.read_text("utf-8")


@pytest.mark.usefixtures("client")
def test_so_does_one_that_an_unpaid_deposit_invoice_prints(coach: Run) -> None:
    assert coach(*IN, "invoice", "martin", "--deposit", "100").code == 0
    ran = coach(*IN, "set-client", "acme", "--address", "12 avenue X")
    first, second = "SPECIMEN-2026-0001", "SPECIMEN-2026-0002"
    assert f"Invoices {first} and {second} are not paid yet" in ran.err
    assert coach(*IN, "credit", second, "--rebill", "--reason", "Adresse.").code == 0
    assert coach(*IN, "invoice", "martin", "--deposit", "100").code == 0


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("typed", ["--contact Luc", "--email luc@acme.example"])
def test_what_no_invoice_must_say_rightly_names_none(coach: Run, typed: str) -> None:
    assert "SPECIMEN" not in coach(*IN, "set-client", "acme", *typed.split()).err


def test_a_paid_invoice_is_not_named(coach: Run, client: Path) -> None:
    paid = (*IN, "pay", "SPECIMEN-2026-0001", "--on", "today", "--by", "transfer")
    assert coach(*paid).code == 0
    assert "SPECIMEN" not in coach(*IN, "set-client", "acme", "--address", "12 avenue X").err
    assert "12 avenue X" in client.read_text("utf-8")


@pytest.mark.parametrize(
    ("lost", "part"),
    [
        ("--contact none", "--contact-role"),
        ("--billing-address aucune", "--billing-city"),
        ("--billing-address none", "--billing-postcode"),
    ],
)
def test_what_nobody_has_without_what_is_taken_out_is_refused(
    coach: Run, client: Path, lost: str, part: str
) -> None:
    before = client.read_bytes()
    ran = coach(*IN, "set-client", "acme", *lost.split(), part, "X")
    said = f"Error: {lost} and {part} exclude each other: give only one of them."
    assert (ran.code, ran.err.splitlines()[0]) == (2, said)
    assert client.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "removed"),
    [
        (("--contact", "Luc", "--contact-role", "DRH"), ("--contact", "none")),
        (("--contact-role", "DRH"), ("--contact-role", "aucune")),
        (("--email", "luc@acme.example"), ("--email", "aucun")),
        (("--billing-email", "luc@acme.example"), ("--billing-email", "none")),
        (("--buyer-reference", "C7"), ("--buyer-reference", "none")),
        (
            (
                *("--billing-address", "1 rue Y"),
                *("--billing-postcode", "69000", "--billing-city", "Lyon"),
            ),
            ("--billing-address", "none"),
        ),
    ],
)
def test_what_is_gone_of_a_client_goes_out_of_the_file(
    coach: Run, client: Path, given: tuple[str, ...], removed: tuple[str, ...]
) -> None:
    for option in ("--contact", "--contact-role", "--email"):
        assert coach(*IN, "set-client", "acme", option, "none").code == 0
    before = tomllib.loads(client.read_text("utf-8"))
    assert coach(*IN, "set-client", "acme", *given).code == 0
    assert tomllib.loads(client.read_text("utf-8")) != before
    assert coach(*IN, "set-client", "acme", *removed).code == 0
    assert tomllib.loads(client.read_text("utf-8")) == before
