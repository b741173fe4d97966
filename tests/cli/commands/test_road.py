# ruff: noqa: E501 - command lines as they are typed
"""The main road: the commands that every user types, and their output in both languages.

The transcripts are in tests/golden; `UPDATE_GOLDEN=1` rewrites them. Read them as a coach would.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
from tests.cli.conftest import Run

GOLDEN = Path(__file__).parents[2] / "golden"

ROAD = """
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue de l’Exemple" --postcode 75000 --city Paris --email camille@example.org --iban "FR76 9999 9000 0100 0000 0000 115" --bic TESTFRPPXXX --vat-regime franchise --trade-name "PHM Consult" --phone "01 99 00 00 00" --language {language} --next-number 43
new-client acme --kind company-fr --name "Acme SA"
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --role "Responsable clientèle" --situation new-role --situation delegation --requested-by manager --sponsor-request "Réussir sa prise de fonction." --received-on 2026-01-02
show martin
contract martin
sign martin --on 2026-01-10
log-session martin --on 2026-01-13
invoice martin
validate-demand martin --on 2026-01-05 --request "Trouver ma place." --shared-request "Prendre ma fonction."
validate-demand martin --on 2026-01-06 --request "Encore."
add-objective martin --shared --statement "Déléguer." --result "L’équipe traite les dossiers." --indicator "Dossiers gardés."
add-objective martin --statement "Dire non." --result "Deux phrases." --indicator "Mon carnet." --personal
set-terms martin --sessions 9 --hours 4 --start 2026-01-12 --months 2
set-terms martin --sessions 21 --hours 4 --start 2026-01-12 --months 7
set-terms martin --sessions 12 --hours 1h30 --start 2026-01-12 --end 2026-07-11
set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6 --purchase-order BC-17
contract martin
set-client acme --siren 811222330 --address "10 avenue des Modèles" --postcode 69000 --city Lyon --contact "Sophie Bernard"
contract martin
sign martin --on 2026-01-09 --party coach
log-session martin --on 2026-01-13
sign martin --on 2026-01-10
sign martin --on 2026-01-11
set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6
log-session martin --on 2026-01-13 --travel 118.40 --travel-label Train
log-session martin --on 2026-01-13
log-session martin --on 2026-01-09
log-session martin --on 2026-01-09 --anyway
log-session martin --on 2026-01-27 --status no-show
log-session martin --on 2026-02-10 --hours 4
log-session martin --on 2026-06-30
log-session martin --on 2026-06-30 --status planned
log-session martin --on 2026-06-10 --status planned
log-session martin --on 2026-06-10
log-session martin --on 2026-06-11 --session s6 --type video
check-cadence
check-cadence martin --as-of 2026-02-15 --verbose
invoice martin --dry-run --through 2026-01-31
invoice martin --through 2026-01-31 --on 2026-02-01
invoice martin --through 2026-01-31
invoice martin --on 2026-06-14
invoice martin --preview
invoice martin
invoice martin
log-session martin --on 2026-03-11 --session s4
list
show martin
doctor
"""


def walk(coach: Run, tmp_path: Path, language: str) -> str:
    """Run the commands of the road and return what a user sees."""
    parts = []
    for line in ROAD.strip().splitlines():
        words = shlex.split(line.format(language=language))
        where = () if words[0] == "init" else ("-C", "practice")
        ran = coach(*where, *words, language=language)
        parts.append(f"$ coach {line.format(language=language)}\n{ran.out}{ran.err}[{ran.code}]\n")
    return "\n".join(parts).replace(str(tmp_path), "…")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_output_of_the_main_road_is_the_golden_one(
    coach: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    transcript = walk(coach, tmp_path, language)
    golden = GOLDEN / f"road-{language}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(transcript, encoding="utf-8")
    assert transcript == golden.read_text(encoding="utf-8")


def test_both_languages_have_the_same_exit_codes() -> None:
    codes = [
        re.findall(
            r"^\[(\d+)\]$", (GOLDEN / f"road-{language}.txt").read_text("utf-8"), re.MULTILINE
        )
        for language in ("fr", "en")
    ]
    assert codes[0] == codes[1]


def test_the_road_leaves_an_engagement_file_that_people_can_read(
    coach: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    walk(coach, tmp_path, "fr")
    text = (tmp_path / "practice" / "engagements" / "martin-2026.toml").read_text("utf-8")
    text = re.sub(r'(?<=\.pdf" = ")[0-9a-f]{64}', "…", text)  # as templates and Typst make it
    golden = GOLDEN / "road-engagement.toml"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
