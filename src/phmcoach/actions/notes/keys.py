"""The keys of the private notes: made once, opened by a passphrase or by the recovery key.

Every note is locked for two keys. One is in `notes/identity.age`, which a passphrase opens; the
other, the recovery key, is nowhere in the folder: the coach copied it, and typed it once to prove
that. Who forgets the passphrase types it again: from then on it is the key of `identity.age`, so
no note has to be locked anew.
"""

from contextlib import suppress
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.notes.files import identity_file, keys_file, list_notes
from phmcoach.actions.notes.public import load_public
from phmcoach.domain.records.note_keys import NoteKeys
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Place,
    RuleRefusedError,
)
from phmcoach.notes.age_files import Key, is_age_file, lock_keys, open_text, read_key, unlock_keys
from phmcoach.store.files import make_folder, replace_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.store.record_files import read_own_file, refuse_link_outside
from phmcoach.store.records import (
    Loaded,
    edit_record,
    load_own_record,
    render_record,
    save_record,
)


class WrongPassphraseError(RuleRefusedError):
    """The passphrase does not open the private key: another one may."""


SHORTEST_PASSPHRASE = 12
"""The fewest characters: who finds the file of the key may try as many as they like."""


def needs_keys(folder: Folder) -> bool:
    """Whether the keys have still to be made: there is neither one nor a note.

    A stopped command may have left the public keys, which nothing was locked for yet.
    """
    refuse_link_outside(folder.notes_dir, folder.root)
    return not identity_file(folder).exists() and not list_notes(folder)


def find_recipients(folder: Folder) -> tuple[str, ...]:
    """Return the public keys that a backup is locked for; none as long as there are no keys.

    Raises RuleRefusedError if they are lost, and as `load_own_record` does: what was locked once is
    not backed up in clear because a file is missing.
    """
    if keys_file(folder).exists():
        return load_public(folder).value.recipients
    if needs_keys(folder):
        return ()
    raise RuleRefusedError.of("notes.key-missing", path=str(keys_file(folder)))


def load_keys(folder: Folder) -> Loaded[NoteKeys]:
    """Return the public keys; RuleRefusedError if they, or the private key, are missing.

    Raises InvalidDataError and StorageError as `load_own_record` does.
    """
    refuse_without_keys(folder)
    for path in (identity_file(folder), keys_file(folder)):
        if not path.exists():
            raise RuleRefusedError.of("notes.key-missing", path=str(path))
    return load_own_record(keys_file(folder), folder.root, NoteKeys)


def refuse_without_keys(folder: Folder) -> None:
    """Raise RuleRefusedError if no keys were made yet."""
    if needs_keys(folder):
        raise RuleRefusedError.of("notes.no-keys")


def check_passphrase(passphrase: str) -> None:
    """Raise RuleRefusedError for a passphrase that is too short to protect anything."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise RuleRefusedError.of("notes.short-passphrase", least=SHORTEST_PASSPHRASE)


def save_new_keys(context: Context, *, own: Key, recovery: Key, passphrase: str) -> None:
    """Write the keys of a practice that has none; the private one is the commit.

    Raises ConflictError if another command has made them meanwhile.
    """
    folder = context.folder
    check_passphrase(passphrase)
    public = _render(folder, own.public, recovery.public, context.today, context.today)
    private = lock_keys((own,), passphrase)
    with lock_folder(folder):
        if needs_keys(folder):
            make_folder(folder.notes_dir)
            replace_file(keys_file(folder), public.source.raw, None)
        write_new(identity_file(folder), private)


def unlock_identity(folder: Folder, passphrase: str) -> tuple[Key, ...]:
    """Return the keys that open the notes.

    Raises InvalidDataError if the file is cut or no file of age, WrongPassphraseError if the
    passphrase does not open it.
    """
    load_keys(folder)
    path = identity_file(folder)
    content = read_own_file(path, folder.root)
    if not is_age_file(content):
        raise InvalidDataError.of("notes.damaged-key", path=str(path), place=Place(path))
    keys = unlock_keys(content, passphrase)
    if not keys:
        raise WrongPassphraseError.of("notes.wrong-passphrase", path=str(path))
    return keys


def parse_recovery_key(typed: str) -> Key:
    """Return a recovery key that was typed; RuleRefusedError if it is mistyped."""
    key = read_key(typed)
    if key is None:
        raise RuleRefusedError.of("notes.mistyped-key")
    return key


def read_recovery_key(folder: Folder, typed: str) -> Key:
    """Return the recovery key that was typed.

    Raises RuleRefusedError if it is mistyped, or another key than the one that notes are locked
    for. If the public keys are lost, a note that it opens proves it.
    """
    key = parse_recovery_key(typed)
    try:
        is_right = load_public(folder).value.recovery_key == key.public
    except (MissingError, InvalidDataError):
        is_right = _opens_a_note(folder, key)
    if not is_right:
        raise RuleRefusedError.of("notes.other-key")
    return key


def record_trial(context: Context, recovery: Key) -> None:
    """Record that the recovery key was typed today."""
    folder = context.folder
    with lock_folder(folder):
        keys = load_keys(folder)
        if keys.value.recovery_key != recovery.public:  # it was replaced meanwhile
            raise RuleRefusedError.of("notes.other-key")
        if keys.value.recovery_tried_on != context.today:
            save_record(edit_record(keys, values={("recovery_tried_on",): context.today}), keys)


def recover_keys(context: Context, *, recovery: Key, passphrase: str) -> None:
    """Let a new passphrase open the notes; the recovery key stays what it is.

    It becomes the key in `identity.age`, because every note is locked for it.
    """
    folder = context.folder
    check_passphrase(passphrase)
    private = lock_keys((recovery,), passphrase)
    with lock_folder(folder):
        made_on = context.today
        with suppress(MissingError, InvalidDataError):
            made_on = load_public(folder).value.made_on
        public = _render(folder, recovery.public, recovery.public, made_on, context.today)
        replace_file(identity_file(folder), private, None)
        replace_file(keys_file(folder), public.source.raw, None)


def _render(
    folder: Folder, own: str, recovery: str, made_on: date, tried_on: date
) -> Loaded[NoteKeys]:
    data = {
        "schema": 1,
        "key": own,
        "recovery_key": recovery,
        "made_on": made_on,
        "recovery_tried_on": tried_on,
    }
    return render_record(keys_file(folder), NoteKeys, data)


def _opens_a_note(folder: Folder, key: Key) -> bool:
    for note in list_notes(folder):
        try:
            content = read_own_file(note.path, folder.root)
        except CoachError:  # another one may prove it as well
            continue
        if open_text(content, (key,)) is not None:
            return True
    return False
