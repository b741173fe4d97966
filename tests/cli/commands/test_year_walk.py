"""A coach's year: illness, a closure, mistakes, a company with a new name and one taken over.

The form of the evaluation is written as a coach writes it. Everything else is a command, and none
is `edit`; after a refusal, the command that it names is typed. The transcripts are in tests/golden;
`UPDATE_GOLDEN=1` rewrites them. Read them as a coach would.
"""

import pytest
from tests.cli.conftest import Run
from tests.cli.transcript import GOLDEN, follow_refusals, read_golden, type_all

FORM = """on = 2026-09-24
mode = "three-way"
changed = "Je délègue."
shared_words = "Je délègue mieux."
observations = "Elle délègue."

[[ratings]]
objective = "o1"
attainment = "Deux dossiers gardés."
"""
WRITTEN = {
    "# form": ("documents/martin-2026/evaluation.toml", FORM, "w"),
}
YEAR = """
@ 2026-01-20
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --language {language}
set-practice --closed-from 2026-08-01 --closed-to 2026-08-23
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "10 avenue X" --postcode 69000 --city Lyon --contact "Sophie Bernard" --contact-role DRH
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-01-08
validate-demand martin --on 2026-01-12 --request "Trouver ma place."
add-objective martin --shared --statement "Déléguer." --result "L’équipe traite les dossiers." --indicator "Dossiers gardés."
set-terms martin --sessions 10 --hours 2 --start 2026-02-02 --months 6
contract martin
sign martin --on 2026-01-20
@ 2026-04-03
log-session martin --on 2026-02-10 --at 9:00
log-session martin --on 2026-03-03
log-session martin --on 2026-04-02
log-session martin --on 2026-04-03
log-session martin --session s4 --remove
invoice martin
log-session martin --session s1 --at 10:00
log-session martin --session s2 --on 2026-03-05
log-session martin --session s2 --on 2026-02-27
credit SPECIMEN-2026-0002 --session s2 --rebill --reason "Séance du 27 février."
log-session martin --session s2 --on 2026-02-27
credit SPECIMEN-2026-0003 --session s3 --reason "Séance qui n’a pas eu lieu."
log-session martin --session s3 --status cancelled
@ 2026-07-13
log-session martin --on 2026-03-24
log-session martin --on 2026-04-23
log-session martin --on 2026-05-12
log-session martin --on 2026-06-02
log-session martin --on 2026-06-18
log-session martin --on 2026-07-09
plan martin --on 2026-07-23 --at 9:00
pause martin --from 2026-07-13 --to 2026-07-31 --reason illness
pause martin --from 2026-08-24 --to 2026-08-28 --reason illness
amend martin --end 2026-09-16 --pause-from 2026-08-24 --pause-to 2026-08-28 --pause-reason illness
amend martin --sessions 12 --end 2026-09-22
amend martin --sessions 12 --end 2026-09-22 --anyway "Interruption jusqu’à la fin de l’été"
contract martin --amendment 1
sign martin --amendment 1 --on 2026-07-13
log-session martin --session s11 --on 2026-09-01 --status planned
plan martin --on 2026-09-08 --at 9:00 --every 1w --times 2
check-cadence martin --verbose
@ 2026-09-07
new-client beta --kind company-fr --name "Bêta SA" --siren 552100554 --address "2 rue Y" --postcode 69000 --city Lyon --contact "Paul Roy"
new-engagement roux-2026 --client beta --beneficiary "Julie Roux" --situation delegation --received-on 2026-09-01
validate-demand roux --on 2026-09-02 --request "Déléguer."
add-objective roux --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms roux --sessions 10 --hours 2 --start 2026-09-08 --months 6
contract roux
sign roux --on 2026-09-07
new-client cime --kind company-fr --name "Cime SAS" --siren 443061841 --address "3 rue Z" --postcode 33000 --city Bordeaux
new-engagement leroy-2026 --client cime --beneficiary "Anne Leroy" --situation new-role --received-on 2026-09-01
validate-demand leroy --on 2026-09-02 --request "Prendre ma place."
add-objective leroy --shared --statement "Décider." --result "Fait." --indicator "Réunions."
set-terms leroy --sessions 10 --hours 2 --start 2026-09-08 --months 6
contract leroy
sign leroy --on 2026-09-07
@ 2026-09-24
log-session martin --session s11
log-session martin --session s12
log-session martin --session s13
log-session roux --on 2026-09-22 --at 9:00
log-session roux --session s1 --move-to martin
log-session roux --on 2026-09-22 --at 14:00
log-session leroy --on 2026-09-16
invoice leroy --today-is 2026-09-24
evaluate martin --plan 2026-09-24
log-session martin --on 2026-09-24 --type three-way --purpose final --hours 1
evaluate martin --form
# form
evaluate martin --from practice/documents/martin-2026/evaluation.toml
report martin --for sponsor
report martin --for beneficiary
report martin --agreed --on 2026-09-24
report martin --for sponsor
invoice martin
pay SPECIMEN-2026-0001 --on 2026-09-24 --by transfer
pay SPECIMEN-2026-0007 --on 2026-09-24 --by transfer
pay SPECIMEN-2026-0008 --on 2026-09-24 --by transfer
pay SPECIMEN-2026-0009 --on 2026-09-24 --by transfer
pay SPECIMEN-2026-0010 --on 2026-09-24 --by transfer
pay SPECIMEN-2026-0011 --on 2026-09-24 --by transfer
pay SPECIMEN-2026-0012 --on 2026-09-24 --by transfer
show martin
close martin --on 2026-09-24
archive martin
@ 2026-10-12
pay SPECIMEN-2026-0013 --on 2026-10-12 --by transfer
archive martin
set-client beta --name "Bêta Conseil SA"
contract roux
invoice roux
amend roux --contact "Nina Faure" --contact-role DRH
set-client beta --contact "Nina Faure" --contact-role DRH
contract roux --amendment 1
sign roux --amendment 1 --on 2026-10-12
plan roux --on 2026-10-13 --every 2w --times 2
end roux --on 2026-10-12 --by sponsor
end roux --take-back
set-client cime --name "Delta SA" --siren 552081317
new-client delta --kind company-fr --name "Delta SA" --siren 552081317 --address "5 quai W" --postcode 59000 --city Lille --contact "Luc Vidal" --contact-role DRH
amend leroy --client delta
amend leroy --client delta --succession
contract leroy --amendment 1
sign leroy --amendment 1 --on 2026-10-12
log-session leroy --on 2026-10-07
invoice leroy
show leroy
check-cadence
remind
ledger --view sales
ledger
doctor
"""  # noqa: E501 - command lines as they are typed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_output_of_a_coachs_year_is_the_golden_one(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    found = type_all(coach, monkeypatch, YEAR, language, written=WRITTEN, codes=(0, 1, 2, 5))
    assert found == read_golden(f"year-{language}.txt", found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_after_a_refusal_the_command_that_it_names_is_typed_and_accepted(language: str) -> None:
    followed = follow_refusals(f"year-{language}.txt")
    assert len(followed) == 6
    assert [each for each in followed if each != (each[1], each[1], True)] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nobody_edits_a_file_and_all_is_well_at_the_end(language: str) -> None:
    text = (GOLDEN / f"year-{language}.txt").read_text(encoding="utf-8")
    assert "coach edit" not in text.replace("coach -C practice", "coach")
    last = text.rsplit("$ coach ", 1)[1]
    assert (last.splitlines()[0], last.splitlines()[-1]) == ("doctor", "[0]")
