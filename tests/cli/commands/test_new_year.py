# ruff: noqa: E501 - command lines as they are typed
"""Every command in January 2027, when no program knows the new rates and some coaches add them."""

import re
import shlex
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.commands.keeping.machines import git, needs_git
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.conftest import leave_typesetting_out
from tests.note_keys import ASKED, write_keys, write_note

from phmcoach.cli.commands import PANELS

pytestmark = needs_git

FORM = """on = 2027-01-14
mode = "three-way"
changed = "Je délègue."
remains = "Dire non."
next = "Un point."
shared_words = "Je délègue."
ratings = [{ objective = "o1", start = -1, end = 1 }]
alliance = { matters = 9, method = 8, freedom = 10, takeaway = 7 }
"""
LIFE = """
init other --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email a@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --opening-receipts 100
demo another
doctor
recover
backup ../{home}.zip
restore ../{home}.zip ../again-{home} --last-number none
undo --list
set-practice --declaration monthly --from 2027-01-01
list
today
dashboard
templates check
new-client neuf --kind company-fr --name "Neuf SA"
set-client neuf --siren 811222330 --address "10 avenue Y" --postcode 69000 --city Lyon
new-engagement roux --client neuf --beneficiary "Julie Roux" --situation delegation --profile short --received-on 2026-12-01
validate-demand roux --on 2026-12-02 --request "Trouver ma place." --shared-request "Déléguer."
add-objective roux --shared --statement "Déléguer." --result "Les dossiers." --indicator "Dossiers gardés."
add-objective roux --objective o1 --scale Aucun --scale Un --scale Trois --scale Cinq --scale Tous --scaled-on 2026-12-02
set-terms roux --sessions 2 --hours 2 --rate 260 --start 2026-12-07 --months 2
quote petit
quote petit --accept --on 2027-01-15
contract roux
sign roux --on 2026-12-04
log-session roux --on 2026-12-08
log-session roux --on 2027-01-05
evaluate roux --form
! documents/roux/evaluation.toml
evaluate roux --from documents/roux/evaluation.toml
report roux --for beneficiary
report roux --agreed --on 2027-01-15
report roux --for sponsor
log-session martin --session s7 --on 2026-12-07
log-session martin --on 2027-01-12
pay SPECIMEN-2026-0001 --on 2027-01-10 --by transfer
receive --amount 100 --label Atelier --on 2027-01-11 --by transfer
plan martin --on 2027-02-02
reschedule martin --session s9 --to 2027-02-04 --by coach
cancel-session martin --session s10 --by coach
pause martin --from 2027-02-15 --to 2027-02-19 --reason leave
amend martin --sessions 13 --on 2027-01-14
attendance martin
check-cadence martin
invoice --all --dry-run
invoice martin
credit SPECIMEN-2027-0001 --reason "Erreur." --rebill
remind
remind SPECIMEN-2026-0002
remind SPECIMEN-2026-0002 --level friendly
remind SPECIMEN-2026-0002 --level firm
remind SPECIMEN-2026-0002 --level formal
mail SPECIMEN-2026-0002
mail SPECIMEN-2026-0002 --duplicate
mail martin --paper attendance
ledger
ledger --view sales
ledger --view turnover
ledger --view vat
ledger --view unpaid
ledger --view declaration --year 2026
ledger --view declaration
export archive --year 2026
export ics
export sessions
export hours
import clients clients.csv --yes
new-engagement dubois --client acme --beneficiary "Paul Dubois" --situation delegation --received-on 2026-11-01 --already 1
validate-demand dubois --on 2026-11-02 --request "Trouver ma place." --shared-request "Déléguer."
add-objective dubois --shared --statement "Déléguer." --result "Les dossiers." --indicator "Dossiers gardés."
set-terms dubois --sessions 10 --hours 2 --rate 260 --start 2026-12-01 --months 4 --purchase-order BC-2026-0117
sign dubois --on 2026-11-20
log-session dubois --on 2026-12-08 --billed-on F-2026-0031
log-session dubois --on 2027-01-05
log-session martin --on 2027-01-14
invoice martin --with dubois
credit SPECIMEN-2026-0002 --amount 15 --reason "Laissé."
pay SPECIMEN-2026-0002 --on 2027-01-12 --by transfer --amount 500 --fees 15
set-practice --iban FR7630006000011234567890189
invoice dubois --deposit 100
log-session dubois --on 2027-01-12 --next "Relire la lettre."
invoice dubois --credit-unpaid
new-client lea --kind private --name "Léa Morel" --address "3 rue Z" --postcode 69000 --city Lyon
new-engagement lea --client lea --beneficiary "Léa Morel" --situation delegation --received-on 2027-01-04
validate-demand lea --on 2027-01-05 --request "Trouver ma place."
add-objective lea --shared --statement "Déléguer." --result "Les dossiers." --indicator "Dossiers gardés."
set-terms lea --sessions 10 --hours 1 --rate 90 --start 2027-02-01 --months 5 --concluded off-premises
sign lea --on 2027-01-11
end lea --withdrawal --on 2027-01-14
invoice dubois --deposit 50
set-practice --vat-regime quarterly --from 2027-01-15 --vat-number FR68900000001
credit SPECIMEN-2027-0011 --renew --vat included
ledger --view vat
prepare martin
note list
show martin
privacy export martin --to ../{home}-martin.zip
help billing
edit martin
end martin --by sponsor --on 2027-01-14
decline roche --by coach --on 2027-01-14
close roche --on 2027-01-14
archive roche
sync --remote ../{home}.git --yes
"""
"""Every command, in the folder that `coach demo` made in November; `!` fills in the evaluation."""

RATES = {"rates ssi", "rates training-fund"}
HALF_YEAR = {"half_years"}
LACKING = {
    "remind": HALF_YEAR,
    "remind SPECIMEN-2026-0002 --level firm": HALF_YEAR,
    "remind SPECIMEN-2026-0002 --level formal": HALF_YEAR,
    "ledger --view unpaid": HALF_YEAR,
    "ledger --view declaration": RATES,
}
"""What a line needs of the data of 2027."""

TABLE = re.compile(r"^\[\[\w+\]\]\n(?:.+\n)+", re.MULTILINE)

Live = Callable[[Path], dict[str, Ran]]


@pytest.fixture
def practice(begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a practice in November, and let January come."""
    leave_typesetting_out(monkeypatch)
    monkeypatch.setenv("COACH_TODAY", "2026-11-28")
    home = begin_after(("demo", "practice")) / "practice"
    write_keys(home)
    write_note(home, "martin-2026", "2026-11-20")
    monkeypatch.setenv("COACH_TODAY", "2027-01-15")
    return home


@pytest.fixture
def live(coach: Run, monkeypatch: pytest.MonkeyPatch) -> Live:
    """Type every line in a folder."""
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)

    def run(home: Path) -> dict[str, Ran]:
        monkeypatch.chdir(home)
        git(home.parent, "init", "-q", "--bare", f"{home.name}.git")
        Path("clients.csv").write_text("Nom;Type\nNeuf;particulier\n", "utf-8")
        found = {}
        for line in LIFE.strip().splitlines():
            if line.startswith("! "):
                Path(line.removeprefix("! ")).write_text(FORM, "utf-8")
            else:
                found[line] = coach(*shlex.split(line.replace("{home}", home.name)))
        return found

    return run


def tables_in(ran: Ran) -> dict[str, str]:
    """Return the tables that an answer offers, by their list and id."""
    found = {}
    for text in TABLE.findall(ran.err):
        ((key, (rule,)),) = tomllib.loads(text).items()
        found[" ".join((key, *([rule["id"]] if "id" in rule else ())))] = text
    return found


def test_the_life_has_every_command() -> None:
    typed = {line.split()[0] for line in LIFE.strip().splitlines()} - {"!"}
    assert typed == {name for panel in PANELS for name in panel.names}


def test_in_january_only_a_formal_notice_waits_for_rates_and_all_that_lacks_is_named(
    live: Live, practice: Path
) -> None:
    done = live(practice)
    refused = {line: ran.code for line, ran in done.items() if ran.code}
    assert refused == {"remind SPECIMEN-2026-0002 --level formal": 5}
    offered = {line: set(tables_in(ran)) for line, ran in done.items() if tables_in(ran)}
    assert offered == LACKING
    assert all("nouveau fichier law/2027.toml" in done[line].err for line in LACKING)
    assert "law/2027.toml" in done["doctor"].out


def test_with_the_tables_that_were_offered_every_command_works(
    live: Live, practice: Path, tmp_path: Path
) -> None:
    informed = shutil.copytree(practice, tmp_path / "informed")
    offered: dict[str, str] = {}
    for ran in live(practice).values():
        offered |= tables_in(ran)
    (informed / "law").mkdir()
    law = "\n".join(("schema = 1\n", *offered.values()))
    (informed / "law" / "2027.toml").write_text(law, "utf-8")
    done = live(informed)
    assert {line: ran for line, ran in done.items() if ran.code or tables_in(ran)} == {}
    assert "law/2027.toml" not in done["doctor"].out
