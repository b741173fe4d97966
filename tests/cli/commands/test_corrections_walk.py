"""Every plain mistake is mended by a command; the outputs are compared in both languages."""

import pytest
from tests.cli.conftest import Run
from tests.cli.transcript import read_golden, type_all

pytestmark = pytest.mark.usefixtures("only_source")

WALK = """
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --language {language}
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "10 avenue X" --postcode 69000 --city Lyon
new-engagement roux-2026 --client acme --beneficiary "Julie Roux" --situation delegation --received-on 2026-06-01
decline roux --by coach --on 2026-06-02 --ground personal
decline roux --take-back --reason "Non"
decline roux --take-back
decline roux --take-back
validate-demand roux --on 2026-06-02 --request "Déléguer."
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-06-01
validate-demand martin --on 2026-06-02 --request "Trouver ma plasse."
validate-demand martin --on 2026-06-02 --request "Trouver ma place."
validate-demand martin --take-back
validate-demand martin --on 2026-06-02 --request "Trouver ma place."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
add-objective martin --shared --statement "Dire non." --result "Fait." --indicator "Un carnet."
add-objective martin --shared --statement "Dire non." --result "Fait." --indicator "Un carnet."
add-objective martin --objective o2 --personal --statement "Dire non calmement."
add-objective martin --objective o1 --shared
add-objective martin --objective o3 --remove
add-objective martin --objective o3 --remove
set-terms martin --sessions 10 --hours 2 --start 2026-06-08 --months 3
quote martin
quote martin --accept --on 2026-06-15
quote martin --accept --take-back
quote martin --accept --take-back
sign martin --on 2026-06-03
validate-demand martin --take-back
add-objective martin --objective o1 --remove
plan martin --on 2026-06-22 --at 14:30 --every 2w --times 3
reschedule martin --session s1 --at 16:00 --notified "2026-06-15 08:00"
reschedule martin --session s1 --at 17:00 --by coach --json
log-session martin --session s1 --at 18:00
log-session martin --on 2026-06-09
log-session martin --on 2026-06-10
log-session martin --session s5 --remove --hours 2
log-session martin --session s5 --remove
log-session martin --session s5 --remove
log-session martin --on 2026-06-11 --type phone --hours 30min
log-session martin --session s6 --move-to martin
log-session martin --session s4 --move-to roux
log-session martin --session s6 --move-to roux
invoice martin --yes
log-session martin --session s4 --remove
log-session martin --session s4 --on 2026-06-12 --at 9:00
log-session martin --session s4 --on 2026-05-29
amend martin --on 2026-06-15 --sessions 11
amend martin --take-back
amend martin --take-back
pause martin --from 2026-07-01 --to 2026-07-20 --reason illness
pause martin --from 2026-07-01 --to 2026-07-10 --reason illness
pause martin --take-back --from 2026-07-11
pause martin --take-back --from 2026-07-15
end martin --take-back
end martin --on 2026-06-15 --by sponsor
end martin --take-back --by coach
end martin --take-back
end martin --on 2026-06-15 --by coach --json
close martin --on 2026-06-15
end martin --take-back
close martin --take-back
end martin --take-back --json
end martin --take-back
evaluate martin --take-back
report martin --agreed --take-back
show martin
check-cadence martin
doctor
"""  # noqa: E501 - command lines as they are typed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_output_of_what_mends_an_engagement_is_the_golden_one(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    found = type_all(coach, monkeypatch, WALK, language, codes=(0, 2, 3, 5))
    assert found == read_golden(f"corrections-{language}.txt", found)
