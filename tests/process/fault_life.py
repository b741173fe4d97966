# ruff: noqa: E501 - command lines as they are typed
"""The command lines that faults are put into: every command that writes, and some that read.

They are the life of a practice, each line beginning in the folder that those before it have made.
`@` sets the day, `!` writes a file by hand and `rm` removes one; `&` runs without faults; the rest
begins behind `coach -C practice`. Each can read the recovery key, which is the text of a note too.
"""

from pathlib import Path

from tests.note_keys import IDENTITY, KEYS

LIFE = r"""
& demo practice
init other --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email a@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --opening-receipts 100
new-client neuf --kind company-fr --name "Neuf SA"
set-client neuf --siren 811222330 --address "10 avenue Y" --postcode 69000 --city Lyon
set-practice --tax-regime bnc-2035 --from 2027-01-01 --payment-days 45
new-engagement roux-2026 --client acme --beneficiary "Julie Roux" --situation delegation --profile short --received-on 2026-04-20
validate-demand roux --on 2026-04-22 --request "Trouver ma place." --shared-request "Déléguer."
validate-demand roux --take-back
& validate-demand roux --on 2026-04-22 --request "Trouver ma place." --shared-request "Déléguer."
add-objective roux --shared --statement "Déléguer." --result "Les dossiers." --indicator "Dossiers gardés."
add-objective roux --shared --statement "Dire non." --result "Deux phrases." --indicator "Un carnet."
& add-objective roux --shared --statement "Dire non." --result "Deux phrases." --indicator "Un carnet."
add-objective roux --objective o3 --personal
add-objective roux --objective o3 --remove
add-objective roux --objective o1 --scale Aucun --scale Un --scale Trois --scale Cinq --scale Tous --scaled-on 2026-04-22
set-terms roux --sessions 2 --hours 2 --start 2026-05-04 --months 2 --also-billed three-way
quote roux --preview
@ 2026-04-22
quote roux --on 2026-04-22 --json
@ 2026-06-15
quote roux --accept --on 2026-04-22
quote roux --accept --take-back
quote roux --accept --on 2026-04-23
contract roux
sign roux --on 2026-04-24
! scan.pdf %PDF-1.7
sign roux --scan practice/scan.pdf
! right.pdf %PDF-1.7 right
sign roux --scan practice/right.pdf --instead-of contrat-roux-2026-signe.pdf
sign roux --take-back
& sign roux --on 2026-04-24
invoice roux --deposit 200 --json
pay 3 --on 2026-06-15 --by transfer
log-session roux --on 2026-05-05 --travel 118.40 --travel-label Train
log-session roux --on 2026-05-19 --type video
attendance roux
pause roux --from 2026-05-25 --to 2026-05-29 --reason leave
& amend roux --sessions 3 --on 2026-05-20
& contract roux --amendment 1
& sign roux --amendment 1 --on 2026-05-20 --party coach
amend roux --take-back
amend roux --sessions 3 --reword-objective o1 --statement "Déléguer les dossiers." --drop-objective o2 --on 2026-05-20
contract roux --amendment 1
sign roux --amendment 1 --on 2026-05-20
log-session roux --on 2026-06-09
invoice roux --preview
plan martin --on 2026-07-08 --at 14:30 --every 14d --times 2
reschedule martin --session s8 --to 2026-07-10 --notified "2026-06-15 09:00"
cancel-session martin --session s9 --notified "2026-06-15 09:00"
reschedule martin --session s10 --at 16:00 --by coach
& log-session martin --on 2026-06-10 --type phone --hours 30min
log-session martin --session s11 --move-to roux
undo
& undo
undo --list
log-session roux --session s4 --remove
backup in-clear.zip
! notes/identity.age IDENTITY
! notes/keys.toml KEYS
note roux
note roux
note list
note show roux
log-session roux --session s3 --next "Relire la lettre." --note
prepare roux --notes
note check
note recover
note roux --on 2026-06-15 --remove
pause roux --take-back --from 2026-05-27
edit martin
evaluate roux --plan 2026-06-20
evaluate roux --form
! form.toml on = 2026-06-12\nmode = "three-way"\nchanged = "Je délègue."\nremains = "Dire non."\nnext = "Un point."\nshared_words = "Je délègue."\nratings = [{ objective = "o1", start = -1, end = 1 }]\nalliance = { matters = 9, method = 8, freedom = 10, takeaway = 7 }\n
evaluate roux --from practice/form.toml
report roux --for beneficiary
report roux --agreed --on 2026-06-15
report roux --for sponsor
invoice --all --json
credit 2 --reason "Erreur de tarif" --lines 1 --json
pay 1 --on 2026-06-15 --by transfer --amount 100 --reference "VIR 7" --json
pay --undo 10
receive --amount 150 --label Atelier --on 2026-06-15 --by cheque --from Mairie
ledger --pdf
mail SPECIMEN-2026-0001 --duplicate
mail SPECIMEN-2026-0001 --duplicate --plain
mail SPECIMEN-2026-0001
mail --month 2026-06
new-engagement roux-2026 --email anna@example.org
mail roux --paper report
decline roche --by coach --on 2026-06-15 --ground conflict-of-interest --reason Non
close roux --on 2026-06-15
close roux --take-back
& close roux --on 2026-06-15
export archive --year 2026
export ics
privacy export martin-2026 --to given.zip
! clients.csv Nom;Type\nLéa Morel;particulier\n
import clients practice/clients.csv --yes
export sessions
sign martin --hours-consent yes --on 2026-06-15
templates copy 25-amendments
& end martin --by sponsor --on 2026-06-15
end martin --take-back
end martin --by sponsor --on 2026-06-15
@ 2026-08-20
remind 1
pay 1 --on 2026-08-20 --by transfer
close roche --on 2026-08-20
archive roche
archive roche --take-back
& archive roche
privacy erase roux --yes
privacy erase roche --yes
show roux
list
check-cadence
ledger
doctor
& new-engagement lune --client acme --beneficiary "Ana Lune" --situation delegation --profile short --received-on 2026-08-03
& validate-demand lune --on 2026-08-04 --request "Dire non."
& add-objective lune --shared --statement "Dire non." --result "Deux phrases." --indicator "Un carnet."
& set-terms lune --sessions 2 --hours 2 --start 2026-08-10 --months 2
& sign lune --on 2026-08-05
& invoice lune --deposit 100
& invoice lune --deposit 150
pay 8 9 --on 2026-08-20 --by transfer
& new-engagement mars --client acme --beneficiary "Zoé Mars" --situation delegation --profile short --received-on 2026-08-03
& validate-demand mars --on 2026-08-04 --request "Dire non."
& add-objective mars --shared --statement "Dire non." --result "Deux phrases." --indicator "Un carnet."
& set-terms mars --sessions 2 --hours 2 --start 2026-08-10 --months 2
& sign mars --on 2026-08-05
& new-engagement orion --client acme --beneficiary "Léo Orion" --situation delegation --profile short --received-on 2026-08-03
& validate-demand orion --on 2026-08-04 --request "Dire non."
& add-objective orion --shared --statement "Dire non." --result "Deux phrases." --indicator "Un carnet."
& set-terms orion --sessions 2 --hours 2 --start 2026-08-10 --months 2
& sign orion --on 2026-08-05
& log-session mars --on 2026-08-10
& log-session orion --on 2026-08-10
invoice mars --with orion --json
& invoice mars --deposit 50
& log-session mars --on 2026-08-18
invoice mars --credit-unpaid --json
& set-practice --vat-regime quarterly --from 2026-08-20 --vat-number FR68900000001
credit 8 --renew --vat included --json
@ 2026-08-19
recover
recover clock --today-is 2026-08-19
backup kept.zip.age
restore kept.zip.age again --last-number SPECIMEN-2026-0099
recover numbers --last-number SPECIMEN-2026-0200
! ledger/head.toml lost
recover head --last-number none
rm ledger/2026/000007.toml
rm ledger/2026/000016.toml
recover
recover entry
@ 2026-08-20
! .git/coach-fork 20
recover fork
""".replace("IDENTITY", IDENTITY.replace("\n", r"\n")).replace("KEYS", KEYS.replace("\n", r"\n"))

SHORT = (
    "init other",
    "quote roux --on",
    "log-session roux --on 2026-05-05 ",
    "edit martin",
    "invoice --all --json",
    "restore",
)
"""The beginnings of the lines that `make test` puts faults into."""


def do_by_hand(practice: Path, step: str) -> bool:
    """Write or remove the file that a step says; return False if it is a command."""
    if step.startswith("rm "):
        (practice / step.removeprefix("rm ")).unlink()
        return True
    if not step.startswith("! "):
        return False
    _, name, text = step.split(" ", 2)
    path = practice / name
    path.parent.mkdir(0o700, exist_ok=True)
    path.write_text(text.replace("\\n", "\n"), "utf-8")
    path.chmod(0o600)
    return True
