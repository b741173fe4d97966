"""Compile the catalogues: `locale/*/LC_MESSAGES/phmcoach.po` to `.mo`.

The compiled files are committed, so that installing needs no extra tool. Babel reads the `.po`,
but the `.mo` is written here: Babel would put the date and its version into the file, and the same
sentences would give different bytes every day. `--check` reports stale files.
"""

import argparse
import struct
import sys
from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[1] / "src" / "phmcoach" / "locale"
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}
MAGIC = 0x950412DE


def read_sentences(po: Path) -> dict[str, str]:
    """Read the messages of a `.po`, keyed as in a `.mo`: a NUL separates plural forms."""
    with po.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    sentences = {}
    for message in catalogue:
        ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if message.fuzzy or not all(strings):
            sys.exit(f"{po}: {ids[0]} has no sentence")
        if ids[0]:
            sentences["\0".join(ids)] = "\0".join(map(str, strings))
    return sentences


def compile_catalogue(po: Path) -> bytes:
    """Return the bytes of the `.mo`; they depend on the sentences only."""
    sentences = read_sentences(po)
    sentences[""] = (
        f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {PLURALS[po.parents[1].name]}\n"
    )
    pairs = sorted((key.encode(), value.encode()) for key, value in sentences.items())
    keys = b"".join(key + b"\0" for key, _ in pairs)
    count = len(pairs)
    tables = 7 * 4
    first_key = tables + 16 * count
    key_table, value_table = [], []
    key_at, value_at = first_key, first_key + len(keys)
    for key, value in pairs:
        key_table += [len(key), key_at]
        value_table += [len(value), value_at]
        key_at += len(key) + 1
        value_at += len(value) + 1
    header = struct.pack("<7I", MAGIC, 0, count, tables, tables + 8 * count, 0, first_key)
    values = b"".join(value + b"\0" for _, value in pairs)
    return header + struct.pack(f"<{4 * count}I", *key_table, *value_table) + keys + values


def main() -> int:
    """Write stale files; with `--check`, only list them and return 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = 0
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        compiled = compile_catalogue(po)
        if mo.is_file() and mo.read_bytes() == compiled:
            continue
        if check:
            print(f"stale: {mo.relative_to(LOCALE)}")
            stale = 1
        else:
            mo.write_bytes(compiled)
            print(f"compiled: {mo.relative_to(LOCALE)}")
    return stale


if __name__ == "__main__":
    sys.exit(main())
