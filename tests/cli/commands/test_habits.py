"""How a coach records the days on which the practice is closed, and another usual price."""

import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.road import IN, INIT

BASE = {"valid_from": "2017-01-01", "client_kind": "company-fr", "hourly": 260}


@pytest.fixture
def practice(coach: Run) -> Run:
    """Return the command line in a new practice, in French."""
    assert coach(*INIT).code == 0
    file = Path("practice/practice.toml")
    file.write_text(file.read_text("utf-8").replace('"en"', '"fr"'), "utf-8")
    return coach


def table(name: str) -> list[dict[str, object]]:
    written = tomllib.loads(Path("practice/practice.toml").read_text("utf-8"))
    tables: list[dict[str, object]] = written.get(name, [])
    return [
        {key: value if isinstance(value, int | float) else str(value) for key, value in it.items()}
        for it in tables
    ]


def type_in(coach: Run, line: str) -> tuple[int, str]:
    ran = coach(*IN, *line.split())
    said = (ran.out + ran.err).replace("\u202f", " ").replace("\xa0", " ")
    return ran.code, " ".join(said.split())


def test_a_closure_is_recorded_once_and_taken_out_by_one_of_its_days(practice: Run) -> None:
    line = "set-practice --closed-from 2026-08-01 --closed-to 2026-08-23"
    for _ in range(2):
        code, said = type_in(practice, line)
        assert code == 0
        assert said.endswith(
            "Cabinet fermé du 1er août 2026 au 23 août 2026 : aucun rythme ne compte ces jours."
        )
    assert table("closures") == [{"start_on": "2026-08-01", "end_on": "2026-08-23"}]
    assert type_in(practice, "set-practice --not-closed 2026-09-01") == (
        5,
        "Erreur : Aucune fermeture ne comprend le 1er septembre 2026.",
    )
    code, said = type_in(practice, "set-practice --not-closed 2026-08-23")
    assert code == 0
    assert said.endswith("La fermeture du 1er août 2026 au 23 août 2026 est supprimée.")
    assert table("closures") == []


def test_another_usual_price_holds_from_its_day_and_for_its_kind_of_client(practice: Run) -> None:
    code, said = type_in(practice, "set-practice --rate 280 --from 2027-01-01")
    assert code == 0
    assert said.endswith(
        "Prix habituel (organisation en France) : 280,00 € de l’heure à partir du"
        " 1er janvier 2027. Les contrats gardent le leur."
    )
    new_year = BASE | {"valid_from": "2027-01-01", "hourly": 280}
    assert table("rates") == [BASE, new_year]
    assert type_in(practice, "set-practice --rate 290.50 --from 2027-01-01")[0] == 0
    assert table("rates") == [BASE, new_year | {"hourly": 290.5}]
    assert type_in(practice, "set-practice --rate 120 --rate-for particulier")[0] == 0
    assert table("rates")[2]["client_kind"] == "private"


def test_the_default_rate_card_goes_on_before_the_first_price_that_is_written(
    practice: Run,
) -> None:
    file = Path("practice/practice.toml")
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("[[rates]]")], "utf-8")
    assert type_in(practice, "set-practice --rate 280 --from 2027-01-01")[0] == 0
    assert table("rates") == [BASE, BASE | {"valid_from": "2027-01-01", "hourly": 280}]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            "--closed-from 2026-08-20 --closed-to 2026-08-03",
            "Erreur : --closed-to : La fin précède le début.",
        ),
        (
            "--closed-from 2026-08-20",
            "Erreur : --closed-from ne sert à rien sans une autre option : ajoutez --closed-to,",
        ),
        (
            "--rate-for particulier",
            "Erreur : --rate-for ne sert à rien sans une autre option : ajoutez --rate,",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_option(
    practice: Run, options: str, sentence: str
) -> None:
    before = Path("practice/practice.toml").read_bytes()
    code, said = type_in(practice, f"set-practice {options}")
    assert (code, said[: len(sentence)]) == (2, sentence)
    assert Path("practice/practice.toml").read_bytes() == before
