"""What of an address is shown: never what lets somebody in."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from phmcoach.store.sync.address import has_password, without_secret
from phmcoach.store.sync.git import refusal

SHOWN = {
    "https://marie:s3cret@nas.example/c.git": "https://nas.example/c.git",
    "https://marie:s3@cr:et@nas.example:8443/c.git": "https://nas.example:8443/c.git",
    "https://a-token@git.example/c.git": "https://git.example/c.git",
    "ssh://marie:s3cret@nas.example:22/c.git": "ssh://marie@nas.example:22/c.git",
    "ssh://git@nas.example/c.git": "ssh://git@nas.example/c.git",
    "git@nas.example:c.git": "git@nas.example:c.git",
    "https://nas.example/of@marie/c.git": "https://nas.example/of@marie/c.git",
    "file:///media/stick/c.git": "file:///media/stick/c.git",
    "/media/stick/a:b@c.git": "/media/stick/a:b@c.git",
}


@pytest.mark.parametrize(("address", "shown"), SHOWN.items())
def test_an_address_is_shown_without_what_lets_somebody_in(address: str, shown: str) -> None:
    assert without_secret(address) == shown
    assert without_secret(f"fatal: '{address}' or {address} is gone") == (
        f"fatal: '{shown}' or {shown} is gone"
    )


def test_a_password_is_found_in_the_addresses_that_have_one() -> None:
    assert [has_password(address) for address in SHOWN] == [True, True, False, True, *[False] * 5]


def test_what_git_says_of_an_address_is_quoted_without_its_password() -> None:
    said = b"fatal: unable to access 'https://marie:s3cret@nas.example/c.git/': gone"
    (problem,) = refusal(CompletedProcess(["git"], 128, b"", said), Path("/p")).problems
    assert problem.args == {"said": "fatal: unable to access 'https://nas.example/c.git/': gone"}
