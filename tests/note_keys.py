"""The keys of private notes for tests, made by hand: a passphrase opens them at once.

Those that the program makes take a second, so that nobody can try many passphrases.
"""

import io
import sys
from pathlib import Path

import pytest

PASSPHRASE = "quatre mots bien longs"  # noqa: S105 - of these tests
ASKED = f"echo {PASSPHRASE}"
"""What `COACH_PASSPHRASE_COMMAND` names."""

SECRET = "AGE-SECRET-KEY-1HWWZSZ6Q3SLQSWATYJP2G503X4U65F6GEP0XWNU3DZQF6607PSRS922HXC"  # noqa: S105 - of these tests
RECOVERY = "AGE-SECRET-KEY-1RG8ELAG6MXXRQ50YV6U29PG23LU5T0W278WXSDK4DL8PK0N8VXRSX7XX6T"
"""The recovery key, as the coach copied it."""

KEYS = """schema = 1
key = "age1dx68j3aq7u74ul0q3z5awn9dfdf4zne07f8xla0mmx2f5rf2uays2tsxcu"
recovery_key = "age18jd7fz7h8exsmrjpkdfz9z6cms3r8uyn4vgw79dg8ytgccez4vaq3v00s0"
made_on = 2026-01-05
recovery_tried_on = 2026-01-05
"""
IDENTITY = """-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBHS3NyWWRiek5YSGJuL0hZ
ckJ1Q2ZRIDEwCnpQU2o2aHF6dm5HZzNwc0NySjRneDZ4KzROV0tvK3JrNU50eEtv
aTB4VGcKLS0tIFZZMFl6aTdVOXlCSmwrc3Y0eHcyRlRJOE9HNS9uNXhFV0ZtQ3JS
d2hWY0UKuNkPmEPM97DfcsJZ3P98fj3C5XxqRVGcJA/5JCs8P6giIzaKvp8tdpvx
29uSlTzVaTFqEUOV2zw/8f59rqe5bmsrXjaNtU4XKA3b9g2soD/Gy1YhM8dOXuD3
B45y5wtMjo0NM4ZpaSVaodbdoVdDZ07XaVhQYbJWUJuHs9GQF5jqggf4xK6e57z6
BZw3jPLYA4R53lK+CTKPkgdQIQoPXlF/lUso9Z5lVcmWa3XB5KtCHvurwNTlJg==
-----END AGE ENCRYPTED FILE-----
"""
"""SECRET, which PASSPHRASE opens."""

OTHER_IDENTITY = """-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCA4eGhXdTFTK2hGbllYMGdE
MnVOL0xnIDEwCjRhdmdHNXYrZTZ5Z01CbkJTbHgyK2RVbDArd1AyQ0F2c3E3Tk52
aThNbHcKLS0tIDRUSW9SeEZ5SklFZ1JDNjRvazJHNmhYckF5SVRyY0FpWVBsTG9Y
akhXTk0KhTtC1w4TTuUuNaUvSXvV2dg9qzxeI1ZZiUnZkWChkaoElKNrKbfmaQts
r49eU+bxqwnU009aKNkf3WcCjfrS2NH90f9wxFm2hAb/1OulOEKgfuQJRFFQuzyI
zaYKh8UYSM+cWCVm9NHakFAyEBLM0hxDxSm6n5gd9e3XjH7QKKA7YNNObkuaCZKA
ehzfEZREpPfhV88sp6wJDlvgoJS+N+4mqDkwCwl8yy8a5KUbFRxjjFznMiHTeQ==
-----END AGE ENCRYPTED FILE-----
"""
"""SECRET, which another passphrase opens."""

NOTE = """-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBSYVZtTDR0bEppMS9DaGFn
WnVabjkvMW14U0dDamo1Zi9yWUl2OU5kbWpNCmJjUm51elNLN3Y4YjRycDI0NFgz
MTJQdzNWaTNMMjhibFBUWVNjK3dUa0UKLT4gWDI1NTE5IENVa0JDVTBPMEtVK3RU
b2lYME11ejhHMGxsenNIRXR4RFl5ald1UHVOMTQKWlZ4V1F3N21zdG9zTy9mRFhi
OWRTQ0pDdmxvWmdENDUwTHAzYTZUQ0RXZwotPiAxTDktZ3JlYXNlIHNHVApNTkRj
amtyREVQbHFXTUtIN1NJMVNsMnJaUExOa3B5ZEs3RkR6V3Rubmpxelg1ZGdZbWl2
T0JoNW5TOVR3VXlECjNxWU1EdW1BT0l6YXVmVSt3dwotLS0gRkxHaEJkMFNNU3pw
bThKODBTYXFFMzJIUjJDK2RVMzZYNUhENUJyeERaRQp5a5ccoLbkf28T6mKRs49q
pwZ6NVZwWjLjrFWnnaWnLM9pzSgRgsCVW6WkcKEhIpFI3qSSMQGxarXVBWXbxaJp
mg==
-----END AGE ENCRYPTED FILE-----
"""
NOTE_TEXT = "Elle a pleuré.\nOser déléguer.\n"


def write_keys(practice: Path) -> None:
    """Give a practice its keys, as if the coach had made them."""
    notes = practice / "notes"
    notes.mkdir(mode=0o700, exist_ok=True)
    for name, text in (("identity.age", IDENTITY), ("keys.toml", KEYS)):
        (notes / name).write_text(text, "utf-8")
        (notes / name).chmod(0o600)


def write_note(practice: Path, ref: str, day: str) -> Path:
    """Write the note of a day."""
    path = practice / "notes" / ref / f"{day}.age"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(NOTE, "utf-8")
    path.chmod(0o600)
    return path


def pipe(patch: pytest.MonkeyPatch, text: str) -> None:
    """Let the next command read a text, and get the passphrase from a program."""
    patch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
    patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))
