import json

import pytest
from tests.cli.conftest import Run

KINDS = "company-fr, private, company-eu, public"
GENRES = "entreprise, particulier, entreprise-ue, public"
ERRORS = [
    (
        ["log-sesion"],
        "There is no command “log-sesion”. Did you mean “log-session”?",
        "La commande « log-sesion » n’existe pas. Vouliez-vous dire « log-session » ?",
        "coach --help",
    ),
    (
        ["xyz"],
        "There is no command “xyz”.",
        "La commande « xyz » n’existe pas.",
        "coach --help",
    ),
    (
        ["log-session", "--kin", "private"],
        "There is no option “--kin” here. Did you mean “--kind”?",
        "L’option « --kin » n’existe pas ici. Vouliez-vous dire « --kind » ?",
        "coach log-session --help",
    ),
    (
        ["log-session", "-x"],
        "There is no option “-x” here.",
        "L’option « -x » n’existe pas ici.",
        "coach log-session --help",
    ),
    (
        ["--colour"],
        "There is no option “--colour” here. Did you mean “--color”?",
        "L’option « --colour » n’existe pas ici. Vouliez-vous dire « --color » ?",
        "coach --help",
    ),
    (
        ["log-session", "--on"],
        "The option “--on” needs a value.",
        "L’option « --on » attend une valeur.",
        "coach log-session --help",
    ),
    (
        ["--version=3"],
        "The option “--version” takes no value.",
        "L’option « --version » n’attend pas de valeur.",
        "coach --help",
    ),
    (
        ["log-session", "--help=yes"],
        "The option “--help” takes no value.",
        "L’option « --help » n’attend pas de valeur.",
        "coach log-session --help",
    ),
    (
        ["log-session", "dupont", "martin"],
        "This argument is not expected: martin.",
        "Argument inattendu : martin.",
        "coach log-session --help",
    ),
    (
        ["log-session", "--kind", "privat"],
        (f"--kind: “privat” is not one of: {KINDS} and association. Did you mean “private”?"),
        (
            f"--kind : « privat » ne fait pas partie de : {GENRES} et association."
            " Vouliez-vous dire « particulier » ?"
        ),
        "coach log-session --help",
    ),
    (
        ["log-session", "--kind", "zz"],
        f"--kind: “zz” is not one of: {KINDS} and association.",
        f"--kind : « zz » ne fait pas partie de : {GENRES} et association.",
        "coach log-session --help",
    ),
    (
        ["log-session", "--on", "31/02/2026"],
        "--on: “31/02/2026” does not exist in the calendar.",
        "--on : « 31/02/2026 » n’existe pas dans le calendrier.",
        "coach log-session --help",
    ),
    (
        ["log-session", "--on", "soon"],
        "--on: “soon” is not a date; write 2026-02-03, 03/02/2026, today, yesterday or tomorrow.",
        (
            "--on : « soon » n’est pas une date ; écrivez 03/02/2026, 2026-02-03, aujourd’hui,"
            " hier ou demain."
        ),
        "coach log-session --help",
    ),
    (
        ["log-session", "--hours", "1h75"],
        "--hours: “1h75” is not a duration; write 2 or 1.5 (hours), 1h30 or 90min.",
        "--hours : « 1h75 » n’est pas une durée ; écrivez 2 ou 1,5 (heures), 1h30 ou 90min.",
        "coach log-session --help",
    ),
    (
        ["log-session", "--rate", "NaN"],
        (
            "--rate: “NaN” is not an amount in euros; write 118.40 or 118,40, with two decimals"
            " at most."
        ),
        (
            "--rate : « NaN » n’est pas un montant en euros ; écrivez 118,40 ou 118.40, avec deux"
            " décimales au plus."
        ),
        "coach log-session --help",
    ),
    (
        ["log-session", "--number", "x"],
        "--number: “x” is not a whole number.",
        "--number : « x » n’est pas un nombre entier.",
        "coach log-session --help",
    ),
]
IDS = [" ".join(argv) for argv, *_ in ERRORS]


@pytest.mark.parametrize(("argv", "english", "french", "command"), ERRORS, ids=IDS)
def test_a_mistake_in_the_command_line_is_reported_in_english(
    run_coach: Run, argv: list[str], english: str, french: str, command: str
) -> None:
    del french
    assert run_coach(*argv) == (2, "", f"Error: {english}\n  Help: {command}\n")


@pytest.mark.parametrize(("argv", "english", "french", "command"), ERRORS, ids=IDS)
def test_a_mistake_in_the_command_line_is_reported_in_french(
    run_coach: Run, argv: list[str], english: str, french: str, command: str
) -> None:
    del english
    ran = run_coach(*argv, language="fr")
    spaced = ran.err.replace("\u202f", " ")
    assert (ran.code, spaced) == (2, f"Erreur : {french}\n  Aide : {command}\n")


@pytest.mark.parametrize(
    ("argv", "mended"),
    [
        (["log-session", "-C", "demo", "dupont"], "coach -C demo log-session dupont"),
        (["log-session", "-Cdemo", "dupont"], "coach -Cdemo log-session dupont"),
        (["log-session", "--folder=my demo"], "coach '--folder=my demo' log-session"),
        (["log-session", "dupont", "--no-color"], "coach --no-color log-session dupont"),
    ],
)
def test_a_global_option_after_the_command_is_reported_with_the_line_that_works(
    run_coach: Run, argv: list[str], mended: str
) -> None:
    option = next(word for word in argv if word.startswith("-"))
    name = "-C" if option.startswith("-C") else option.split("=")[0]
    sentence = f"Error: The option “{name}” must come before the command.\n"
    assert run_coach(*argv) == (2, "", f"{sentence}  To fix it: {mended}\n")


def test_an_argument_is_named_in_the_language_of_the_rest(coach: Run) -> None:
    missing = coach("init", language="fr").err
    assert missing.startswith("Erreur\u202f: DOSSIER manque")
    assert "coach init DOSSIER --name" in missing
    assert (
        coach("init", "--help", language="fr")
        .out.splitlines()[0]
        .endswith("coach init DOSSIER [OPTIONS]")
    )


def test_everything_missing_is_reported_at_once_with_a_line_that_works(run_coach: Run) -> None:
    ran = run_coach("log-session", "--kind", "private", "--name", "Zoé D")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        (
            "Error: REF is missing: The engagement: its reference, or an unambiguous beginning of"
            " it."
        ),
        "Error: --situation is missing: Do not ask for a confirmation.",
        "Error: --on is missing: Show the practice as of this day instead of today.",
        "Error: --hours is missing: Show the result without writing anything.",
        "Error: --number is missing: Show the version and exit.",
        (
            "  To fix it: coach log-session --kind private --name 'Zoé D' REF"
            " --situation new-role --on 2026-02-03 --hours 1h30 --number 10"
        ),
    ]


def test_an_empty_text_is_not_an_answer(run_coach: Run) -> None:
    ran = run_coach("log-session", "--name", " ")
    assert "Error: --name is missing" not in ran.err
    assert "Error: REF is missing" in ran.err


def test_an_empty_text_alone_is_reported(run_coach: Run) -> None:
    ran = run_coach("log-session", "")
    assert ran == (2, "", "Error: REF: A text cannot be empty.\n")


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (("privacy", "export", "", "--to", "x.zip"), "PERSONNE"),
        (("credit", "", "--reason", "Erreur."), "NUMÉRO"),
        (("credit", "1", "--reason", ""), "--reason"),
    ],
)
def test_an_empty_text_is_reported_under_the_name_that_the_help_gives_it(
    coach: Run, argv: tuple[str, ...], named: str
) -> None:
    ran = coach(*argv, language="fr")
    assert ran == (2, "", f"Erreur\u202f: {named}\u202f: Un texte ne peut pas être vide.\n")


def test_what_was_typed_reaches_the_command_as_values(run_coach: Run) -> None:
    ran = run_coach(
        *("log-session", "dupont", "--kind", "private", "--situation", "delegation"),
        *("--situation", "new-role", "--situation", "delegation", "--on", "hier", "--hours"),
        *("1h30", "--rate", "118,40", "--number", "12", "--name", "Zoé"),
    )
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == {
        "schema": 1,
        "ref": "dupont",
        "kind": "private",
        "situations": ["delegation", "new-role"],
        "on": "2026-02-02",
        "minutes": 90,
        "rate": "118.40",
        "number": 12,
        "name": "Zoé",
    }


def test_bytes_that_are_not_text_are_refused(run_coach: Run) -> None:
    ran = run_coach("log-session", "a\udcff")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Error: “a?” is not text in the encoding of this terminal.\n"


def test_a_refusal_names_the_command_that_mends_it(run_coach: Run) -> None:
    assert run_coach("invoice") == (
        5,
        "confirmed\n",
        "Error: A text cannot be empty.\n  To fix it: coach edit dupont-2026\n",
    )


def test_the_exit_code_of_a_check_is_its_own(run_coach: Run) -> None:
    assert run_coach("check-cadence", "--findings", "1").code == 1
    assert run_coach("check-cadence").code == 0
