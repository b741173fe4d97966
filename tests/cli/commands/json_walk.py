# ruff: noqa: E501 - command lines as they are typed
"""A walk through a practice in which every key of every `--json` output appears.

A line that begins with a name in brackets has a golden answer in tests/golden/json; the others
prepare it. `?` is refused; `@` sets the day; `!` edits a file by hand.
"""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import leave_typesetting_out
from tests.note_keys import ASKED, IDENTITY, KEYS, NOTE

from phmcoach.cli import app
from phmcoach.words import Language

WALK = r"""
? -C nowhere doctor --json
? -C nowhere list --json
? -C nowhere today --json
? show nobody --json
? prepare nobody --json
? check-cadence nobody --json
? quote petit --preview --json
? invoice petit --json
? invoice martin --preview --json
? credit 99 --reason Erreur --json
? pay 99 --on 2026-06-15 --by transfer --json
? pay --json
? receive --amount 10 --json
? log-session martin --on 2027-01-01 --json
? plan martin --on 2020-01-01 --json
? reschedule martin --session s99 --to 2026-07-10 --by coach --json
? cancel-session martin --session s1 --by coach --json
? amend petit --sessions 3 --json
? pause petit --from 2026-06-22 --to 2026-06-28 --reason leave --json
? end petit --by coach --json
? close martin --json
? ledger --csv --json
? export archive --year 0 --json
? recover clock --json
? undo 999 --json
? remind 99 --json
? templates copy nothing --json
[templates list] templates list --json
[templates copy] templates copy 25-amendments --json
new-engagement roux-2026 --client acme --beneficiary "Julie Roux" --situation delegation --profile short --received-on 2026-04-20 --requested-by manager --sponsor-request "Déléguer."
validate-demand roux --on 2026-04-22 --request "Trouver ma place." --shared-request "Déléguer." --disciplinary
add-objective roux --shared --statement "Déléguer." --result "L’équipe traite les dossiers." --indicator "Dossiers gardés." --scale "Aucun dossier" --scale "Un dossier" --scale "Trois dossiers" --scale "Cinq dossiers" --scale "Tous les dossiers" --scaled-on 2026-04-22
add-objective roux --shared --statement "Dire non." --result "Deux phrases." --indicator "Un carnet."
set-terms roux --sessions 2 --hours 2 --start 2026-05-04 --months 2 --also-billed three-way
set-terms petit --sessions 3 --hours 2 --start 2026-06-22 --months 2 --package 900 --schedule 50/50
[quote private] quote petit --dry-run --json
@ 2026-04-22
[quote] quote roux --on 2026-04-22 --json
@ 2026-06-15
quote roux --accept --on 2026-04-23
sign roux --on 2026-04-24
[invoice deposit] invoice roux --deposit 200 --json
pay 3 --on 2026-06-15 --by transfer
[log-session] log-session roux --on 2026-05-05 --travel 118.40 --travel-label Train --json
[log-session exchange] log-session roux --on 2026-05-12 --type phone --hours 30min --json
[log-session anyway] log-session roux --on 2026-04-23 --anyway --json
log-session roux --on 2026-05-19 --type video
pause roux --from 2026-05-25 --to 2026-05-29 --reason leave
[pause] pause martin --from 2026-06-22 --to 2026-06-28 --reason leave --json
[amend] amend roux --sessions 3 --reword-objective o1 --statement "Déléguer les dossiers." --drop-objective o2 --on 2026-05-20 --json
sign roux --amendment 1 --on 2026-05-20
log-session roux --on 2026-06-09
[plan proposed] plan martin --propose --json
[plan] plan martin --on 2026-07-08 --at 14:30 --every 14d --times 2 --json
[reschedule] reschedule martin --session s8 --to 2026-07-10 --notified "2026-06-15 09:00" --json
[cancel-session] cancel-session martin --session s9 --notified "2026-06-15 09:00" --json
[undo] undo --json
[undo list] undo --list --json
undo
[check-cadence] check-cadence --json
! form.toml on = 2026-06-12\nmode = "three-way"\nchanged = "Je délègue."\nremains = "Dire non."\nnext = "Un point en septembre."\nobservations = "Une équipe plus autonome."\nshared_words = "Je délègue."\nratings = [{ objective = "o1", start = -1, end = 1 }]\nalliance = { matters = 9, method = 8, freedom = 10, takeaway = 7 }\n
evaluate roux --from practice/form.toml
report roux --for beneficiary
report roux --agreed --on 2026-06-15
log-session roux --session s5 --next "Relire la lettre à Marc."
[prepare] prepare roux --json
[prepare demanded] prepare roche --json
[prepare billed] prepare martin --json
sign roux --hours-consent yes --on 2026-06-15
[show] show roux --json
[show demanded] show roche --json
[list] list --json
[today] today --days 30 --json
[invoice draft] invoice roux --dry-run --json
! clients/acme.toml schema = 1\nkind = "company-fr"\nname = "Acme SA"\n
[invoice all] invoice --all --json
! clients/acme.toml schema = 1\nkind = "company-fr"\nname = "Acme SA"\nsiren = "811222330"\n[address]\nstreet = "10 avenue des Modèles"\npostcode = "69000"\ncity = "Lyon"\n
[invoice] invoice roux --json
[invoice paid] invoice martin --paid-on 2026-06-15 --by card --json
[credit draft] credit 2 --reason "Erreur de tarif" --session s4 --session s5 --dry-run --json
[credit] credit 2 --reason "Erreur de tarif" --session s4 --session s5 --json
[pay] pay 1 --on 2026-06-15 --by transfer --amount 100 --reference "VIR 7" --json
[pay undo] pay --undo 10 --json
~ practice.toml vat_regime = "franchise" => vat_regime = "quarterly"\nvat_number = "FR68900000001"\nflat_income_tax = true
[receive] receive --amount 150 --label Atelier --on 2026-06-15 --by cheque --from Mairie --json
[ledger vat] ledger --view vat --json
[ledger receipts] ledger --json
[ledger sales] ledger --view sales --json
[ledger unpaid] ledger --view unpaid --json
[ledger turnover] ledger --view turnover --json
[ledger declaration] ledger --view declaration --json
[end] end martin --by sponsor --on 2026-06-15 --json
[close] close roux --on 2026-06-15 --json
[export] export archive --year 2026 --json
[export ics] export ics --json
[export sessions] export sessions --json
[export invoices] export invoices --json
[export payments] export payments --json
[export hours] export hours --json
[privacy export] privacy export martin --to given.zip --json
? privacy export durand --to given.zip --json
[privacy erase] privacy erase roux --yes --json
[show erased] show roux --json
@ 2026-08-20
[remind list] remind --json
[remind] remind 1 --level formal --json
[remind several] remind 1 --json
! templates/fr/clauses/03-nature.md.j2 ## Nature\n\n{{ nobody }}\n
[templates check] templates check --json
! engagements/broken-2026.toml schema = 1\nclient = 3\n
[list unreadable] list --json
[today unreadable] today --json
[check-cadence unreadable] check-cadence --json
[doctor] doctor --json
receive --amount 150 --label Atelier --on 2026-08-20 --by cheque
@ 2026-08-19
[recover] recover --json
[recover clock] recover clock --today-is 2026-08-19 --json
new-engagement ona --client acme --beneficiary "Ona Vidal" --situation new-role --profile short --received-on 2026-07-01
validate-demand ona --on 2026-07-02 --request "Trouver ma place."
add-objective ona --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms ona --sessions 2 --hours 2 --start 2026-07-06 --months 2
sign ona --on 2026-07-03
log-session ona --on 2026-07-07
new-engagement ines --client acme --beneficiary "Inès Roy" --situation new-role --profile short --received-on 2026-07-01
validate-demand ines --on 2026-07-02 --request "Trouver ma place."
add-objective ines --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms ines --sessions 2 --hours 2 --start 2026-07-06 --months 2
sign ines --on 2026-07-03
log-session ines --on 2026-07-07
[invoice together] invoice ona --with ines --json
new-engagement morel --client acme --beneficiary "Anne Morel" --situation delegation --profile short --received-on 2026-08-03
validate-demand morel --on 2026-08-04 --request "Trouver ma place." --shared-request "Déléguer."
add-objective morel --shared --statement "Déléguer." --result "Les dossiers." --indicator "Dossiers gardés."
set-terms morel --sessions 2 --hours 2 --start 2026-08-20 --months 2 --package 1000 --schedule 50/50
sign morel --on 2026-08-18
invoice morel
~ engagements/morel.toml [beneficiary] => [[explanations]]\nmonth_on = 2026-08-20\nreason = "Vacances."\n\n[beneficiary]
[show package] show morel --json
invoice ona --deposit 100
log-session ona --on 2026-08-12
[invoice credit unpaid] invoice ona --credit-unpaid --json
invoice ines --deposit 100
set-practice --vat-regime franchise --from 2026-08-19
[credit renew] credit 13 --renew --vat included --json
new-engagement nora --client petit --beneficiary "Hugo Petit" --situation delegation --profile short --received-on 2026-08-03 --justification "Un autre poste."
validate-demand nora --on 2026-08-04 --request "Trouver ma place."
add-objective nora --shared --statement "Déléguer." --result "Les dossiers." --indicator "Dossiers gardés."
set-terms nora --sessions 2 --hours 2 --start 2026-08-20 --months 2 --concluded at-distance --rate 120
sign nora --on 2026-08-18
[end withdrawal] end nora --withdrawal --on 2026-08-19 --json
? note list --json
[recover numbers] recover numbers --last-number SPECIMEN-2026-0200 --reason Disque --json
! .git/coach-fork 22
[recover fork] recover fork --json
"""
NOTES = {"identity.age": IDENTITY, "keys.toml": KEYS, "nora/2026-08-18.age": NOTE}
WALK += "".join(
    f"! notes/{name} {text}".replace("\n", "\\n") + "\n" for name, text in NOTES.items()
)
WALK += """\
! notes/nora/2026-08-19.age cut
[note list] note list nora --json
[note show] note show nora --json
[note search] note search pleure --json
[prepare notes] prepare nora --json
@ 2027-09-01
[privacy due] privacy due --json
"""

DIGEST = re.compile('(?<="sha256": ")[0-9a-f]{64}')
"""The digest of a zip changes with every template."""

TRIED_ONCE = {"templates check"}
"""A command that renders every paper and prints only problems: it is not repeated in French."""


@dataclass(frozen=True)
class Answer:
    """The output and exit code of one command; the paths of this run are removed."""

    line: str
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.out)


def walk(tmp_path: Path) -> Iterator[tuple[str, Answer, Answer]]:
    """Run the walk; yield each name with its answer in English and on a copy in French."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_TODAY", "2026-06-15")
        patch.setenv("HOME", str(tmp_path))
        patch.delenv("COACH_FOLDER", raising=False)
        patch.delenv("COACH_LANG", raising=False)
        leave_typesetting_out(patch)
        home = tmp_path / "en"
        home.mkdir()
        run(patch, home, "demo practice")
        speak(home, "fr", "en")
        patch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
        for line in WALK.strip().splitlines():
            if line.startswith("@ "):
                patch.setenv("COACH_TODAY", line.removeprefix("@ "))
            elif line.startswith(("! ", "~ ")):
                _, name, text = line.split(" ", 2)
                write(home / "practice" / name, text.replace("\\n", "\n"))
            else:
                yield from _take_step(patch, home, line)


def _take_step(
    patch: pytest.MonkeyPatch, home: Path, line: str
) -> Iterator[tuple[str, Answer, Answer]]:
    name, _, command = line.removeprefix("[").rpartition("] ")
    if line.startswith("? "):
        name, command = line, line.removeprefix("? ")
    typed = command if "-C" in command else f"-C practice {command}"
    french = None
    if name and name not in TRIED_ONCE:
        copy = home.with_name("fr")
        shutil.copytree(home, copy)
        speak(copy, "en", "fr")
        french = run(patch, copy, typed)
        shutil.rmtree(copy)
    answer = run(patch, home, typed)
    if name:
        yield name, answer, french or answer
    else:
        assert answer.code == 0, answer


def write(path: Path, text: str) -> None:
    """Edit a file by hand: write it whole, or replace one text with another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before, arrow, after = text.partition(" => ")
    whole = path.read_text("utf-8").replace(before, after) if arrow else text
    path.write_text(whole, "utf-8")


def speak(home: Path, before: Language, after: Language) -> None:
    """Change the language of a practice."""
    settings = home / "practice" / "practice.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace(f'language = "{before}"', f'language = "{after}"'), "utf-8")


def run(patch: pytest.MonkeyPatch, home: Path, line: str) -> Answer:
    """Run a command line in this process."""
    patch.chdir(home)
    patch.setattr("sys.argv", ["coach", *shlex.split(line)])
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = app.main()
    said = (stream.getvalue().replace(str(home), "…") for stream in (out, err))
    return Answer(line, code, *(DIGEST.sub(f"{0:064}", text) for text in said))
