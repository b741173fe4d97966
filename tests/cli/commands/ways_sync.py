"""The ways out of what stands between two machines; the remote lies in the folder of Git itself."""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way

BARE = "git init -q --bare .git/remote.git"
JOINED = at.PRACTICE.then(f"git init -q\n{BARE}\ngit remote add origin .git/remote.git")
DIFFERING = JOINED.then(
    """
sync --yes
git clone -q .git/remote.git .git/other
! .git/other/clients/acme.toml c@example.org => there@example.org
git -C .git/other -c user.name=x -c user.email=x@example.org commit -qam x
git -C .git/other push -q
set-client acme --email here@example.org
"""
)
SENT = JOINED.then("sync --yes")
ELSEWHERE = SENT.then("rm .git/coach-machine")
_CLONE = "git clone -q .git/remote.git .git/other"
_PUSH = """
git -C .git/other add -A
git -C .git/other -c user.name=x -c user.email=x@example.org commit -qam x
git -C .git/other push -q
"""
UNSETTLED = SENT.then(f"{_CLONE}\n! .git/other/ledger/writer.toml - => unsettled = true{_PUSH}sync")
FORKED = SENT.then(
    f"{_CLONE}\n! .git/other/ledger/2026/000001.toml - => x{_PUSH}"
    "receive --amount 10 --label A --on 2026-02-03 --by cheque"
)
TAKEN = SENT.then(
    f"{_CLONE}\n! .git/other/ledger/writer.toml turn = 1 => turn = 2{_PUSH}rm .git/coach-machine"
)
RECEIVE = "receive --amount 10 --label A --on 2026-02-03 --by cheque"

WAYS = (
    Way(
        "sync.no-remote",
        at.PRACTICE,
        "sync",
        ".git/remote.git --yes",
        then="sync",
        meanwhile=f"git init -q\n{BARE}",
    ),
    Way("sync.first-push", JOINED, "sync"),
    Way("pen.elsewhere", ELSEWHERE, RECEIVE, "--yes"),
    Way("pen.held", ELSEWHERE, "doctor", "--yes"),
    Way("pen.lost", SENT.then("rm ledger/writer.toml"), RECEIVE),
    Way("pen.unsettled", UNSETTLED, RECEIVE, "--yes --last-number none"),
    Way("pen.behind", SENT.then("! .git/coach-fork - => 0"), RECEIVE),
    Way("recover.by-sync", ELSEWHERE.then("rm ledger/head.toml"), "recover", then="recover"),
    Way("sync.forked", FORKED, "sync"),
    Way("sync.pen-taken", TAKEN, "sync --take --yes", "--yes"),
    Way("sync.pen-unconfirmed", ELSEWHERE, "sync --take"),
    Way("sync.lost-unconfirmed", ELSEWHERE, "sync --take --force --last-number none"),
    Way("sync.conflicts", DIFFERING, "sync", then="sync"),
)
