"""A wrong day is refused last: what no other day would help comes first."""

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import State, build
from tests.conftest import leave_typesetting_out
from tests.folders.running import desk_in

SETTLED = at.INVOICED.then("pay 1 --on 2026-02-03 --by transfer")

CASES = (
    (
        at.DECLINED,
        "quote martin --on 2026-01-10",
        (
            "Error: The engagement martin is over: there is nothing left to offer.\n"
            "  To fix it: coach decline martin --take-back\n"
        ),
    ),
    (
        at.INVOICED,
        "invoice martin --on 2026-03-10",
        (
            "Error: There is nothing to bill for martin up to 3 February 2026.\n"
            "  To fix it: coach log-session martin --on DATE\n"
        ),
    ),
    (
        at.CREDITED,
        'credit 1 --reason "Erreur." --on 2026-01-10',
        "Error: Nothing of SPECIMEN-2026-0001 is left to credit.\n  To fix it: coach show martin\n",
    ),
    (
        SETTLED,
        "pay 1 --on 2026-03-10 --by transfer",
        (
            "Error: Nothing is outstanding on SPECIMEN-2026-0001: give the amount.\n"
            "  To fix it: coach ledger --view unpaid\n"
        ),
    ),
    (
        at.INVOICED,
        "log-session martin --session s1 --on 2026-03-10",
        (
            "Error: Session s1 is on invoice SPECIMEN-2026-0001: what that shows of it can no"
            " longer change.\n"
            '  To fix it: coach credit SPECIMEN-2026-0001 --session s1 --rebill --reason "…"\n'
        ),
    ),
    (
        at.INVOICED,
        "remind 1 --level firm --on 2026-12-01",
        ("Error: SPECIMEN-2026-0001 is not due until 5 March 2026: it is not late.\n"),
    ),
    (
        at.STILL_PLANNED.then("@ 2026-02-04"),
        "close martin --on 2026-01-20",
        (
            "Error: Session s2 is still planned for 3 February 2026: say what became of it.\n"
            "  To fix it: coach log-session martin --session s2 --on 2026-02-03 --status STATUS\n"
            "Error: The close is dated 20 January 2026, before the engagement ended on"
            " 3 February 2026.\n"
            "  To fix it: coach close martin --on DATE\n"
        ),
    ),
    (
        at.ACTIVE,
        "cancel-session martin --session s9 --notified 2026-03-10T10:00",
        ("Error: There is no session s9.\n  To fix it: coach show martin\n"),
    ),
    (
        at.ACTIVE,
        "invoice martin --on 2026-03-10",
        (
            "Error: This document cannot be dated 10 March 2026: that day is in the future, today"
            " is 3 February 2026.\n  To fix it: coach invoice martin --on DATE\n"
        ),
    ),
)


@pytest.mark.parametrize(("state", "line", "refusal"), CASES)
def test_a_wrong_day_is_refused_after_what_no_other_day_would_help(
    state: State, line: str, refusal: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        folder = build(state, {}, lambda: tmp_path_factory.mktemp("state"))
        with desk_in(folder, folder.parent, real=False) as desk:
            patch.setenv("COLUMNS", "500")
            desk.set_day(state.today)
            ran = desk.run(line)
            assert (ran.out, ran.err.replace("\u00a0", " ")) == ("", refusal)
            assert ran.code
