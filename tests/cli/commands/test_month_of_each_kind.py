# ruff: noqa: E501 - command lines as they are typed
"""A month with one engagement of each kind, lived by `coach` alone and the commands that it names.

Each engagement goes from its demand to its first invoice, in French. A line is typed only if the
screen of that day, or an answer since, has named its command. `docs/performance.md` says how many
commands and keys each kind costs, typed in full.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.cli.commands.remedy_states import Folders, build
from tests.cli.today_scenes import PRACTICE
from tests.conftest import leave_typesetting_out
from tests.folders.running import Desk, desk_in
from tests.next_steps import Follower

PAGE = Path(__file__).parents[3] / "docs" / "performance.md"

KINDS = {
    "martin-2026": "three parties",
    "roux-2026": "pair of contracts",
    "petit-2026": "private client",
    "haas-2026": "short form",
    "noel-2026": "follow-up",
    "diop-2026": "package",
}
ALL = "all together"

EARLIER = PRACTICE.then("""
@ 2025-11-10
new-engagement noel-2025 --client acme --beneficiary "Samir Noël" --situation new-role --profile short --received-on 2025-11-01
validate-demand noel-2025 --on 2025-11-05 --request "Ma place."
add-objective noel-2025 --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms noel-2025 --sessions 2 --hours 2 --start 2025-11-10 --months 2 --rate 260
sign noel-2025 --on 2025-11-10
@ 2025-12-15
log-session noel-2025 --on 2025-11-15
log-session noel-2025 --on 2025-12-15
""")
"""The closed engagement that a follow-up needs."""

LIVED = """
@ 2026-02-02
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation prise-de-fonction
new-engagement roux-2026 --client cgee --beneficiary "Nadia Roux" --situation délégation
new-engagement petit-2026 --client petit --beneficiary "Hugo Petit" --situation prise-de-fonction
new-engagement haas-2026 --client acme --beneficiary "Greta Haas" --situation prise-de-fonction --profile court
new-engagement noel-2026 --client acme --beneficiary "Samir Noël" --situation prise-de-fonction --profile suivi --follow-up-of noel-2025
new-engagement diop-2026 --client cgee --beneficiary "Awa Diop" --situation prise-de-fonction
@ 2026-02-03
validate-demand martin-2026 --on 2026-02-03 --request "Trouver ma place."
add-objective martin-2026 --statement "Déléguer." --result "Trois dossiers confiés." --indicator "Dossiers." --shared
validate-demand roux-2026 --on 2026-02-03 --request "Déléguer."
add-objective roux-2026 --statement "Déléguer." --result "Trois dossiers confiés." --indicator "Dossiers." --shared
validate-demand petit-2026 --on 2026-02-03 --request "Souffler."
add-objective petit-2026 --statement "Finir à 18 h." --result "Trois soirs." --indicator "Soirs."
validate-demand haas-2026 --on 2026-02-03 --request "Décider."
add-objective haas-2026 --statement "Décider." --result "Un choix." --indicator "Choix." --shared
validate-demand noel-2026 --on 2026-02-03 --request "Garder le cap."
add-objective noel-2026 --statement "Garder le cap." --result "Un point par mois." --indicator "Points." --shared
validate-demand diop-2026 --on 2026-02-03 --request "Trouver ma place."
add-objective diop-2026 --statement "Déléguer." --result "Trois dossiers confiés." --indicator "Dossiers." --shared
@ 2026-02-04
set-terms martin-2026 --sessions 10 --hours 2 --start 2026-02-09 --months 5
set-terms roux-2026 --sessions 10 --hours 2 --start 2026-02-09 --months 5 --contract deux-contrats
set-terms petit-2026 --sessions 10 --hours 2 --start 2026-02-09 --months 5 --rate 120 --concluded au-cabinet
set-terms haas-2026 --sessions 3 --hours 2 --start 2026-02-09 --months 2
set-terms noel-2026 --sessions 3 --hours 2 --start 2026-02-09 --months 3
set-terms diop-2026 --sessions 10 --hours 2 --start 2026-02-09 --months 5 --package 5000 --schedule 30/40/30
@ 2026-02-05
contract martin-2026
contract roux-2026
contract petit-2026
contract haas-2026
contract noel-2026
contract diop-2026
sign martin-2026 --on 2026-02-05
sign roux-2026 --on 2026-02-05
sign petit-2026 --on 2026-02-05
sign haas-2026 --on 2026-02-05
sign noel-2026 --on 2026-02-05
sign diop-2026 --on 2026-02-05
@ 2026-02-06
plan martin-2026 --on 2026-02-10
plan roux-2026 --on 2026-02-10
plan petit-2026 --on 2026-02-11
plan haas-2026 --on 2026-02-11
plan noel-2026 --on 2026-02-12
plan diop-2026 --on 2026-02-12
@ 2026-02-13
log-session martin-2026 --session s1 --on 2026-02-10 --status tenue
log-session roux-2026 --session s1 --on 2026-02-10 --status tenue
log-session petit-2026 --session s1 --on 2026-02-11 --status tenue
log-session haas-2026 --session s1 --on 2026-02-11 --status tenue
log-session noel-2026 --session s1 --on 2026-02-12 --status tenue
log-session diop-2026 --session s1 --on 2026-02-12 --status absent
@ 2026-02-20
@ 2026-03-02
invoice --all --yes
plan diop-2026 --on 2026-03-05
"""


@pytest.fixture
def desk(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Open a practice that has closed one engagement, on its next working day."""
    leave_typesetting_out(monkeypatch)
    folders: Folders = {}
    folder = build(EARLIER, folders, lambda: tmp_path_factory.mktemp("state"))
    with desk_in(folder, tmp_path, real=False) as desk:
        assert list(Follower(desk, "noel-2025", date(2025, 12, 16)).follow())[-1].code == (
            "step.archive"
        )
        yield desk


def live(desk: Desk) -> Iterator[str]:
    """Type each line of the month, and yield it; `coach` comes first on each day."""
    seen = ""
    for line in LIVED.strip().splitlines():
        if line.startswith("@"):
            desk.set_day(date.fromisoformat(line.removeprefix("@ ")))
            seen = desk.run("today").out
            yield "coach"
            continue
        command, about = line.split()[:2]
        named = command if command == "new-engagement" else f"{command} {about}"
        assert f"coach {named}" in seen, (line, seen)
        ran = desk.run(line)
        assert ran.code == 0, (line, ran)
        seen += ran.out + ran.err
        yield f"coach {line}"


def test_the_month_of_each_kind_costs_what_the_page_says(desk: Desk) -> None:
    steps: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for line in live(desk):
        kind = next((kind for ref, kind in KINDS.items() if f" {ref} " in f"{line} "), ALL)
        steps[kind] += 1
        keys[kind] += len(line) + len("\r")
    counted = [f"| {kind} | {steps[kind]} | {keys[kind]} |" for kind in (*KINDS.values(), ALL)]
    _, _, text = PAGE.read_text("utf-8").partition("## Keys")
    table = re.findall(r"^\| .+ \| \d+ \| \d+ \|$", text, re.MULTILINE)
    assert table == counted


def test_after_the_month_all_is_well(desk: Desk) -> None:
    list(live(desk))
    assert desk.run("today").out.replace("\N{NO-BREAK SPACE}", " ") == (
        "Lundi 2 mars 2026\n"
        "  Jeudi 5  Awa Diop\n\n"
        "Tout est en ordre. 6 accompagnements suivent leur cours.\n"
    )
