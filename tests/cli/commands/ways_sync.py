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
    Way("sync.conflicts", DIFFERING, "sync", then="sync"),
)
