"""A life in which every command that writes or bills is typed, for tests that put copies beside it.

Each line begins with a mark. `!` works on the engagement that it names, and is refused beside a
second file of it; `-` writes or issues something else, and does its work; `.` only reads. `@` sets
the day.
"""

import shlex
from collections.abc import Iterator
from typing import NamedTuple

LIFE = r"""
@2026-01-05
- set-practice --declaration monthly --from 2026-01-01
- new-client acme --kind company-fr --name "Acme SA"
- set-client acme --siren 811222330 --address "10 avenue Y" --postcode 69000 --city Lyon
- set-client acme --email compta@acme.example
- new-engagement martin --client acme --beneficiary "Claire Martin" --situation new-role
! validate-demand martin --on 2026-01-05 --request "Ma place."
! add-objective martin --shared --statement A --result B --indicator C
! add-objective martin --objective o1 --scale a --scale b --scale c --scale d --scale e
! set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6
! quote martin
! quote martin --accept --on 2026-01-05
! contract martin
! sign martin --on 2026-01-05
- new-engagement petit --client acme --beneficiary "Hugo Petit" --situation new-role
! decline petit --on 2026-01-05 --by beneficiary
! close petit --on 2026-01-05
! archive petit
- new-engagement roux --client acme --beneficiary "Zoé Roux" --situation new-role
! validate-demand roux --on 2026-01-05 --request "Ma place."
! add-objective roux --shared --statement A --result B --indicator C
! set-terms roux --sessions 12 --hours 2 --start 2026-01-12 --months 6
! sign roux --on 2026-01-05
- new-client blanc --kind private --name "Ana Blanc" --address 2 --postcode 69000 --city Lyon
- new-engagement blanc --client blanc --beneficiary "Ana Blanc" --situation new-role --profile short
! validate-demand blanc --on 2026-01-05 --request "Ma place."
! add-objective blanc --shared --statement A --result B --indicator C
! set-terms blanc --sessions 2 --hours 2 --start 2026-02-02 --months 2 --rate 120 --concluded at-distance
@2026-01-30
! sign blanc --on 2026-01-30
@2026-02-03
! log-session martin --on 2026-01-13
! log-session martin --on 2026-02-03 --next Marc
! plan martin --on 2026-02-10
! reschedule martin --session s3 --to 2026-02-12 --by coach
! cancel-session martin --session s4 --by coach
! attendance martin
! pause martin --from 2026-02-16 --to 2026-02-20 --reason leave
! amend martin --sessions 13 --on 2026-02-03
! sign martin --amendment 1 --on 2026-02-03
! contract martin --amendment 1
! log-session roux --on 2026-01-20
! end roux --by coach --on 2026-02-03
! end blanc --withdrawal --on 2026-02-03
- edit martin
- undo
- undo
! invoice martin --preview
! invoice martin --with roux
- credit 1 --reason Erreur --rebill
- invoice --all
- mail 4
- mail 4 --duplicate
- mail --month 2026-01
! mail martin --paper attendance
- credit 4 --amount 50 --reason Geste
. remind
@2026-03-20
- remind 4 --level friendly
- pay 4 --on 2026-03-20 --by transfer
- pay 2 --on 2026-03-20 --by transfer
- receive --amount 90 --label Atelier --on 2026-03-20 --by cash
! evaluate martin --form
! evaluate martin --from form.toml
! report martin --for beneficiary
! report martin --agreed --on 2026-03-20
! report martin --for sponsor
! close martin --on 2026-03-20
! archive martin
- export archive --year 2026
- export ics
- export sessions
- import clients clients.csv --yes
- templates copy 25-amendments
. today
- dashboard
. list
. list --archived
. note list
. prepare roux
. show roux
. check-cadence
. ledger
. doctor
. recover
. undo --list
"""  # noqa: E501 - a command is one line
ELSEWHERE = frozenset(("init", "demo", "help", "backup", "restore", "privacy", "sync"))
"""The commands that make a new folder, in which no copy can be yet, read none, or keep them all.

`privacy` writes outside of the practice, and never over a file."""

FORM = """on = 2026-03-20
mode = "three-way"
changed = "Je délègue."

[[ratings]]
objective = "o1"
start = -1
end = 1
"""


class Step(NamedTuple):
    """A line of the life: its day, its mark and its words."""

    day: str
    mark: str
    words: tuple[str, ...]

    @property
    def ref(self) -> str:
        """The engagement that the line works on."""
        return self.words[1]

    @property
    def refs(self) -> tuple[str, ...]:
        """The engagements that the line works on: `--with` names another one."""
        joined = self.words.index("--with") + 1 if "--with" in self.words else None
        return (self.ref,) if joined is None else (self.ref, self.words[joined])


def steps() -> Iterator[Step]:
    """Yield the lines of the life."""
    day = ""
    for line in LIFE.strip().splitlines():
        if line.startswith("@"):
            day = line[1:]
        else:
            yield Step(day, line[0], tuple(shlex.split(line[2:])))
