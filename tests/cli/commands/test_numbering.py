"""How a coach changes the numbering of invoices and quotes, on days that are real."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.cli.commands.remedy_states import ACTIVE, build
from tests.conftest import leave_typesetting_out
from tests.folders.running import Desk, desk_in

TODAY = date(2026, 2, 3)


@pytest.fixture
def desk(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Stand in a practice with a session to bill, in earnest."""
    leave_typesetting_out(monkeypatch)
    folder = build(ACTIVE.in_earnest(""), {}, lambda: tmp_path_factory.mktemp("state"))
    practice = folder / "practice.toml"
    practice.write_text(
        practice.read_text("utf-8").replace('language = "en"', 'language = "fr"'), "utf-8"
    )
    with desk_in(folder, tmp_path, real=True) as opened:
        opened.set_day(TODAY)
        yield opened


def say(desk: Desk, line: str) -> tuple[int, str]:
    """Return how a command ended, and its last line."""
    ran = desk.run(line)
    told = (ran.out + ran.err).replace("\u202f", " ").replace("\xa0", " ").strip()
    return ran.code, told.splitlines()[-1]


def billing_of(desk: Desk) -> dict[str, object]:
    billing = tomllib.loads((desk.folder / "practice.toml").read_text("utf-8"))["billing"]
    return {key: value for key, value in billing.items() if key != "payment_days"}


def test_a_first_number_is_mended_until_the_series_has_an_invoice(desk: Desk) -> None:
    line = "set-practice --next-number 43"
    assert say(desk, line) == (0, "Série F : le prochain numéro est F-2026-0043.")
    assert desk.run("invoice martin").code == 0
    assert say(desk, "set-practice --next-number 50") == (
        5,
        (
            "Erreur : La série F a déjà la facture F-2026-0043 : ses numéros se suivent sans trou."
            " Un premier numéro se choisit pour une nouvelle série seulement (--prefix)."
        ),
    )
    assert billing_of(desk) == {"prefix": "F", "next_number": 43, "next_number_year": 2026}


def test_another_series_begins_on_its_day_and_the_last_one_goes_on_until_then(desk: Desk) -> None:
    assert desk.run("invoice martin").code == 0
    assert say(desk, "set-practice --prefix G --from 2026-03-01") == (
        0,
        (
            "Série G à partir du 1er mars 2026 : le premier numéro est G-2026-0001."
            " Jusque-là, la série F continue."
        ),
    )
    assert say(desk, "set-practice --next-number 7") == (
        0,
        (
            "Série G à partir du 1er mars 2026 : le premier numéro est G-2026-0007."
            " Jusque-là, la série F continue."
        ),
    )
    assert "F-2026-0002" in desk.run('credit 1 --rebill --reason "Erreur"').out
    desk.set_day(date(2026, 3, 1))
    assert "G-2026-0007" in desk.run("invoice martin").out
    assert say(desk, "set-practice --prefix F") == (
        0,
        "Série F : le prochain numéro est F-2026-0003.",
    )
    assert billing_of(desk) == {
        "prefix": "F",
        "next_number": 1,
        "prefix_from": date(2026, 3, 1),
    }


def test_before_the_first_invoice_another_prefix_holds_at_once(desk: Desk) -> None:
    assert say(desk, "set-practice --prefix G --from 2026-03-01") == (
        5,
        (
            "Erreur : Aucune facture n’est encore émise : la numérotation vaut dès la première,"
            " et non à partir du 1er mars 2026. Retirez --from."
        ),
    )
    line = "set-practice --prefix G --next-number 12 --quote-prefix DV"
    assert say(desk, line) == (0, "Série G : le prochain numéro est G-2026-0012.")
    assert "G-2026-0012" in desk.run("invoice martin").out


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        ("--prefix D", 2, "--prefix : Les factures et les devis ont besoin de deux préfixes"),
        ("--quote-prefix F", 2, "--prefix : Les factures et les devis ont besoin de deux"),
        ("--prefix F-", 2, "--prefix : Un préfixe compte une à six lettres capitales ou"),
        ("--next-number 0", 2, "« --next-number » doit valoir au moins 1."),
    ],
)
def test_a_numbering_that_cannot_be_is_refused_by_its_option(
    desk: Desk, options: str, code: int, sentence: str
) -> None:
    before = (desk.folder / "practice.toml").read_bytes()
    ran = desk.run(f"set-practice {options}")
    assert (ran.code, ran.out) == (code, "")
    assert sentence in ran.err.replace("\u202f", " ")
    assert (desk.folder / "practice.toml").read_bytes() == before


def test_another_series_has_no_number_0_either(desk: Desk) -> None:
    assert desk.run("invoice martin").code == 0
    before = billing_of(desk)
    ran = say(desk, "set-practice --prefix G --next-number 0")
    assert ran == (2, "Erreur : « --next-number » doit valoir au moins 1.")
    assert billing_of(desk) == before


def test_a_prefix_of_quotes_has_no_first_day(desk: Desk) -> None:
    """It would hold at once, whatever day was typed beside it."""
    before = billing_of(desk)
    line = "set-practice --prefix G --quote-prefix DV --from 2027-01-01"
    assert (desk.run(line).code, billing_of(desk)) == (2, before)


def test_a_prefix_that_was_edited_by_hand_is_found_with_the_command_that_opens_it(
    desk: Desk,
) -> None:
    assert desk.run("invoice martin").code == 0
    practice = desk.folder / "practice.toml"
    practice.write_text(practice.read_text("utf-8").replace('"F"', '"G"'), "utf-8")
    line = "coach set-practice --prefix G --from 2026-02-03 --next-number 1"
    for command in ("doctor", 'credit 1 --rebill --reason "Erreur"'):
        assert line in desk.run(command).out + desk.run(command).err, command
    assert desk.run("list").code == 0, "the folder opens"
    assert desk.run(line.removeprefix("coach ")).code == 0
    assert "G-2026-0001" in desk.run('credit 1 --rebill --reason "Erreur"').out
