"""The address of a remote: as Git is given it, and as it may be shown."""

import os
import re
from pathlib import Path

from phmcoach.errors import RuleRefusedError
from phmcoach.store.folder import Folder

_LOGIN = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)(?P<user>[^/\s'\"]*)@")


def remote_address(typed: str, cwd: Path) -> str:
    """Return the address of a remote as git is given it: a folder of this machine in full.

    An address of another machine has a scheme (`ssh://…`), or its name before a colon.
    """
    place = Path(typed).expanduser()
    if "://" in typed or (re.match(r"[^/\\]{2,}:", typed) and not place.exists()):
        return typed
    return os.path.normpath(cwd / place)


def refuse_inside(folder: Folder, url: str) -> None:
    """Raise RuleRefusedError for a remote that is the practice or in it, and so sent into itself.

    The folder of git is never sent.
    """
    place, practice = Path(url), folder.root.resolve()
    inner = place.is_absolute() and place.resolve().is_relative_to(practice)
    if inner and practice / ".git" not in place.resolve().parents:
        raise RuleRefusedError.of("sync.remote-inside", path=url)


def has_password(url: str) -> bool:
    """Whether an address contains a password, which Git then keeps in clear."""
    found = _LOGIN.match(url)
    return found is not None and ":" in found["user"]


def without_secret(text: str) -> str:
    """Return an address, or a text with some, as it may be shown: Git asks for what it lacks.

    The login of a server of the web may be a token, so it goes too; that of ssh stays.
    """

    def shorten(found: re.Match[str]) -> str:
        login = "" if found["scheme"].startswith("http") else found["user"].partition(":")[0]
        return found["scheme"] + (f"{login}@" if login else "")

    return _LOGIN.sub(shorten, text)
