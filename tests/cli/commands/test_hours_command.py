"""`coach export hours`, and the consent that names a person in it."""

import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run, edit
from tests.cli.road import IN, ROAD

HEAD = (
    "Ligne;Nom du client;Contact;Individuel ou groupe;Nombre de clients;Début;Fin;Séances;"
    "Heures payées;Heures gratuites"
)


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    practice = begin_after(*ROAD) / "practice"
    edit(practice / "practice.toml", 'language = "en"', 'language = "fr"')
    return practice


def log(coach: Run) -> list[str]:
    ran = coach(*IN, "export", "heures", "--csv")
    assert (ran.code, ran.err) == (0, ""), ran
    return ran.out[1:].splitlines()


def consent_in(practice: Path) -> object:
    text = (practice / "engagements" / "martin.toml").read_text("utf-8")
    return tomllib.loads(text).get("hours_consent")


@pytest.mark.usefixtures("practice")
def test_a_person_is_named_only_while_they_agree(coach: Run) -> None:
    nameless = [HEAD, "sans nom;;;individuel;1;;;1;2,00;0,00", "total;;;individuel;1;;;1;2,00;0,00"]
    named = "nommé;Claire Martin;;individuel;1;2026-01-13;2026-01-13;1;2,00;0,00"
    assert log(coach) == nameless
    ran = coach(*IN, "sign", "martin", "--hours-consent", "oui", "--on", "2026-01-10")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "Depuis le 10\u00a0janvier\u00a02026, le relevé d’heures peut nommer le bénéficiaire de"
        " martin. Pour retirer cet accord\u202f: coach -C practice sign martin --hours-consent"
        " non\n"
    )
    assert log(coach) == [HEAD, named, nameless[2]]
    assert coach(*IN, "sign", "martin", "--hours-consent", "non", "--on", "today").code == 0
    assert log(coach) == nameless


def test_the_consent_is_kept_with_its_day_and_signs_nothing(coach: Run, practice: Path) -> None:
    before = tomllib.loads((practice / "engagements" / "martin.toml").read_text("utf-8"))
    coach(*IN, "sign", "martin", "--hours-consent", "yes", "--on", "2026-01-10")
    after = tomllib.loads((practice / "engagements" / "martin.toml").read_text("utf-8"))
    assert str(after.pop("hours_consent")) == "{'given': True, 'on': datetime.date(2026, 1, 10)}"
    assert after == before
    assert coach(*IN, "doctor").code == 0


def test_a_day_to_come_and_a_signature_beside_it_are_refused(coach: Run, practice: Path) -> None:
    words = ("sign", "martin", "--hours-consent", "yes")
    assert coach(*IN, *words, "--on", "2026-03-01").code == 5
    assert coach(*IN, *words, "--on", "2026-01-10", "--party", "coach").code == 2
    assert coach(*IN, "sign", "martin", "--hours-consent", "perhaps").code == 2
    assert consent_in(practice) is None


def test_the_log_is_written_into_exports(coach: Run, practice: Path) -> None:
    assert coach(*IN, "export", "heures").out == f"{practice / 'exports' / 'heures.csv'}\n"
