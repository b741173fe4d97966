"""Every table of the program on a terminal of 60, 80 and 120 columns, in both languages.

The practice is made by the product's own commands, with names and amounts that are hard to fit in.
The screens are in tests/golden; `UPDATE_GOLDEN=1` rewrites them. Read them as a coach would.
"""

import ast
import re
import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from tests.cli.commands.keeping.machines import git, needs_git
from tests.cli.conftest import BeginAfter, Run
from tests.cli.transcript import read_golden

from phmcoach import cli, formats
from phmcoach.cli.shell import output
from phmcoach.words import Language

pytestmark = needs_git

FIRM = "Compagnie générale d’électricité et d’équipements de Bourgogne-Franche-Comté"
PERSON = "Marie-Christine de La Rochefoucauld-Montmorency"
PRIVATE = "Philippe-Emmanuel de Castelbajac-Saint-Hilaire"
MADE = f"""
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime monthly --vat-number FR68900000001 --language {{language}}
new-client electricite --kind company-fr --name "{FIRM}" --siren 811222330 --address "10 avenue X" --postcode 69000 --city Lyon --contact "Sophie Bernard" --contact-role DRH
new-engagement rochefoucauld-montmorency-2026 --client electricite --beneficiary "{PERSON}" --situation new-role --received-on 2026-01-08
validate-demand roch --on 2026-01-12 --request "Trouver ma place."
add-objective roch --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms roch --sessions 12 --hours 2 --start 2026-01-20 --months 6 --package 1234567.89 --schedule 90/10 --place Lyon
sign roch --on 2026-01-20
log-session roch --on 2026-01-20 --at 9:30 --next "Relire ensemble la note sur la délégation, et la place de Marc-Antoine."
log-session roch --on 2026-01-20 --at 14:30 --type three-way --purpose launch --hours 1
plan roch --on 2026-02-10 --at 14:00 --every 2w --times 3
invoice roch --yes
new-client philippe --kind private --name "{PRIVATE}" --address "1 rue Y" --postcode 69000 --city Lyon --email p@example.org
new-engagement castelbajac-saint-hilaire --client philippe --beneficiary "{PRIVATE}" --situation new-role --received-on 2026-01-08
validate-demand cas --on 2026-01-12 --request "Trouver ma place."
add-objective cas --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms cas --sessions 10 --hours 1h30 --start 2026-01-20 --months 6 --rate 411522.63 --concluded on-premises --place Lyon
sign cas --on 2026-01-20
log-session cas --on 2026-01-20
invoice cas --yes
pay 1 --on 2026-01-20 --by transfer --amount 100000
receive --amount 1234567.89 --label Atelier --on 2026-01-20 --by transfer --from "{FIRM}"
receive --amount 900 --label Livre --on 2026-01-20 --by cash --from "{PERSON}"
credit 2 --reason "Erreur." --yes
new-engagement delorme --client electricite --beneficiary "Anne Delorme" --situation new-role --received-on 2026-01-08
validate-demand delorme --on 2026-01-12 --request "Trouver ma place."
add-objective delorme --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms delorme --sessions 10 --hours 2 --start 2026-01-20 --months 6 --rate 411522.63 --place Lyon
sign delorme --on 2026-01-20
log-session delorme --on 2026-01-20
plan delorme --on 2026-04-14
new-engagement quentin --client electricite --beneficiary "Anne-Sophie de La Tour du Pin Chambly" --situation new-role --received-on 2026-01-08
validate-demand quentin --on 2026-01-12 --request "Trouver ma place."
add-objective quentin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms quentin --sessions 12 --hours 2 --start 2026-04-20 --months 6 --package 1234567.89 --place Lyon
"""  # noqa: E501 - command lines as they are typed
SHEET = f"""\
Nom;Type;SIREN;Adresse;Code postal;Ville;Couleur préférée
{FIRM} Nord;entreprise;811222330;10 avenue Y;69000;Lyon;bleu
{PERSON};particulier;;3 rue Z;75011;Paris;
"""
LOOKED_AT = """
list
show roch
show cas
prepare roch
prepare cas
check-cadence
check-cadence --verbose
remind
ledger
ledger --view sales
ledger --view unpaid
ledger --view turnover
ledger --view vat
ledger --view declaration
quote quentin --dry-run
invoice delorme --dry-run
invoice --all --dry-run
credit 1 --reason "Erreur." --dry-run
pay
credit
doctor
import clients mine.csv
plan roch --propose --times 3
set-practice --profile standard
templates list
undo --list
sync
"""
ELSEWHERE = """
-C elsewhere set-client electricite --contact "Anne-Sophie de La Tour du Pin Chambly"
-C elsewhere sync
-C practice set-client electricite --contact "Marie-Christine de La Rochefoucauld-Montmorency"
"""
"""Another computer changes what this one changes too."""

COMMAND = re.compile(r"coach -C \w+ |\.toml|\.pdf")
"""What is never folded, so that it can be copied: a command, a path."""


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def _practice(
    language: str, coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-01-20")
    begin_after(*(_typed(line) for line in MADE.format(language=language).strip().splitlines()))
    git(Path.cwd(), "init", "-q", "--bare", "remote.git")
    assert coach("-C", "practice", "sync", "--remote", "remote.git", "--yes").code == 0
    git(Path.cwd(), "clone", "-q", "remote.git", "elsewhere")
    for line in ELSEWHERE.strip().splitlines():
        assert coach(*shlex.split(line)).code == 0
    monkeypatch.setenv("COACH_TODAY", "2026-03-25")
    Path("mine.csv").write_text(SHEET, "utf-8")


def _typed(line: str) -> tuple[str, ...]:
    words = tuple(shlex.split(line))
    return words if words[0] == "init" else ("-C", "practice", *words)


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let results be written as on a terminal, without colours."""
    monkeypatch.setattr(output, "is_terminal", lambda _stream: True)


def look(coach: Run, language: str) -> dict[str, str]:
    """Type each command and return what it shows."""
    screens = {}
    for line in LOOKED_AT.strip().splitlines():
        ran = coach(*_typed(line), language=language)
        assert ran.code in {0, 1, 2, 6}, ran
        screens[line] = ran.out + ran.err
    return screens


@pytest.mark.usefixtures("_practice", "_terminal")
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_screen_of_each_table_is_the_golden_one(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    screens = look(coach, language)
    del screens["templates list"]  # long, and each template adds a line
    shown = [f"$ coach {line}\n{screen}" for line, screen in screens.items()]
    found = "\n".join(shown).replace(str(Path.cwd()), "…")
    assert found == read_golden(f"screens-{language}-{width}.txt", found)


@pytest.mark.usefixtures("_practice")
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_value_is_cut_and_no_line_is_wider_than_the_terminal(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    piped = look(coach, language)
    monkeypatch.setattr(output, "is_terminal", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", str(width))
    screens = look(coach, language)
    cut = {line: list((words(piped[line]) - words(screens[line])).elements()) for line in piped}
    assert {line: missing for line, missing in cut.items() if missing} == {}
    lines = [line for screen in screens.values() for line in screen.splitlines()]
    assert [it for it in lines if len(it) > width and not COMMAND.search(it)] == []


def words(text: str) -> Counter[str]:
    """Count the words of a text, where an amount is one and a date too, in its shortest form."""
    for language, months in formats.MONTHS.items():
        for number, month in enumerate(months, start=1):
            long = rf"\b(\d\d?)(?:er)?\u00a0{month}\u00a0(\d{{4}})\b"
            short = partial(_shorten, month=number, language=language)
            text = re.sub(long, short, text)
    days = re.sub(r"\b(\d\d/\d\d/)\d\d(\d\d)\b", r"\1\2", text)
    spans = re.sub(r"(\d)\u00a0(jours?|days?|mois|months?)\b", r"\1 \2", days)
    return Counter(re.split("[ \n─]+", spans))


def _shorten(found: re.Match[str], *, month: int, language: Language) -> str:
    return formats.format_day(date(int(found[2]), month, int(found[1])), language)


@pytest.mark.usefixtures("_practice")
def test_every_table_of_the_program_is_among_the_screens(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = set()
    table = output.Output.table

    def note(self: output.Output, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        caller = sys._getframe(1).f_code  # noqa: SLF001 - who draws a table is what is tested
        drawn.add((Path(caller.co_filename).stem, caller.co_name))
        table(self, columns, rows)

    monkeypatch.setattr(output.Output, "table", note)
    look(coach, "en")
    assert drawn == set(_who_draws())


def _who_draws() -> list[tuple[str, str]]:
    """Find the functions of the program that draw a table."""
    return [
        (path.stem, function.name)
        for path in Path(cli.__file__).parent.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "table"
    ]
