import pytest
from tests.cli.conftest import Run

from phmcoach.cli.shell.help_page import Row, Section, render_help
from phmcoach.i18n import Translator

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
    assert alone == run_coach("--help")
    assert (alone.code, alone.err) == (0, "")


def test_the_page_of_the_program_lists_its_commands_under_their_panel(run_coach: Run) -> None:
    lines = run_coach("--help", language="fr").out.replace("\u202f", " ").splitlines()
    heading = lines.index("Séances :")
    assert [line.split()[0] for line in lines[heading + 1 :] if line[2:3].islower()][:3] == [
        "log-session",
        "check-cadence",
        "invoice",
    ]


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
