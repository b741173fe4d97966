import re

import pytest
from tests.cli.conftest import Run

from phmcoach.cli.commands import PANELS
from phmcoach.cli.shell.command_page import first_paragraph, help_id
from phmcoach.cli.shell.help_page import Row, Section, render_help
from phmcoach.i18n import Translator
from phmcoach.words import Language

NAMES = [name for panel in PANELS for name in panel.names]

PAGE = """\
Usage: coach [OPTIONS] COMMAND [ARGS]...

  The practice of a solo professional coach, in plain files, from the first
  demand to the invoice.

  A second paragraph.

Practice:
  init                          Make a new practice.

Billing:
  a-name-that-is-longer-than-its-column-is
                                An amount of 1 560,00 € is never broken, nor is
                                the sentence cut.

Options:
  --help  Show this page.
  --bare
"""


def test_a_page_has_its_groups_aligned_each_for_itself() -> None:
    page = render_help(
        Translator("en"),
        usage="coach [OPTIONS] COMMAND [ARGS]...",
        text="The practice of a solo professional coach, in plain files, from the first demand"
        " to the invoice.\n\nA second paragraph.",
        groups=[
            [
                Section("Practice", [Row("init", "Make a new practice.")]),
                Section("Empty", []),
                Section(
                    "Billing",
                    [
                        Row(
                            "a-name-that-is-longer-than-its-column-is",
                            "An amount of 1\u202f560,00\u202f€ is never broken, nor is the"
                            " sentence cut.",
                        )
                    ],
                ),
            ],
            [Section("Options", [Row("--help", "Show this page."), Row("--bare", "")])],
        ],
    )
    assert page + "\n" == PAGE


def test_a_word_of_a_closed_list_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    row = Row("--situation", "The situation: [leading-a-team, delegation, high-stakes-decision]")
    page = render_help(
        Translator("en"), usage="coach", text="Text.", groups=[[Section("Options", [row])]]
    )
    assert page.endswith(
        "  --situation  The situation: [leading-a-team, delegation,\n"
        "               high-stakes-decision]"
    )


def test_the_program_alone_shows_its_page(run_coach: Run) -> None:
    alone = run_coach()
    assert (alone.code, alone.out) == (0, run_coach("--help").out)
    assert alone.err == "There is no practice here yet. To begin: coach init\n"


FRONT_FR = """\
Usage : coach [OPTIONS] COMMANDE [ARGUMENTS]...

  Le cabinet d’un coach professionnel indépendant, en fichiers simples, de la
  première demande à la facture.

Chaque jour :
  today           Voir l’agenda et ce qu’il y a à faire.
  prepare         Préparer une séance : un écran à lire avant.
  plan            Prévoir une séance, une série, ou celles qui restent.
  log-session     Enregistrer une séance.
  reschedule      Reporter une séance prévue, ou en changer l’heure.
  show            Montrer un accompagnement, et ce qu’il reste à faire.
  list            Lister les accompagnements et leur état.
  check-cadence   Vérifier que les séances se suivent comme le contrat le veut.
  new-engagement  Ouvrir un accompagnement : noter qui demande quoi.
  sign            Enregistrer qui a signé le contrat, et quand.
  invoice         Facturer les séances qui ne le sont pas encore.
  pay             Enregistrer le règlement d’une facture, ou un remboursement.
  remind          Lister les impayés, ou établir la relance d’une facture.

Par sujet (coach help SUJET) : cabinet, accompagnement, séances et facturation.
En détail : coach help invoice, coach help options. À lire (coach help
semaine) : dix-minutes, semaine, année, fichiers, réglages, confiance.
"""


def test_the_first_page_shows_the_commands_of_every_day_and_where_the_others_are(
    coach: Run,
) -> None:
    page = coach("--help", language="fr").out
    assert page.replace("\u202f", " ") == FRONT_FR


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_page_fits_a_screen_of_24_lines_with_its_prompt(
    coach: Run, language: str
) -> None:
    assert coach("--help", language=language).out.count("\n") < 24


def test_help_alone_shows_the_first_page(coach: Run) -> None:
    assert coach("help") == coach("--help")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_command_is_on_the_page_of_a_subject_that_the_first_page_names(
    coach: Run, language: str
) -> None:
    front = coach("--help", language=language).out
    named = front.partition("):")[2] or front.partition(")\u202f:")[2]
    words = re.split(", | and | et ", " ".join(named.partition(".")[0].split()))
    pages = [coach("help", word, language=language).out for word in words]
    rows = [line.split()[0] for page in pages for line in page.splitlines() if line[:3].strip()]
    assert set(NAMES) <= set(rows)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_commands_have_one_act(language: Language) -> None:
    tr = Translator(language)
    acts = [first_paragraph(tr.text(help_id(name))) for name in NAMES]
    assert len({*acts}) == len(NAMES)
    assert [act for act in acts if not act.endswith(".") or "\n" in act] == []


@pytest.mark.parametrize("word", ["séances", "seances", "Séances", "sessions"])
def test_a_subject_is_understood_without_accents_and_by_its_english_name(
    coach: Run, word: str
) -> None:
    page = coach("help", word, language="fr").out
    assert page == coach("help", "séances", language="fr").out
    assert "\n  cancel-session  Annuler une séance prévue.\n" in page


def test_help_options_lists_the_options_of_all_commands(coach: Run) -> None:
    assert "\n  --version              " in coach("help", "options").out


def test_help_names_the_pages_to_read_and_prints_each(coach: Run) -> None:
    told = " ".join(coach("help", "help", language="fr").out.split())
    (named,) = re.findall(r"coach help (dix-minutes.*?)\.", told)
    for word in re.split(", | ou ", named):
        ran = coach("help", word, language="fr")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(("Vos", "Votre", "Les"))
        assert not re.search(r"[`*]|\]\(|^#", ran.out, re.MULTILINE)
        assert coach("help", word, language="en") == ran


def test_help_explains_a_command_as_its_own_option_does(coach: Run) -> None:
    assert coach("help", "invoice") == coach("invoice", "--help")


def test_help_on_an_unknown_word_names_the_nearest_command(coach: Run) -> None:
    ran = coach("help", "invoce", language="fr")
    assert (ran.code, ran.out, ran.err.replace("\u202f", " ")) == (
        2,
        "",
        (
            "Erreur : La commande « invoce » n’existe pas. Vouliez-vous dire « invoice » ?\n"
            "  Aide : coach --help\n"
        ),
    )


def test_the_page_of_a_command_starts_with_its_usage_and_its_help(run_coach: Run) -> None:
    page = run_coach("invoice", "--help").out
    first = Translator("en").text("help.invoice").split(". ")[0].split("\n")[0]
    assert page.startswith(f"Usage: coach invoice [OPTIONS]\n\n  {first}")


def test_the_page_of_a_command_lists_its_options(run_coach: Run) -> None:
    assert run_coach("invoice", "--help").out.endswith(
        "\n\nOptions:\n  --bug   Print the result as JSON.\n  --help  Show this page and exit.\n"
    )


def test_help_wins_over_what_else_is_wrong(run_coach: Run) -> None:
    assert run_coach("invoice", "--help", "too", "much").code == 0


def test_arguments_have_their_own_section(run_coach: Run) -> None:
    page = run_coach("log-session", "--help", language="fr").out.replace("\u202f", " ")
    assert page.startswith("Usage : coach log-session REF [OPTIONS]\n")
    assert "\nArguments :\n  REF  L’accompagnement : sa référence" in page


def test_an_argument_that_may_be_repeated_says_so(run_coach: Run) -> None:
    page = run_coach("check-cadence", "--help").out
    assert page.startswith("Usage: coach check-cadence REF... [OPTIONS]\n")


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("help", "coach help [TOPIC] [OPTIONS]"),
        ("check-cadence", "coach check-cadence [REF...] [OPTIONS]"),
        ("recover", "coach recover [WHAT] [OPTIONS]"),
        ("undo", "coach undo [NUMBER] [OPTIONS]"),
        ("templates", "coach templates ACTION [NAME] [OPTIONS]"),
        ("remind", "coach remind [NUMBER] [OPTIONS]"),
        ("show", "coach show REF [OPTIONS]"),
    ],
)
def test_the_usage_has_brackets_around_an_argument_without_which_nothing_is_asked(
    coach: Run, command: str, usage: str
) -> None:
    assert coach("help", command).out.splitlines()[0] == f"Usage: {usage}"


def test_an_optional_argument_that_is_typed_counts_among_what_was_typed(coach: Run) -> None:
    refused = "--level needs the number of an invoice"
    assert refused in coach("remind", "--level", "firm").err
    assert refused not in coach("remind", "1", "--level", "firm").err


def test_an_option_with_a_closed_list_names_its_words(run_coach: Run) -> None:
    page = run_coach("log-session", "--help").out
    assert "--kind WORD       Print the result as JSON. [company-fr, private," in page


def test_no_line_is_wider_than_eighty_columns(run_coach: Run) -> None:
    for language in ("fr", "en"):
        for argv in ([], ["log-session", "--help"]):
            page = run_coach(*argv, language=language).out
            assert max(map(len, page.splitlines())) <= 80


def test_the_version_is_printed(run_coach: Run) -> None:
    assert run_coach("--color", "--version") == (0, "coach 0.1.0\n", "")
