"""Give this machine its id."""

import platform
import re
from secrets import token_hex

from phmcoach.domain.sync.pen import Machine
from phmcoach.store.files import write_hidden
from phmcoach.store.folder import Folder
from phmcoach.store.pen.writer import machine_file, read_machine


def own_machine(folder: Folder) -> Machine:
    """Return which machine this is; it gets its id when it is synchronised first.

    The name for people is that of the computer, the id has a part that is random: two computers
    may have one name, and one may get another.
    """
    if (known := read_machine(folder)) is not None:
        return known
    name = " ".join(platform.node().split())[:100] or "coach"
    slug = re.sub("[^a-z0-9]+", "-", name.partition(".")[0].casefold()).strip("-")[:40]
    machine = Machine(f"{slug or 'coach'}-{token_hex(4)}", name)
    write_hidden(machine_file(folder), f"{machine.id}\n{machine.name}\n".encode())
    return machine
