"""Find the lines of a TOML file that a change affects.

Blank lines separate blocks, so a comment belongs to the statement that it touches: a comment under
a statement to that statement, a comment right above a header to the header. Comments at the end of
the file belong to the last table, and a new table goes after them.
"""

import re
from collections.abc import Callable
from typing import Any

from phmcoach.store.toml.data import (
    Data,
    parse_toml,
    render_pairs,
    render_path,
    render_table,
    render_value,
)
from phmcoach.store.toml.statements import KeyPath, Statement, scan_statements, starts_with


class EditError(RuntimeError):
    """An edit would have changed something else. Nothing was written; this is a bug in coach."""


def append(text: str, path: KeyPath, new: Data, *, is_empty: bool) -> str:
    """Return `text` with `new` as the last table of the array at `path`.

    `is_empty` means that the array has no table yet: it is missing, or written `[]`.
    """
    lines, statements = text.split("\n"), scan_statements(text)
    holder = _holder(statements, path)
    if holder is not None:
        if holder.path != path:
            return _rewrite(lines, holder, path, lambda node, key: _add_item(node, key, new))
        if not is_empty:
            joined = _join_list("\n".join(lines[holder.start : holder.end]), new)
            return "\n".join([*lines[: holder.start], joined, *lines[holder.end :]])
        # A header replaces `sessions = []`; a comment in it stays.
        old = lines[holder.start : holder.end]
        lines[holder.start : holder.end] = [line[line.index("#") :] for line in old if "#" in line]
        lines = lines or [""]  # the empty array was the whole file
        statements = scan_statements("\n".join(lines))
    block = [f"[[{_header(path)}]]", *render_pairs(new)]
    return _insert_section(lines, statements, path, block)


def put(text: str, path: KeyPath, value: object) -> str:
    """Return `text` with the value at `path` set or added."""
    lines, statements = text.split("\n"), scan_statements(text)
    holder = _holder(statements, path)
    if holder is not None:
        return _rewrite(lines, holder, path, lambda node, key: _assign(node, key, value))
    if any(starts_with(one.path, path) for one in statements):
        message = f"{path} is a table, which is never replaced as a whole"
        raise EditError(message)
    names = tuple(part for part in path if isinstance(part, str))
    is_inside_list = len(names) < len(path)
    if isinstance(value, dict) and not is_inside_list:
        return _insert_section(lines, statements, path, render_table(value, names))
    near = _statement_before(statements, path)
    if near is None:
        block = [f"[{_header(path[:-1])}]", *render_pairs({names[-1]: value})]
        within = path[: _depth_of_element(path)] if is_inside_list else path
        return _insert_section(lines, statements, within, block)
    section = statements[near].section if near >= 0 else ()
    pair = f"{_header(path[len(section) :])} = {render_value(value)}".split("\n")
    at = _end_of_part(lines, statements, near) if near >= 0 else 0
    if near < 0 and lines[0].strip():
        pair.append("")
    lines[at:at] = pair
    return "\n".join(lines)


def remove(text: str, path: KeyPath) -> str:
    """Return `text` without the pair, the table or the element of an array at `path`."""
    lines, statements = text.split("\n"), scan_statements(text)
    holder = _holder(statements, path)
    if holder is not None and holder.path != path:
        return _rewrite(lines, holder, path, _delete)
    gone = [n for n, one in enumerate(statements) if starts_with(one.path, path)]
    while gone:
        # Delete the last run of adjacent statements first: earlier line numbers stay valid.
        last = first = gone.pop()
        while gone and gone[-1] == first - 1:
            first = gone.pop()
        start, end = statements[first].start, statements[last].end
        if statements[first].kind != "pair":
            end = _end_of_part(lines, statements, last)
        del lines[start:end]
        if start and not "".join(lines[start - 1 : start + 1]).strip():
            del lines[start - 1]  # keep one of two blank lines
    return "\n".join(lines)


def _holder(statements: list[Statement], path: KeyPath) -> Statement | None:
    """Return the pair whose value holds, or would hold, the value at a path."""
    pairs = (one for one in statements if one.kind == "pair" and starts_with(path, one.path))
    return next(pairs, None)


def _statement_before(statements: list[Statement], path: KeyPath) -> int | None:
    """Return the index of the statement that a new pair may follow; -1 is the top of the file.

    Returns None if the pair needs a header of its own.
    """
    for depth in range(len(path) - 1, -1, -1):
        above = path[:depth]
        inside = [n for n, one in enumerate(statements) if starts_with(one.path, above)]
        pairs = [n for n in inside if statements[n].kind == "pair"]
        dotted = [n for n in pairs if len(statements[n].section) < depth]
        own = [n for n in inside if statements[n].section == above]
        if dotted:
            return dotted[-1]
        if own or not depth:
            is_direct = depth == len(path) - 1 or _depth_of_element(path) > 0
            return (own or [-1])[-1] if is_direct else None
        if inside:
            return None
    return None


def _depth_of_element(path: KeyPath) -> int:
    """Return the length of the part of a path that ends with its last list index, or 0."""
    return max((n for n, part in enumerate(path, 1) if isinstance(part, int)), default=0)


def _insert_section(
    lines: list[str], statements: list[Statement], within: KeyPath, block: list[str]
) -> str:
    """Insert a block that begins with a header after the section `within`, else at the end."""
    last = len(statements) - 1
    inside = [n for n, one in enumerate(statements) if starts_with(one.path, within)]
    if inside and inside[-1] < last:
        at = _end_of_part(lines, statements, inside[-1])
    else:
        at = len(lines) if lines[-1] else len(lines) - 1
    before = [""] if at and lines[at - 1].strip() else []
    after = [""] if at < len(lines) and lines[at].strip() else []
    lines[at:at] = [*before, *block, *after]
    return "\n".join(lines)


def _end_of_part(lines: list[str], statements: list[Statement], index: int) -> int:
    """Return the line after a statement that ends a table, and after its own comments."""
    end = statements[index].end
    following = statements[index + 1].start if index + 1 < len(statements) else None
    for at in range(end, following or len(lines)):
        if not lines[at].strip().startswith("#"):
            return at
    return len(lines) if following is None else end


def _join_list(statement: str, new: Data) -> str:
    """Add a table to `key = [{…}]`; tomlkit could put the comma inside a comment."""
    brackets = (n for n, mark in enumerate(statement) if mark == "]")
    end = next(n for n in brackets if _parsed(statement[: n + 1]) is not None)
    whole = _parsed(statement[: end + 1])
    braces = (n for n in range(end, 0, -1) if statement[n] == "}")
    last = next(n for n in braces if _parsed(f"{statement[: n + 1]}]") == whole)
    kept, tail = statement[: last + 1], statement[last + 1 : end]
    item = render_value(new, in_line=True)
    above, newline, below = tail.rpartition("\n")
    if not newline:
        return f"{kept}, {item}{tail}{statement[end:]}"
    comma = "" if "," in re.sub("#.*", "", tail) else ","
    line = kept.rpartition("\n")[2]
    indent = line[: len(line) - len(line.lstrip())] or "    "
    return f"{kept}{comma}{above}\n{indent}{item},\n{below}{statement[end:]}"


def _parsed(text: str) -> Data | None:
    try:
        return parse_toml(text)
    except ValueError:
        return None


def _header(path: KeyPath) -> str:
    return render_path([part for part in path if isinstance(part, str)])


def _rewrite(
    lines: list[str], holder: Statement, path: KeyPath, change: Callable[[Any, KeyPath], None]
) -> str:
    """Change one statement with tomlkit, which keeps its spaces and comments."""
    import tomlkit

    document = tomlkit.parse("\n".join(lines[holder.start : holder.end]))
    change(document, path[len(holder.section) :])
    lines[holder.start : holder.end] = tomlkit.dumps(document).split("\n")
    return "\n".join(lines)


def _assign(node: Any, inside: KeyPath, value: object) -> None:  # noqa: ANN401 - tomlkit has many node types
    import tomlkit

    *above, last = inside
    for depth, part in enumerate(above, 1):
        if isinstance(part, str) and part not in node:
            for missing in reversed(inside[depth:]):
                value = {missing: value}
            last = part
            break
        node = node[part]
    is_inline = bool(above) and not hasattr(node, "is_super_table")
    node[last] = tomlkit.value(render_value(value, in_line=is_inline))


def _add_item(node: Any, inside: KeyPath, new: Data) -> None:  # noqa: ANN401 - as above
    import tomlkit

    found = node
    for part in inside:
        found = found[part] if isinstance(part, int) or part in found else None
        if found is None:
            _assign(node, inside, [new])
            return
    found.append(tomlkit.value(render_value(new, in_line=True)))


def _delete(node: Any, inside: KeyPath) -> None:  # noqa: ANN401 - as above
    for part in inside[:-1]:
        node = node[part]
    del node[inside[-1]]
