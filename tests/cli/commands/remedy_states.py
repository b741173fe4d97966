# ruff: noqa: E501 - command lines as they are typed
"""The folders in which remedies are walked: each continues another one by a few commands.

A line `@ DAY` sets the day, `! FILE OLD => NEW` is a hand edit of a file (`-` for OLD: append),
`~ FILE PATTERN` removes what matches, `rm FILE` deletes one, `cp FILE COPY` copies one, `git …` runs Git. Every command is accepted; money is specimen money unless the state is in earnest.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tests.folders.running import Desk, desk_in

TODAY = date(2026, 2, 3)


class State(NamedTuple):
    """A folder: that of another state, and the lines that continue it."""

    after: "State | None"
    lines: str
    real: bool = False

    def then(self, lines: str) -> "State":
        """Return the state after some more lines."""
        return State(self, lines, self.real)

    def in_earnest(self, lines: str) -> "State":
        """Return the state after some more lines, whose money is real."""
        return State(self, lines, real=True)

    @property
    def today(self) -> date:
        """The day of the last line."""
        days = [line[2:] for line in self.lines.split("\n") if line.startswith("@ ")]
        if days:
            return date.fromisoformat(days[-1])
        return self.after.today if self.after else TODAY


Folders = dict[State, Path]


def build(state: State, folders: Folders, new_folder: Callable[[], Path]) -> Path:
    """Return the folder of a state, which is made once; whoever changes it copies it first."""
    if state not in folders:
        folder = new_folder()
        if state.after is not None:
            shutil.copytree(build(state.after, folders, new_folder), folder, dirs_exist_ok=True)
        with desk_in(folder, folder, real=state.real) as desk:
            desk.set_day(state.after.today if state.after else TODAY)
            for line in state.lines.strip().splitlines():
                do(desk, line)
        folders[state] = folder
    return folders[state]


def do(desk: Desk, line: str) -> None:
    """Do one line of a state."""
    kind, _, rest = line.partition(" ")
    if kind == "@":
        desk.set_day(date.fromisoformat(rest))
    elif kind == "!":
        name, _, change = rest.partition(" ")
        edit(desk.folder / name, *change.replace("\\n", "\n").split(" => "))
    elif kind == "~":
        name, _, pattern = rest.partition(" ")
        text = (desk.folder / name).read_text("utf-8")
        edit(desk.folder / name, text, re.sub(pattern, "", text, flags=re.MULTILINE))
    elif kind == "rm":
        (desk.folder / rest).chmod(0o600)
        (desk.folder / rest).unlink()
    elif kind == "cp":
        shutil.copyfile(*(desk.folder / name for name in rest.split()))
    elif kind == "git":
        subprocess.run(["git", *rest.split()], cwd=desk.folder, check=True)
    else:
        ran = desk.run(line)
        assert ran.code == 0, (line, ran)


def edit(path: Path, old: str, new: str) -> None:
    """Edit a file by hand."""
    text = path.read_text("utf-8") if path.exists() else ""
    changed = text + new if old == "-" else text.replace(old, new)
    assert changed != text, (path, old)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.chmod(0o600)
    path.write_text(changed, "utf-8")


PRACTICE_ANSWERS = '--name "Camille Durand" --siret 90000000100017 --address "1 rue" --postcode 75000 --city Paris --email a@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --language en'
EMPTY = State(None, "")
PRACTICE = State(
    None,
    f"""
init . {PRACTICE_ANSWERS}
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "10 avenue" --postcode 69000 --city Lyon --email c@example.org
new-client petit --kind private --name "Hugo Petit" --address "2 rue" --postcode 69000 --city Lyon --email h@example.org
""",
)
DEMANDED = PRACTICE.then(
    'new-engagement martin --client acme --beneficiary "Claire Martin" --situation new-role --profile short --received-on 2026-01-02'
)
BEGUN = PRACTICE.then(
    """
new-engagement martin --client acme --beneficiary "Claire Martin" --situation new-role --profile short --received-on 2026-01-02 --already 1
validate-demand martin --on 2026-01-05 --request "X."
"""
)
OBJECTIVE = (
    'add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."'
)
VALIDATED = DEMANDED.then('validate-demand martin --on 2026-01-05 --request "X."')
AIMED = VALIDATED.then(OBJECTIVE)
TERMS = "set-terms martin --sessions 2 --hours 2 --start 2026-01-12 --months 2"
READY = AIMED.then(TERMS)
REACHABLE = READY.then("new-engagement martin --email m@example.org")
HALF_CONTRACTED = READY.then("sign martin --on 2026-01-10 --party coach")
HALF_CONTRACTED_TWICE_AIMED = READY.then(OBJECTIVE).then(
    "sign martin --on 2026-01-10 --party coach"
)
QUOTED = READY.then("quote martin")
ACCEPTED = QUOTED.then("quote martin --accept --on 2026-02-03")
WRITTEN = READY.then("contract martin")
CONTRACTED = READY.then("sign martin --on 2026-01-10")
_PAPERS = "! documents/wrong.pdf - => %PDF-1.7 A\n! documents/right.pdf - => %PDF-1.7 B"
PAPERLESS = READY.then(f"{_PAPERS}\nsign martin --on 2026-01-10")
WRONG_PAPER = READY.then(f"{_PAPERS}\nsign martin --on 2026-01-10 --paper documents/wrong.pdf")
PLANNED = CONTRACTED.then("plan martin --on 2026-02-10 --at 14:00")
ACTIVE = CONTRACTED.then("log-session martin --on 2026-01-13 --at 9:00")
PAUSED = ACTIVE.then("pause martin --from 2026-02-04 --to 2026-02-08 --reason leave")
AMENDED_ALONE = CONTRACTED.then("amend martin --rate 300 --on 2026-02-02")
AMENDED = ACTIVE.then("amend martin --rate 300 --on 2026-02-02")
HALF_AMENDED = AMENDED.then("sign martin --amendment 1 --on 2026-02-03 --party coach")
WRONG_AMENDMENT_PAPER = AMENDED.then(
    f"{_PAPERS}\nsign martin --amendment 1 --on 2026-02-03 --paper documents/wrong.pdf"
)
AMENDMENT_WRITTEN = AMENDED.then("contract martin --amendment 1")
AMENDMENT_SIGNED = AMENDED.then("sign martin --amendment 1 --on 2026-02-03")
MET = ACTIVE.then("log-session martin --on 2026-01-20")
TO_EVALUATE = MET.then("evaluate martin --plan 2026-02-05")
FORM = "documents/martin/evaluation.toml"
FILLED_IN = f'evaluate martin --form\n! {FORM} # changed = "" => changed = "Oui."'
WITH_FORM = TO_EVALUATE.then(FILLED_IN)
EVALUATED = WITH_FORM.then(f"evaluate martin --from {FORM}")
SHOWN = EVALUATED.then("report martin --for beneficiary")
APPROVED = SHOWN.then("report martin --agreed --on 2026-02-03")
REPORTED = APPROVED.then("report martin --for sponsor")
BILLED = REPORTED.then("invoice martin")
CLOSED = BILLED.then("close martin --on 2026-02-03")
PAID = CLOSED.then("pay 1 --on 2026-02-03 --by transfer")
ARCHIVED = PAID.then("archive martin")
DECLINED_READY = READY.then("decline martin --on 2026-02-03 --by coach")
DECLINED = VALIDATED.then("decline martin --on 2026-02-03 --by coach")
ENDED = ACTIVE.then("end martin --on 2026-02-03 --by sponsor")
END_CLOSED = ENDED.then("close martin --on 2026-02-03")
NUMBERED = ACTIVE.in_earnest("invoice martin\nlog-session martin --on 2026-01-20")
INVOICED = ACTIVE.then("invoice martin")
PDF_COPIED = INVOICED.then(
    """
log-session martin --on 2026-01-20
cp ledger/2026/facture-SPECIMEN-2026-0001.pdf ledger/2026/facture-SPECIMEN-2026-0002.pdf
"""
)
BILLED_WITH_VAT = ACTIVE.then(
    """
set-practice --vat-regime quarterly --from 2026-01-01 --vat-number FR68900000001
invoice martin
"""
)
ROUX = f"""
new-engagement roux --client acme --beneficiary "Anna Roux" --situation new-role --profile short --received-on 2026-01-02
validate-demand roux --on 2026-01-05 --request "X."
{OBJECTIVE.replace("martin", "roux")}
{TERMS.replace("martin", "roux")} OPTIONS
sign roux --on 2026-01-10
log-session roux --on 2026-01-14
"""
"""Another engagement of Acme, with a session that is to be billed."""

QUOTED_IN_EARNEST = READY.in_earnest(
    "quote martin\nsign martin --on 2026-01-10\nlog-session martin --on 2026-01-13"
)
TWO_NUMBERED = NUMBERED.then("\n".join(ROUX.replace("OPTIONS", "").splitlines()[:5]))

TWO_CONTRACTS = ACTIVE.then(ROUX.replace("OPTIONS", ""))
TWO_ORDERS = ACTIVE.then(ROUX.replace("OPTIONS", "--purchase-order BC-7"))
TWO_MONTHS = ACTIVE.then(ROUX.replace("OPTIONS", "").replace("2026-01-14", "2026-02-02"))
HOURS_AND_PACKAGE = ACTIVE.then(ROUX.replace("OPTIONS", "--package 900 --schedule 50/50"))
JOINT = TWO_CONTRACTS.then("invoice martin --with roux")
JOINT_AMENDED = TWO_CONTRACTS.then(
    """
amend martin --rate 300 --effective 2026-01-12 --on 2026-02-02
sign martin --amendment 1 --on 2026-02-03
invoice martin --with roux
"""
)
PUT_BACK = INVOICED.then("! documents/martin/facture-SPECIMEN-2026-0002.eml - => X")
"""An older ledger was put back: the draft of an invoice bears a number that it does not know."""
FORKED = INVOICED.then("! .git/coach-fork - => 1")
CREDITED = INVOICED.then('credit 1 --reason "Erreur."')
LOST_ENTRY = CREDITED.then("rm ledger/2026/000001.toml")
RECEIVED = MET.then("receive --amount 10 --label Atelier --on 2026-02-03 --by cheque")
LOST_RECEIPT = RECEIVED.then(
    """
receive --amount 11 --label Autre --on 2026-02-03 --by cheque
rm ledger/2026/000001.toml
"""
)
AHEAD = RECEIVED.then("@ 2026-09-01\ninvoice martin --today-is 2026-09-01\n@ 2026-02-04")
PAID_AHEAD = RECEIVED.then(
    """
@ 2026-09-01
invoice martin --today-is 2026-09-01
pay 1 --on 2026-09-01 --by transfer
@ 2026-02-04
recover clock --today-is 2026-02-04
    """
)
DEPOSIT_AHEAD = RECEIVED.then(
    """
@ 2026-09-01
invoice martin --deposit 100 --today-is 2026-09-01
@ 2026-02-04
recover clock --today-is 2026-02-04
    """
)
DEPOSIT = CONTRACTED.then("invoice martin --deposit 100")
DEPOSIT_PAID = DEPOSIT.then("pay 1 --on 2026-02-03 --by transfer")
DEPOSIT_DEDUCTED = DEPOSIT_PAID.then("log-session martin --on 2026-01-13\ninvoice martin")
DEPOSIT_OUTDATED = DEPOSIT_PAID.then(
    """
set-practice --vat-regime quarterly --from 2026-02-04 --vat-number FR68900000001
@ 2026-02-10
log-session martin --on 2026-02-06
"""
)
DEPOSIT_RENEWED = DEPOSIT_OUTDATED.then("credit 1 --renew --vat included")
PRIVATE_VALIDATED = PRACTICE.then(
    """
new-engagement hugo --client petit --beneficiary "Hugo Petit" --situation new-role --profile short --received-on 2026-01-02
validate-demand hugo --on 2026-01-05 --request "X."
"""
)
PRIVATE = PRIVATE_VALIDATED.then(
    """
add-objective hugo --statement "Déléguer." --result "Fait." --indicator "Dossiers."
"""
)
PRIVATE_READY = PRIVATE.then(
    "set-terms hugo --sessions 2 --hours 2 --start 2026-02-01 --months 2 --rate 120 --concluded at-distance"
)
PRIVATE_SIGNED = PRIVATE_READY.then("sign hugo --on 2026-02-02")
PRIVATE_ASKING = PRIVATE_READY.then("sign hugo --on 2026-02-02 --express-request")
WITHDRAWN_BILLED = PRIVATE_ASKING.then(
    """
log-session hugo --on 2026-02-02
log-session hugo --on 2026-02-03 --status no-show
invoice hugo
end hugo --withdrawal --on 2026-02-03
"""
)
WITHDRAWN_UNCONFIRMED = PRIVATE_ASKING.then(
    "end hugo --withdrawal --on 2026-02-03\nrm documents/hugo/retractation-hugo.eml"
)
WITHDRAWN_PAID = PRIVATE_ASKING.then(
    """
invoice hugo --deposit 100
pay 1 --on 2026-02-03 --by transfer
end hugo --withdrawal --on 2026-02-03
credit 1 --amount 1=100 --reason "X."
"""
)
PRIVATE_OUTDATED = PRIVATE_SIGNED.then(
    """
invoice hugo --deposit 100
pay 1 --on 2026-02-03 --by transfer
set-practice --vat-regime quarterly --from 2026-02-04 --vat-number FR68900000001
@ 2026-02-10
"""
)
PACKAGE = AIMED.then(f"{TERMS} --package 900 --schedule 50/50\nsign martin --on 2026-01-10")
PACKAGE_MET = PACKAGE.then("log-session martin --on 2026-01-20\nlog-session martin --on 2026-01-27")
STANDARD = PRACTICE.then(
    """
new-engagement martin --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "X."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6
sign martin --on 2026-01-10
"""
)


MISSED = CONTRACTED.then(
    """
log-session martin --on 2026-01-13 --status no-show
log-session martin --on 2026-01-20 --status no-show
"""
)
UNRECORDED = PLANNED.then("@ 2026-02-11")
STILL_PLANNED = ACTIVE.then("plan martin --on 2026-02-03\nend martin --on 2026-02-03 --by coach")
EVALUATING = f"log-session martin --on 2026-01-20\n{FILLED_IN}\nevaluate martin --from {FORM}"
EVALUATED_EARLY = ACTIVE.then(
    f"plan martin --on 2026-02-10\n{FILLED_IN}\nevaluate martin --from {FORM}"
)
OBJECTIVE_DRAFT = ACTIVE.then(
    'amend martin --on 2026-02-02 --reword-objective o1 --statement "Autre."'
)
PRIVATE_EVALUATED = PRIVATE.then(
    """
set-terms hugo --sessions 2 --hours 2 --start 2026-01-12 --months 2 --rate 120
sign hugo --on 2026-01-10
log-session hugo --on 2026-01-13
evaluate hugo --form
! documents/hugo/evaluation.toml # changed = "" => changed = "Oui."
evaluate hugo --from documents/hugo/evaluation.toml
"""
)
PRIVATE_AND_COMPANY = PRIVATE_EVALUATED.then(ROUX.replace("OPTIONS", ""))
BARE = PRACTICE.then(
    """
new-client bare --kind company-fr --name "Bare SA"
new-engagement martin --client bare --beneficiary "Claire Martin" --situation new-role --profile short --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "X."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 2 --hours 2 --start 2026-01-12 --months 2
"""
)
BARE_SIGNED = BARE.then(
    """
set-client bare --address "1 rue" --postcode 75000 --city Paris
sign martin --on 2026-01-10
log-session martin --on 2026-01-13
"""
)
BARE_BILLED = BARE_SIGNED.then("set-client bare --siren 811222330\ninvoice martin")
LEVELS = "a\\nb\\nc\\nd\\ne\\n"
WITH_LEVELS = ACTIVE.then(f"! levels.txt - => {LEVELS}")
LATE_END_BILLED = PLANNED.then(
    """
@ 2026-02-09
end martin --on 2026-02-09 --by beneficiary
@ 2026-02-10
invoice martin
"""
)
LATE_END_BILLED_JOINTLY = PLANNED.then(
    ROUX.replace("OPTIONS", "").replace("2026-01-14", "2026-02-03")
).then(
    """
@ 2026-02-09
end martin --on 2026-02-09 --by beneficiary
@ 2026-02-10
invoice martin --with roux
"""
)
AIMED_STANDARD = PRACTICE.then(
    """
new-engagement martin --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "X."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
"""
)
PACKAGE_REPORTED = PACKAGE.then(
    f"""
log-session martin --on 2026-01-13
log-session martin --on 2026-01-20
{FILLED_IN}
evaluate martin --from {FORM}
report martin --for beneficiary
report martin --agreed --on 2026-02-03
report martin --for sponsor
"""
)
PACKAGE_BILLED = PACKAGE.then(
    """
log-session martin --on 2026-01-13
log-session martin --on 2026-01-20
invoice martin
pay 1 --on 2026-02-03 --by transfer
invoice martin
"""
)
PACKAGE_EVALUATED_BILLED = PACKAGE.then(
    f"""
log-session martin --on 2026-01-13
invoice martin
pay 1 --on 2026-02-03 --by transfer
{FILLED_IN}
evaluate martin --from {FORM}
invoice martin
"""
)
PACKAGE_OVERBILLED = PACKAGE_EVALUATED_BILLED.then(
    "evaluate martin --take-back\nend martin --on 2026-02-03 --by coach"
)
PACKAGE_ENDED_AMENDED = PACKAGE.then(
    """
log-session martin --on 2026-01-13
invoice martin
pay 1 --on 2026-02-03 --by transfer
amend martin --package 1000 --on 2026-02-02
end martin --on 2026-02-03 --by coach
credit 1 --amount 1=200 --reason "X."
invoice martin
"""
)
PACKAGE_ENDED_UNBILLED = PACKAGE.then(
    """
log-session martin --on 2026-01-13
invoice martin
pay 1 --on 2026-02-03 --by transfer
end martin --on 2026-02-03 --by coach
"""
)
PACKAGE_HALF_AMENDED_ENDED = PACKAGE.then(
    """
log-session martin --on 2026-01-13
invoice martin
pay 1 --on 2026-02-03 --by transfer
amend martin --notice-hours 72 --on 2026-02-02
sign martin --amendment 1 --on 2026-02-03 --party coach
end martin --on 2026-02-03 --by coach
"""
)
PACKAGE_ENDED = PACKAGE_ENDED_UNBILLED.then(
    """
credit 1 --amount 1=200 --reason "X."
invoice martin
"""
)
PAUSE = '\\n[[pauses]]\\nstart_on = 2026-02-04\\nend_on = 2026-02-08\\nreason = "leave"\\n'
SECOND_AMENDMENT = "\\n[[amendments]]\\nnumber = 2\\nset_on = 2026-02-02\\neffective_on = 2026-02-02\\nsessions = 3\\n"
EDITED = CONTRACTED.then("! engagements/martin.toml 2026-03-11 => 2026-03-12")
UNSEALED = READY.then(
    "! engagements/martin.toml - => \\n[signatures]\\ncoach = 2026-01-10\\nbeneficiary = 2026-01-10\\nsponsor = 2026-01-10\\n"
)
AMENDED_UNSEALED = ACTIVE.then(
    "! engagements/martin.toml - => \\n[[amendments]]\\nnumber = 1\\nset_on = 2026-02-02\\neffective_on = 2026-02-02\\nsessions = 3\\n[amendments.signatures]\\ncoach = 2026-02-03\\nbeneficiary = 2026-02-03\\nsponsor = 2026-02-03\\n"
)
RECORD = "documents/martin/contract.signed.toml"
ATTACHED = WRITTEN.then("sign martin --on 2026-01-10\n! other.pdf - => %PDF-1.7")
SCAN_UNSEALED = ATTACHED.then(
    'sign martin --scan other.pdf\n! engagements/martin.toml "contrat-martin-signe.pdf" = "86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b" => #'
)
UNPROVED = ATTACHED.then(f"rm {RECORD}").then(r"~ engagements/martin.toml ^\[seal\]\n[^\[]*")
AMENDMENT_UNPROVED = (
    AMENDMENT_WRITTEN.then("sign martin --amendment 1 --on 2026-02-03")
    .then("rm documents/martin/amendment-1.signed.toml")
    .then(r"~ engagements/martin.toml ^seal = .*\n")
)
LAST_PLANNED = ACTIVE.then("plan martin --on 2026-02-04 --at 9:00")
RECORDED_TWICE = CONTRACTED.then(
    "log-session martin --on 2026-01-13\nlog-session martin --on 2026-01-13 --anyway"
)
BILLED_TWICE = RECORDED_TWICE.then(
    """
log-session martin --session s2 --at 14:00
invoice martin
~ engagements/martin.toml ^at = 14:00:00\\n
"""
)
BILLED_TWICE_JOINTLY = RECORDED_TWICE.then(ROUX.replace("OPTIONS", "")).then(
    """
log-session martin --session s2 --at 14:00
invoice martin --with roux
~ engagements/martin.toml ^at = 14:00:00\\n
"""
)
MOVED = INVOICED.then("! engagements/martin.toml on = 2026-01-13 => on = 2026-01-14")
SESSION_LOST = INVOICED.then(r"~ engagements/martin.toml ^\[\[sessions\]\]\n[^\[]*")
SESSION_LOST_TYPED_AGAIN = SESSION_LOST.then("log-session martin --on 2026-01-13")
BILLED_AS_OTHER = MOVED.then("log-session martin --on 2026-01-13 --anyway")
AGAIN = INVOICED.then(
    """
new-engagement autre --client acme --beneficiary "Claire Martin" --situation delegation --profile short --received-on 2026-01-03 --justification "Autre."
validate-demand autre --on 2026-01-05 --request "Y."
add-objective autre --shared --statement "Dire non." --result "Fait." --indicator "Carnet."
set-terms autre --sessions 2 --hours 2 --start 2026-01-12 --months 2
sign autre --on 2026-01-10
log-session autre --on 2026-01-13 --at 9:00
"""
)
ABROAD = PRACTICE.then(
    """
new-client ville --kind public --name "Ville" --address "1 rue" --postcode 69000 --city Lyon
new-client gmbh --kind company-eu --name "GmbH" --address "1 Str." --postcode 10115 --city Berlin --country DE
new-engagement ville --client ville --beneficiary "Zoé Roux" --situation new-role --profile short --received-on 2026-01-02
validate-demand ville --on 2026-01-05 --request "X."
add-objective ville --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms ville --sessions 2 --hours 2 --start 2026-01-12 --months 2 --rate 200
new-engagement berlin --client gmbh --beneficiary "Max Roth" --situation new-role --profile short --received-on 2026-01-02
validate-demand berlin --on 2026-01-05 --request "X."
add-objective berlin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms berlin --sessions 2 --hours 2 --start 2026-01-12 --months 2 --rate 200
"""
)
ABROAD_BILLED = ABROAD.then(
    """
! practice.toml schema = 1 => schema = 1\\nvat_number = "FR68900000001"
set-client gmbh --vat-number DE136695976
sign berlin --on 2026-01-10
log-session berlin --on 2026-01-13
"""
)
OTHER_DAY = "! engagements/martin.toml evaluated_on = 2026-02-03 => evaluated_on = 2026-02-02"
HALF_AMENDED_BILLED = ACTIVE.then(
    """
amend martin --rate 300 --effective 2026-01-12 --on 2026-02-02
sign martin --amendment 1 --on 2026-02-03 --party coach
invoice martin
"""
)
TWO_AIMS = READY.then(
    f"{OBJECTIVE}\nsign martin --on 2026-01-10\nlog-session martin --on 2026-01-13"
)
TWO_CLOSED = CLOSED.then(
    """
new-engagement zoe --client acme --beneficiary "Zoé Roux" --situation delegation --profile short --received-on 2026-01-03
validate-demand zoe --on 2026-01-05 --request "Y."
add-objective zoe --shared --statement "Dire non." --result "Fait." --indicator "Carnet."
set-terms zoe --sessions 2 --hours 2 --start 2026-01-12 --months 2
sign zoe --on 2026-01-10
end zoe --on 2026-02-03 --by coach
close zoe --on 2026-02-03
"""
)
ELEVEN_MET = STANDARD.then(
    "\n".join(f"log-session martin --on 2026-01-{day}" for day in range(12, 23))
)
LATE_START = AIMED_STANDARD.then(
    """
set-terms martin --sessions 12 --hours 2 --start 2026-01-30 --months 6
sign martin --on 2026-01-10
log-session martin --on 2026-01-13
"""
)
LATE_END = PLANNED.then("@ 2026-02-09\nend martin --on 2026-02-09 --by beneficiary")
NO_SIGNATURE = r"~ engagements/martin.toml ^\[(signatures|seal)\]\n[^\[]*"
SIGNATURE_LOST = CONTRACTED.then(NO_SIGNATURE)
VAT_BY_DEPOSIT = PRACTICE.then(
    """
! practice.toml schema = 1 => schema = 1\\nvat_number = "FR68900000001"
! practice.toml regime = "franchise" => regime = "quarterly"
new-engagement martin --client acme --beneficiary "Claire Martin" --situation new-role --profile short --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "X."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 2 --hours 1 --start 2026-01-12 --months 2 --rate 0.07
sign martin --on 2026-01-10
invoice martin --deposit 0.03
pay 1 --on 2026-02-03 --by transfer
invoice martin --deposit 0.03
pay 2 --on 2026-02-03 --by transfer
log-session martin --on 2026-01-13
invoice martin
"""
)
_TWENTY = "set-terms martin --sessions 20 --hours 2 --start 2026-01-12 --months 6"
_ALL_HELD = "sign martin --on 2026-01-10\n" + "\n".join(
    f"log-session martin --on 2026-01-{day}" for day in range(12, 32)
)
FULL = AIMED_STANDARD.then(f"{_TWENTY}\n{_ALL_HELD}")
PACKAGE_FULL = AIMED_STANDARD.then(f"{_TWENTY} --package 6000 --schedule 50/50\n{_ALL_HELD}")
HALF_AMENDED_CLOSED = ACTIVE.then(
    """
log-session martin --on 2026-01-09 --anyway
amend martin --applies-from 2026-01-09 --on 2026-02-03
sign martin --amendment 1 --on 2026-02-03 --party coach
end martin --on 2026-02-03 --by coach
invoice martin
pay 1 --on 2026-02-03 --by transfer
close martin --on 2026-02-03
"""
)
