"""Deliberate faults, each refused before a number is drawn, in a sentence that names it."""

from itertools import takewhile
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN, INIT, ROAD

Words = tuple[str, ...]

ADDRESS = ("--address", "10 avenue Y", "--postcode", "69000", "--city", "Lyon")
INVOICE = ("invoice", "martin")


def changed(words: Words, old: str, new: str) -> Words:
    return tuple(new if word == old else word for word in words)


def run_road(begin_after: BeginAfter, *, until: str = "") -> None:
    begin_after(*takewhile(lambda words: words[2] != until, ROAD))


def papers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("ledger/2*/*") if path.is_file()]


def assert_refused(ran: Ran, folder: Path, said: str, codes: tuple[int, ...] = (2, 4, 5)) -> None:
    assert ran.code in codes, ran
    assert said in ran.err, ran
    assert "Traceback" not in ran.err
    assert papers(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("90000000100017", "90000000100018", "valid SIRET"),
        ("FR7699999000010000000000115", "FR7699999000010000000000116", "valid IBAN"),
        ("TESTFRPPXXX", "TESTFRP", "valid BIC"),
        ("a@example.org", "a.example.org", "e-mail address"),
    ],
)
def test_the_coachs_own_numbers_are_checked_by_their_keys(
    coach: Run, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert_refused(coach(*changed(INIT, old, new)), tmp_path, said, codes=(2,))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--siren", "811222331"), "valid SIREN"),
        (("--siret", "81122233000004"), "valid SIRET"),
        (("--siren", "811222330", "--siret", "90000000100017"), "SIREN"),
        (("--vat-number", "DE136695977"), "VAT number"),
    ],
)
def test_a_clients_numbers_are_checked_by_their_keys(
    coach: Run, begin_after: BeginAfter, tmp_path: Path, words: Words, said: str
) -> None:
    run_road(begin_after, until="new-client")
    client = ("new-client", "acme", "--kind", "company-fr", "--name", "Acme SA")
    ran = coach(*IN, *client, *words)
    assert_refused(ran, tmp_path, said)
    assert not (tmp_path / "practice" / "clients" / "acme.toml").exists()


def client_file(kind: str, *lines: str, postcode: str = "69000", country: str = "FR") -> str:
    return "\n".join(
        [
            "schema = 1",
            f'kind = "{kind}"',
            'name = "Acme SA"',
            *lines,
            "[address]",
            'street = "10 avenue Y"',
            f'postcode = "{postcode}"',
            'city = "Lyon"',
            f'country = "{country}"',
            "",
        ]
    )


SIREN = 'siren = "811222330"'
SIRET = 'siret = "81122233000003"'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (client_file("company-fr"), "SIREN"),
        (client_file("company-fr", 'siren = "811222331"'), "SIREN"),
        ('schema = 1\nkind = "company-fr"\nname = "Acme SA"\n' + SIREN, "address"),
        (client_file("public"), "SIRET"),
        (client_file("company-eu", country="DE", postcode="10115"), "VAT number"),
        (client_file("company-eu", 'vat_number = "DE136695976"'), "France"),
        (client_file("company-fr", SIREN, country="CH"), "CH"),
        (client_file("company-fr", SIREN, country="DE"), "DE"),
        (client_file("company-fr", SIREN, postcode="97400"), "97400"),
        (client_file("public", SIRET, postcode="97600"), "97600"),
        (client_file("charity", SIREN), "one of company-fr"),
    ],
)
def test_a_client_who_cannot_be_named_is_not_billed(
    coach: Run, begin_after: BeginAfter, tmp_path: Path, text: str, said: str
) -> None:
    run_road(begin_after)
    (tmp_path / "practice" / "clients" / "acme.toml").write_text(text, "utf-8")
    assert_refused(coach(*IN, *INVOICE), tmp_path, said, codes=(4, 5))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("practice.toml", 'siret = "90000000100017"', 'siret = "90000000100018"', "SIRET"),
        ("practice.toml", 'vat_regime = "franchise"', 'vat_regime = "quarterly"', "vat_number"),
        (
            "practice.toml",
            'vat_regime = "franchise"',
            'vat_regime = "quarterly"\nvat_number = "FR69900000001"',
            "vat_number",
        ),
        ("practice.toml", 'prefix = "F"', 'prefix = "FACTURE-DE-CAMILLE-D"', "prefix"),
        ("practice.toml", "next_number = 1", "next_number = 0", "next_number"),
        ("practice.toml", "FR7699999000010000000000115", "FR7699999000010000000000116", "IBAN"),
        ("engagements/martin.toml", "payment_days = 30", "payment_days = -1", "payment_days"),
        ("engagements/martin.toml", "payment_days = 30", "payment_days = 90", "payment_days"),
        ("engagements/martin.toml", "hourly_rate = 260", "hourly_rate = -260", "hourly_rate"),
        ("engagements/martin.toml", "hourly_rate = 260.00", "hourly_rate = 260.005", "hourly_rate"),
        ("engagements/martin.toml", "minutes = 120\n", "minutes = 0\n", "minutes"),
        ("engagements/martin.toml", "sponsor = 2026-01-10", "", "sponsor"),
    ],
)
def test_a_file_that_was_edited_by_hand_meets_the_same_refusals(
    coach: Run, begin_after: BeginAfter, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    run_road(begin_after)
    path = tmp_path / "practice" / file
    text = path.read_text("utf-8")
    assert old in text, text
    path.write_text(text.replace(old, new), "utf-8")
    assert_refused(coach(*IN, *INVOICE), tmp_path, said, codes=(4, 5))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on", "2026-02-04"), "in the future"),
        (("--on", "2026-02-30"), "2026-02-30"),
        (("--deposit", "-5"), "-5"),
        (("--deposit", "1,560"), "1,560"),
        (("--paid-on", "2026-02-03", "--by", "cash", "--through", "2026-01-01"), "nothing"),
    ],
)
def test_a_command_that_asks_for_what_cannot_be_is_refused(
    coach: Run, begin_after: BeginAfter, tmp_path: Path, words: Words, said: str
) -> None:
    run_road(begin_after)
    assert_refused(coach(*IN, *INVOICE, *words), tmp_path, said)


def test_training_is_refused_until_it_can_be_billed_right(
    coach: Run, begin_after: BeginAfter, tmp_path: Path
) -> None:
    run_road(begin_after, until="set-terms")
    terms = next(words for words in ROAD if words[2:3] == ("set-terms",))
    assert_refused(coach(*terms, "--nature", "training"), tmp_path, "raining")


def test_a_number_is_never_used_again(coach: Run, begin_after: BeginAfter, tmp_path: Path) -> None:
    """A copied entry, under the next name, would be a second paper of the same number."""
    run_road(begin_after)
    assert coach(*IN, *INVOICE).code == 0
    ledger = tmp_path / "practice" / "ledger" / "2026"
    copy = (ledger / "000001.toml").read_text("utf-8").replace("place = 1", "place = 2")
    (ledger / "000002.toml").write_text(copy, "utf-8")
    before = papers(tmp_path)
    ran = coach(*IN, *INVOICE)
    assert (ran.code, "SPECIMEN-2026-0001" in ran.err) == (4, True), ran
    assert papers(tmp_path) == before


def test_an_invoice_before_the_last_of_its_series_is_refused(
    coach: Run, begin_after: BeginAfter, tmp_path: Path
) -> None:
    run_road(begin_after)
    assert coach(*IN, *INVOICE).code == 0
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-02").code == 0
    before = papers(tmp_path)
    ran = coach(*IN, *INVOICE, "--on", "2026-02-02")
    assert (ran.code, "SPECIMEN-2026-0001" in ran.err) == (5, True), ran
    assert papers(tmp_path) == before
