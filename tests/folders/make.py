"""Make the practice folders of a version that lands: `python -m tests.folders.make 0.1.0`.

Each `<version>/<name>.txt` is a recipe: the commands that made the folder `<name>` beside it. It
ran once, with the program as it landed. What it made is kept for ever and is never written again:
later versions must be able to live with it, so this script refuses to touch a folder that exists.
A new version gets a directory and recipes of its own.

A backup that a recipe writes beside the practice (`../kept.zip`) is kept beside the recipe. A
recipe's lines, as they come:

    = specimen              what is issued is a specimen; or `= real`, with the clock stopped
    @ 2026-02-03            another day
    ! clients/acme.toml     write a file by hand: the lines that begin with `|` follow;
                            with the words `bom` and `crlf`, as an editor of Windows does
    + clients/acme.toml     write at its end, likewise
    ~ FILE  OLD => NEW      write one text in the place of another
    > OLD  NEW              move a file, as a kill or a hand leaves it; `&` copies it
    < TEXT                  what the next command reads, such as a note
    ?5 COMMAND              a command that ends with this exit code
    COMMAND                 one that ends with 0
    [looks]                 what follows is asked of a copy, for each engagement where it names
                            {ref}, and is answered alike for ever
    [works]                 what follows is done to a copy, in this order
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

from tests.folders.running import (
    FOLDERS,
    Desk,
    copy_folder,
    count_digests,
    desk_in,
    engagement_files,
    look,
    read_all,
    work,
    written_otherwise,
)


def make(recipe: Path) -> None:
    """Make the folder of a recipe, and keep what the program answers about it."""
    folder = recipe.with_suffix("")
    if folder.exists():
        message = f"{folder} is kept for ever"
        raise SystemExit(message)
    made_by, _, rest = recipe.read_text("utf-8").partition("[looks]\n")
    looks, _, works = rest.partition("[works]\n")
    lines = _lines(made_by)
    real = next(lines) == "= real"
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary).resolve()
        made, asked, worked = (home / name for name in ("practice", "looks", "works"))
        made.mkdir()
        with desk_in(made, home, real=real) as desk:
            day = _walk(desk, lines)
        copy_folder(made, folder)
        for backup in home.glob("*.zip"):
            shutil.copyfile(backup, recipe.parent / backup.name)
        with desk_in(copy_folder(folder, asked), home, real=real) as desk:
            desk.set_day(day)
            answers = dict(look(desk, _for_each(folder, _once_each(looks))))
        with desk_in(copy_folder(folder, worked), home, real=real) as desk:
            desk.set_day(day)
            done = dict(work(desk, _once_each(works)))
    kept = {
        "day": str(day),
        "real": real,
        "files": {name: sha256(text).hexdigest() for name, text in read_all(folder).items()},
        "digests": count_digests(folder),
        "written_otherwise": written_otherwise(folder),
        "looks": answers,
        "works": done,
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    recipe.with_suffix(".json").write_text(text + "\n", "utf-8")


def _for_each(folder: Path, lines: Iterable[str]) -> Iterator[str]:
    refs = [path.stem for path in engagement_files(folder)]
    for line in lines:
        yield from (line.replace("{ref}", ref) for ref in refs if "{ref}" in line)
        if "{ref}" not in line:
            yield line


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def _once_each(text: str) -> list[str]:
    lines = list(_lines(text))
    if len(set(lines)) < len(lines):
        message = "an answer is kept by its line, so none stands there twice"
        raise SystemExit(message)
    return lines


def _walk(desk: Desk, lines: Iterator[str]) -> date:
    day, read = date.min, None
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        if line.startswith("@ "):
            day = date.fromisoformat(line[2:])
            desk.set_day(day)
        elif line.startswith(("! ", "+ ")):
            text = [each[2:] for each in takewhile(lambda each: each.startswith("|"), rest)]
            del rest[: len(text)]
            _write(desk.folder, line, text)
        elif line.startswith("< "):
            read = line[2:]
        elif line.startswith(("> ", "& ")):
            sign, old, new = line.split()
            source, target = desk.folder / old, desk.folder / new
            target.write_bytes(source.read_bytes())
            if sign == ">":
                source.unlink()
        elif line.startswith("~ "):
            _, name, change = line.split(" ", 2)
            _replace(desk.folder / name, change.strip())
        else:
            code, _, typed = line[1:].partition(" ") if line[0] == "?" else ("0", "", line)
            ran, read = desk.run(typed, read), None
            if ran.code != int(code):
                message = f"{day} {line}\n{ran}"
                raise SystemExit(message)
    return day


def _write(folder: Path, line: str, text: list[str]) -> None:
    sign, name, *forms = line.split()
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if sign == "+" else b"\xef\xbb\xbf" * ("bom" in forms)
    end = "\r\n" if "crlf" in forms else "\n"
    path.write_bytes(before + "".join(each + end for each in text).encode())


def _replace(path: Path, change: str) -> None:
    old, _, new = (part.encode() for part in change.partition(" => "))
    content = path.read_bytes()
    if content.count(old) != 1:
        message = f"{path.name}: {change} ({content.count(old)} times)"
        raise SystemExit(message)
    path.write_bytes(content.replace(old, new))


if __name__ == "__main__":
    for each in sorted((FOLDERS / sys.argv[1]).glob("*.txt")):
        if len(sys.argv) == 2 or each.stem in sys.argv[2:]:
            make(each)
