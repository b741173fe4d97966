"""The commands of a whole engagement; their output is compared in both languages."""

import pytest
from tests.cli.conftest import Run
from tests.cli.transcript import read_golden, type_all

WALK = """
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --language {language}
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "10 avenue X" --postcode 69000 --city Lyon
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-06-01
validate-demand martin --on 2026-06-02 --request "Trouver ma place." --disciplinary
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 10 --hours 2 --start 2026-06-08 --months 3
quote martin --dry-run
quote martin --dry-run --json
quote martin --preview
quote martin
quote martin --accept --on 2026-06-15
sign martin --on 2026-06-15
plan martin --on 2026-06-22 --at 14:30 --every 2w --times 3
plan martin --on 2026-06-22
reschedule martin --session s1 --to 2026-06-23 --notified "2026-06-15 08:00"
cancel-session martin --session s2 --by coach
log-session martin --on 2026-06-15 --type phone --hours 30min
log-session martin --on 2026-06-15 --type three-way --purpose launch --hours 1
log-session martin --on 2026-06-15
attendance martin
pause martin --from 2026-07-01 --to 2026-07-20 --reason leave
show martin
show martin --json
close martin --on 2026-06-15
end martin --on 2026-06-15 --by sponsor --reason "Réorganisation"
close martin --on 2026-06-15
archive martin
invoice martin
pay 1 --on 2026-06-15 --by transfer
archive
list --archived
new-engagement petit-2026 --client acme --beneficiary "Hugo Petit" --situation delegation
decline petit --by coach --on 2026-06-15 --ground ethical --reason "Conflit"
show petit
doctor
"""  # noqa: E501 - command lines as they are typed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_output_of_a_whole_engagement_is_the_golden_one(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    found = type_all(coach, monkeypatch, WALK, language)
    assert found == read_golden(f"life-{language}.txt", found)
