"""Locking and opening files as the age program does: https://age-encryption.org/v1.

Nothing here is our own cryptography, and no format is: a coach without this program opens the notes
with `age -d -i notes/identity.age FILE`, and a backup with `age -d -i RECOVERY_KEY FILE`.
"""

import re
import time
from collections.abc import Sequence
from io import BytesIO

from phmcoach.errors import ConflictError, InvalidDataError
from phmcoach.value import Value

_SECRET = "AGE-SECRET-KEY-1"  # noqa: S105 - how each begins
_LENGTH = 58
"""The characters of a secret key after that."""

_HEADER = b"age-encryption.org/v1\n"
_ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END_OF_HEADER = rb"(?m)^--- [A-Za-z0-9+/]{43}$"
_SHORTEST = 32
"""The bytes after the header: a nonce, and the tag of an empty text."""

MEASUREMENTS = 60
PAUSE = 0.25
"""Seconds between two of them."""

GROUP = 6
"""The characters of a group, as a key is printed to be copied by hand."""


class OtherKeysError(Exception):
    """A file is locked for other keys than those that were given."""


class Key(Value):
    """A pair of keys: what is locked for `public` is opened by `secret`."""

    public: str
    secret: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The secret in groups that a person can copy, without the beginning of all keys."""
        text = self.secret.removeprefix(_SECRET)
        return tuple(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def make_key() -> Key:
    """Draw a new pair of keys."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return Key(str(identity.to_public()), str(identity))


def read_key(typed: str) -> Key | None:
    """Return the pair of keys of a secret key that a person copied; None if it is not valid.

    Spaces, hyphens and small letters do not matter, nor whether its beginning was copied.
    """
    from pyrage import IdentityError, x25519

    text = re.sub(r"[\s-]", "", typed).upper()
    text = text.removeprefix(_SECRET.replace("-", ""))
    if len(text) != _LENGTH:
        return None
    try:
        identity = x25519.Identity.from_str(_SECRET + text)
    except IdentityError:  # a mistyped character: the key checks itself
        return None
    return Key(str(identity.to_public()), str(identity))


def first_difference(key: Key, typed: str) -> int:
    """Return the number of the first group in which what was typed is not the key."""
    text = re.sub(r"[\s-]", "", typed).upper().removeprefix(_SECRET.replace("-", ""))
    for number, group in enumerate(key.groups, 1):
        start = (number - 1) * GROUP
        if text[start : start + GROUP] != group:
            return number
    return len(key.groups)


def lock_text(text: str, recipients: Sequence[str]) -> bytes:
    """Return a text that only the holders of one of these public keys can read.

    Raises InvalidDataError if one is no public key.
    """
    return lock_bytes(text.encode(), recipients)


def lock_bytes(content: bytes, recipients: Sequence[str]) -> bytes:
    """Return bytes that only the holders of one of these public keys can read.

    Raises InvalidDataError if one is no public key. The library copies neither what it reads nor
    what it writes, if it is given streams: both are in memory once.
    """
    import pyrage

    try:
        keys = [pyrage.x25519.Recipient.from_str(each) for each in dict.fromkeys(recipients)]
    except pyrage.RecipientError:
        raise InvalidDataError.of("notes.bad-recipient", keys=tuple(recipients)) from None
    locked = BytesIO()
    pyrage.encrypt_io(BytesIO(content), locked, keys)
    return locked.getvalue()


def open_text(content: bytes, keys: Sequence[Key]) -> str | None:
    """Return the text that one of these keys opens; None if none of them does, or it was changed.

    What another program locked may be in another encoding: what cannot be read of it is marked.
    """
    try:
        opened = open_bytes(content, keys)
    except OtherKeysError:
        return None
    return None if opened is None else opened.decode(errors="replace")


def open_bytes(content: bytes, keys: Sequence[Key]) -> bytes | None:
    """Return what one of these keys opens; None if it was cut or changed.

    Raises OtherKeysError if none of them fits.
    """
    import pyrage

    opened = BytesIO()
    try:
        identities = [pyrage.x25519.Identity.from_str(each.secret) for each in keys]
        pyrage.decrypt_io(BytesIO(content), opened, identities)
    except pyrage.DecryptError as error:
        if str(error).startswith("No matching keys"):
            raise OtherKeysError from None
        return None
    except OSError:  # its word for a text that was cut or changed: nothing else is read here
        return None
    return opened.getvalue()


def lock_keys(keys: Sequence[Key], passphrase: str) -> bytes:
    """Return keys that a passphrase opens: what `age -d -i` takes."""
    from pyrage import passphrase as locking

    lines = [line for each in keys for line in (f"# public key: {each.public}", each.secret)]
    locked: bytes = locking.encrypt("\n".join((*lines, "")).encode(), passphrase)
    return locked


def unlock_keys(content: bytes, passphrase: str) -> tuple[Key, ...]:
    """Return the keys that a passphrase opens; none if it does not, or if they were changed.

    The library measures the computer each time, and refuses what would take it too long: a busy one
    is measured again. Raises ConflictError if it stays too busy.
    """
    import pyrage

    for _ in range(MEASUREMENTS):
        try:
            text = pyrage.passphrase.decrypt(content, passphrase).decode(errors="replace")
        except pyrage.DecryptError as error:
            if not str(error).startswith("Excessive work"):
                return ()
            time.sleep(PAUSE)
        else:
            found = re.findall(rf"^{_SECRET}\w+", text, re.MULTILINE)
            return tuple(filter(None, map(read_key, found)))
    raise ConflictError.of("notes.too-busy")


def begins_as_age_file(beginning: bytes) -> bool:
    """Whether a file is one of age, by its first bytes."""
    return beginning.startswith((_HEADER, _ARMOR))


def is_age_file(content: bytes) -> bool:
    """Whether bytes begin as a file of age does, as far as its text, which may be cut."""
    if content.startswith(_ARMOR):
        return content.rstrip().endswith(b"-----END AGE ENCRYPTED FILE-----")
    end = re.search(_END_OF_HEADER, content)
    return content.startswith(_HEADER) and bool(end and len(content) - end.end() > _SHORTEST)
