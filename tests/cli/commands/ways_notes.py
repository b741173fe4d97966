"""The ways out of what keeps a private note from being written or read.

Each command reads the recovery key from the standard input: `note` takes it for its text.
"""

from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_way import Way
from tests.note_keys import IDENTITY, KEYS, NOTE, OTHER_IDENTITY


def put(name: str, text: str) -> str:
    """Return the line of a state that writes a file."""
    return f"! notes/{name} - => {text}".replace("\n", "\\n") + "\n"


PUBLIC, PRIVATE = put("keys.toml", KEYS), put("identity.age", IDENTITY)
OF_JANUARY = put("martin/2026-01-05.age", NOTE)
OF_TODAY = put("martin/2026-02-03.age", NOTE)
CHANGED = NOTE.replace("\n", "\nAAAA", 3)
OTHER = put("identity.age", OTHER_IDENTITY)

WAYS = (
    Way(
        "notes.bad-recipient",
        at.READY.then(PRIVATE + put("keys.toml", KEYS.replace("age1dx", "age1xx"))),
        "note martin",
    ),
    Way(
        "notes.damaged-key",
        at.READY.then(PUBLIC + put("identity.age", "age") + OF_JANUARY),
        "note show martin",
    ),
    Way("notes.wrong-passphrase", at.READY.then(PUBLIC + OTHER + OF_JANUARY), "note show martin"),
    Way("notes.key-missing", at.READY.then(PUBLIC + OF_JANUARY), "note martin"),
    Way("notes.key-missing", at.READY.then(PRIVATE + OF_JANUARY), "note martin"),
    Way(
        "notes.no-note",
        at.READY.then(PUBLIC + PRIVATE + OF_JANUARY),
        "note martin --on 2026-01-06 --remove",
        then="note martin --on 2026-01-05 --remove",
    ),
    Way(
        "notes.damaged",
        at.READY.then(PUBLIC + PRIVATE + put("martin/2026-01-05.age", "age")),
        "note show martin",
    ),
    Way(
        "notes.damaged",
        at.READY.then(PUBLIC + PRIVATE + put("martin/2026-01-05.age", "age")),
        "doctor",
    ),
    Way(
        "notes.not-opened",
        at.READY.then(PUBLIC + PRIVATE + put("martin/2026-01-05.age", CHANGED)),
        "note show martin",
    ),
    Way(
        "notes.text-typed",
        at.READY.then(PUBLIC + PRIVATE),
        "note martin oser",
        then="note list martin",
    ),
    Way("notes.none", at.READY.then(PUBLIC + PRIVATE), "note show martin"),
    Way("notes.none-at-all", at.READY.then(PUBLIC + PRIVATE), "note list", "martin"),
    Way(
        "notes.recovery-untried",
        at.READY.then(PRIVATE + put("keys.toml", KEYS.replace("2026-01-05", "2025-01-05"))),
        "today",
    ),
    Way(
        "notes.draft-left",
        at.READY.then(PUBLIC + PRIVATE + put("martin-2026-02-03.draft.age", NOTE)),
        "doctor",
    ),
    Way(
        "notes.draft-kept",
        at.CONTRACTED.then(PUBLIC + OTHER + OF_TODAY),
        "log-session martin --on 2026-02-03 --note",
        then="note show martin",
        meanwhile=f"rm notes/identity.age\n{PRIVATE}",
    ),
)
