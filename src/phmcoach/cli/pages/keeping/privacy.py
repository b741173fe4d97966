"""The output about the data of a person."""

from itertools import groupby
from typing import TYPE_CHECKING

from phmcoach.cli.shell import remedy_lines
from phmcoach.cli.shell.output import Output
from phmcoach.errors import Problem
from phmcoach.value import fields_of

if TYPE_CHECKING:
    from phmcoach.actions.privacy.due import WhatIsDue
    from phmcoach.actions.privacy.exporting import ExportedPerson


def say_exported(out: Output, made: "ExportedPerson") -> None:
    """Say what the file contains, and what to look at before it is given away."""
    papers = sum(len(part.papers) for part in made.parts)
    out.say("said.person-exported", name=made.person.name, count=papers)
    for problem in to_look_at(made):
        out.warn(problem)
    out.result(made.path)


def to_look_at(made: "ExportedPerson") -> tuple[Problem, ...]:
    """Return what the coach should know before the file is given away."""
    found = []
    if made.person.role == "beneficiary":
        found.append(Problem("privacy.own-words", level="warning"))
    if made.notes:
        found.append(Problem("privacy.notes-in-clear", level="warning"))
    if made.others:
        paths = tuple(str(each) for each in made.others)
        found.append(Problem("privacy.other-files", {"paths": paths}, level="warning"))
    return tuple(found)


def exported_data(made: "ExportedPerson") -> dict[str, object]:
    """Return what was written, for a program."""
    return {
        "path": made.path.absolute(),
        "person": {"name": made.person.name, "role": made.person.role},
        "engagements": made.person.engagements,
        "papers": [file for part in made.parts for file in part.papers],
        "notes": made.notes,
        "left_out": sorted({each for part in made.parts for each in part.left_out}),
        "problems": to_look_at(made),
    }


def print_due(out: Output, found: "WhatIsDue") -> None:
    """Print what is held for too long, with the command of each engagement once, or nothing."""
    for _, own in groupby(found.due, key=lambda each: each.ref):
        problems = [each.problem for each in own]
        for each in problems:
            out.result(out.tr.problem(each))
        if command := remedy_lines.find_command(problems[-1]):
            out.page("  " + out.tr.text("error.fix", command=out.spell(command)))
    if not found.due:
        out.say("said.nothing-due")


def due_data(found: "WhatIsDue") -> dict[str, object]:
    """Return what is held for too long, for a program."""
    problems = (*found.warnings, *(found.error.problems if found.error else ()))
    return {"due": [fields_of(each) for each in found.due], "problems": problems}
