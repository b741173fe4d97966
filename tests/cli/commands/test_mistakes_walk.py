"""A second year of a coach: whatever can be typed wrong, and what happens to others meanwhile.

A wrong name, rate, length, engagement, address, payment, day and end; a client who is taken over
while an amendment is in preparation, a contact who leaves, a beneficiary who changes jobs, a
private client who withdraws; illness in the last month, a coach who moves and has VAT from then on.
Everything is a command, and none is `edit`. The transcripts are in tests/golden; `UPDATE_GOLDEN=1`
rewrites them. Read them as a coach would.
"""

import pytest
from tests.cli.conftest import Run
from tests.cli.transcript import follow_refusals, read_golden, type_all

YEAR = """
@ 2026-01-12
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --language {language}
set-practice --closed-from 2026-08-03 --closed-to 2026-08-23
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "10 avenue X" --postcode 69000 --city Lyon --contact "Sophie Bernard" --contact-role DRH
new-client beta --kind company-fr --name "Bêta SA" --siren 552100554 --address "2 rue Y" --postcode 69000 --city Lyon --contact "Paul Roy"
new-engagement martin-2026 --client acme --beneficiary "Claire Martn" --situation new-role --received-on 2026-01-08
validate-demand martin --on 2026-01-12 --request "Trouver ma place."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 10 --hours 2 --start 2026-01-19 --months 6 --rate 250
sign martin --on 2026-01-12
new-engagement roux-2026 --client acme --beneficiary "Julie Roux" --situation delegation --received-on 2026-01-05
validate-demand roux --on 2026-01-12 --request "Déléguer."
add-objective roux --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms roux --sessions 10 --hours 2 --start 2026-01-19 --months 6
sign roux --on 2026-01-12
sign roux --take-back
set-terms roux --client beta
sign roux --on 2026-01-12
@ 2026-02-02
validate-demand martin --beneficiary "Claire Martin"
amend martin --beneficiary "Claire Martin"
set-terms martin --rate 260
amend martin --rate 260
sign martin --amendment 1 --on 2026-02-01
amend martin --on 2026-02-01
sign martin --amendment 1 --on 2026-02-01
@ 2026-03-01
log-session martin --on 2026-02-10 --at 9:00 --hours 3
log-session roux --on 2026-02-03 --at 9:00
log-session roux --on 2026-02-16 --at 14:00
invoice --all
log-session roux --session s2 --move-to martin
credit SPECIMEN-2026-0002 --session s2 --rebill --reason "Séance d’un autre accompagnement."
log-session roux --session s2 --move-to martin
log-session martin --session s1 --hours 2
credit SPECIMEN-2026-0001 --session s1 --rebill --reason "Durée de 2 h."
log-session martin --session s1 --hours 2
invoice martin
pay SPECIMEN-2026-0001 --on 2026-03-01 --by transfer
ledger --view unpaid
pay SPECIMEN-2026-0005 --amount 520 --on 2026-03-01 --by transfer
pay --undo 6
pay SPECIMEN-2026-0002 --amount 520 --on 2026-03-01 --by transfer
set-client acme --address "12 avenue X" --postcode 69006
credit SPECIMEN-2026-0005 --rebill --reason "Adresse erronée."
invoice martin
@ 2026-03-16
amend martin --sessions 12
new-client delta --kind company-fr --name "Delta SA" --siren 552081317 --address "5 quai W" --postcode 59000 --city Lille --contact "Luc Vidal"
amend martin --client delta --succession
sign martin --amendment 2 --on 2026-03-16
new-engagement martin-2026 --role "Directrice des achats"
amend martin --role "Directrice des achats"
sign martin --amendment 3 --on 2026-03-16
set-client beta --contact none
evaluate martin --plan 2026-07-10
evaluate martin --take-back
@ 2026-03-24
new-client adam --kind private --name "Luc Adam" --address "4 rue B" --postcode 75011 --city Paris --email luc@example.org
new-engagement adam-2026 --client adam --beneficiary "Luc Adam" --situation work-life-balance
validate-demand adam --on 2026-03-24 --request "Équilibre."
add-objective adam --statement "Partir." --result "18 h." --indicator "Agenda."
set-terms adam --sessions 10 --hours 1 --start 2026-03-25 --months 4 --rate 120 --concluded at-distance
sign adam --on 2026-03-24 --express-request
new-engagement noel-2026 --client beta --beneficiary "Eva Noël" --situation delegation
decline noel --by coach --on 2026-03-24
validate-demand noel --on 2026-03-24 --request "Décider."
decline noel --take-back
decline noel --by sponsor --on 2026-03-24
close noel --on 2026-03-24
archive noel
@ 2026-04-02
log-session adam --on 2026-03-26
end adam --on 2026-04-02 --by beneficiary
end adam --take-back
end adam --on 2026-04-02 --withdrawal
invoice adam
pay SPECIMEN-2026-0008 --on 2026-04-02 --by transfer
close adam --on 2026-04-02
@ 2026-06-15
log-session roux --on 2026-03-10 --type shadowing --hours 3 --debrief 1 --proposed-by-beneficiary
log-session roux --session s3 --move-to martin
log-session roux --on 2026-03-17
log-session roux --on 2026-04-14
log-session roux --on 2026-05-12
log-session roux --on 2026-05-26 --status no-show
log-session roux --on 2026-06-09
end roux --on 2026-06-15 --by sponsor
plan roux --on 2026-06-23 --at 14:00 --every 2w --times 2
end roux --take-back
plan roux --on 2026-06-23 --at 14:00 --every 2w --times 2
@ 2026-07-10
log-session roux --session s9
log-session roux --session s10
pause roux --from 2026-07-10 --to 2026-09-05 --reason illness
amend roux --end 2026-09-14
sign roux --amendment 1 --on 2026-07-10
set-practice --address "8 rue Neuve" --postcode 33000 --city Bordeaux
set-practice --siret 90000000100025
set-practice --vat-regime quarterly --from 2026-08-01 --vat-number FR68900000001
log-session roux --on 2026-09-08 --status planned
@ 2026-09-08
log-session roux --session s11
invoice roux
invoice roux --today-is 2026-09-08
remind
ledger --view sales
ledger
show martin
show roux
doctor
"""  # noqa: E501 - command lines as they are typed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_output_of_a_year_of_mistakes_is_the_golden_one(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    found = type_all(coach, monkeypatch, YEAR, language, codes=(0, 1, 5))
    assert found == read_golden(f"mistakes-{language}.txt", found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_mistake_is_mended_by_the_command_that_its_refusal_names(language: str) -> None:
    followed = follow_refusals(f"mistakes-{language}.txt")
    assert len(followed) == 10
    assert [each for each in followed if each != (each[1], each[1], True)] == []
