"""Where a client signs: it is asked on a terminal, for their right of withdrawal."""

import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.road import IN, INIT
from tests.cli.shell.test_prompts import Ask, person

TERMS = (
    *(*IN, "set-terms", "hugo", "--sessions", "2", "--hours", "2"),
    *("--start", "2026-02-01", "--months", "2", "--rate", "120"),
)

__all__ = ["person"]


@pytest.fixture
def hugo(coach: Run) -> None:
    for words in (
        INIT,
        (*IN, "new-client", "petit", "--kind", "private", "--name", "Hugo Petit"),
        (
            *(*IN, "new-engagement", "hugo", "--client", "petit"),
            *("--beneficiary", "Hugo Petit", "--situation", "new-role", "--profile", "short"),
            *("--received-on", "2026-01-02"),
        ),
    ):
        ran = coach(*words)
        assert ran.code == 0, ran


def place() -> str | None:
    found = tomllib.loads(Path("practice/engagements/hugo.toml").read_text("utf-8"))
    where: str | None = found["terms"].get("concluded")
    return where


@pytest.mark.usefixtures("hugo")
def test_a_person_says_where_a_private_client_signs(person: Ask) -> None:
    ran = person(*TERMS, answers="at-distance\n")
    assert ran.code == 0, ran
    assert place() == "at-distance"


@pytest.mark.usefixtures("hugo")
def test_nobody_is_asked_for_a_place_that_was_given(person: Ask) -> None:
    ran = person(*TERMS, "--concluded", "off-premises", answers="")
    assert ran.code == 0, ran
    assert place() == "off-premises"


@pytest.mark.usefixtures("hugo")
def test_a_script_signs_at_the_premises_as_before(coach: Run) -> None:
    assert coach(*TERMS).code == 0
    assert place() is None


@pytest.fixture
def martin(coach: Run) -> Run:
    """Record a demand of an organisation, and return what runs a command about its terms."""
    for words in (
        INIT,
        (*IN, "new-client", "acme", "--kind", "company-fr", "--name", "Acme"),
        (*IN, "new-client", "beta", "--kind", "association", "--name", "Beta"),
        (
            *(*IN, "new-engagement", "martin", "--client", "acme", "--beneficiary", "Claire"),
            *("--situation", "new-role", "--profile", "short", "--received-on", "2026-01-02"),
        ),
    ):
        ran = coach(*words)
        assert ran.code == 0, ran
    return coach


OF_MARTIN = tuple("martin" if word == "hugo" else word for word in TERMS)
TERMS_OF_MARTIN = (*OF_MARTIN, "--concluded", "off-premises")


def terms_of_martin() -> tuple[str | None, bool | None]:
    found = tomllib.loads(Path("practice/engagements/martin.toml").read_text("utf-8"))["terms"]
    return found.get("concluded"), found.get("small_company")


@pytest.mark.usefixtures("martin")
@pytest.mark.parametrize(("answer", "small"), [("o", True), ("n", None), ("", None)])
def test_a_person_says_whether_an_organisation_off_the_premises_is_small(
    person: Ask, answer: str, *, small: bool | None
) -> None:
    ran = person(*TERMS_OF_MARTIN, answers=f"{answer}\n")
    assert ran.code == 0, ran
    assert terms_of_martin() == ("off-premises", small)


@pytest.mark.usefixtures("martin")
@pytest.mark.parametrize(
    ("answer", "kept"), [("o", ("off-premises", True)), ("n", (None, None)), ("", (None, None))]
)
def test_a_person_who_names_no_place_is_asked_one_question_about_an_organisation(
    person: Ask, answer: str, kept: tuple[str | None, bool | None]
) -> None:
    ran = person(*OF_MARTIN, answers=f"{answer}\n")
    assert ran.code == 0, ran
    assert terms_of_martin() == kept


@pytest.mark.usefixtures("martin")
def test_nobody_is_asked_for_the_size_of_a_public_body(coach: Run, person: Ask) -> None:
    assert coach(*IN, "new-client", "mairie", "--kind", "public", "--name", "Lyon").code == 0
    ran = person(*OF_MARTIN, "--client", "mairie", answers="")
    assert ran.code == 0, ran
    assert terms_of_martin() == (None, None)


@pytest.mark.usefixtures("martin")
@pytest.mark.parametrize(
    ("words", "code", "kept"),
    [
        (("--concluded", "off-premises"), 0, ("off-premises", None)),
        (("--concluded", "off-premises", "--no-small-company"), 0, ("off-premises", None)),
        (("--small-company",), 5, None),
        (("--concluded", "off-premises", "--small-company"), 5, None),
    ],
)
def test_a_public_body_is_never_a_small_company(
    coach: Run, words: tuple[str, ...], code: int, kept: tuple[str | None, bool | None] | None
) -> None:
    assert coach(*IN, "new-client", "mairie", "--kind", "public", "--name", "Lyon").code == 0
    ran = coach(*OF_MARTIN, "--client", "mairie", *words)
    assert ran.code == code, ran
    assert ("--small-company does not go with a public body" in ran.err) == (code == 5)
    if kept is not None:
        assert terms_of_martin() == kept


@pytest.mark.usefixtures("martin")
def test_a_client_that_turns_out_to_be_a_public_body_is_no_small_company_any_more(
    coach: Run,
) -> None:
    assert coach(*OF_MARTIN, "--small-company").code == 0
    client = Path("practice/clients/acme.toml")
    text = client.read_text("utf-8")
    client.write_text(text.replace('kind = "company-fr"', 'kind = "public"'), "utf-8")
    assert coach(*IN, "set-terms", "martin", "--notice-hours", "24").code == 0
    assert terms_of_martin() == ("off-premises", None)


def test_a_script_is_asked_for_the_size_of_an_organisation_off_the_premises(martin: Run) -> None:
    ran = martin(*TERMS_OF_MARTIN)
    assert (ran.code, "--no-small-company" in ran.err) == (5, True)
    assert martin(*TERMS_OF_MARTIN, "--small-company").code == 0
    assert terms_of_martin() == ("off-premises", True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("--notice-hours", "24"), ("off-premises", True)),
        (("--no-small-company",), ("off-premises", None)),
        (("--concluded", "on-premises"), (None, None)),
        (("--client", "acme"), ("off-premises", True)),
        (("--client", "beta"), (None, None)),
    ],
)
def test_an_organisation_stays_small_until_its_place_or_the_client_changes(
    martin: Run, typed: tuple[str, ...], kept: tuple[str | None, bool | None]
) -> None:
    assert martin(*TERMS_OF_MARTIN, "--small-company").code == 0
    ran = martin(*IN, "set-terms", "martin", *typed)
    assert ran.code == 0, ran
    assert terms_of_martin() == kept
