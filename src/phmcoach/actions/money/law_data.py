"""The law of a practice: what ships with the program, under what its owner has added.

Rates change twice a year, and a program is not updated that often; so a coach may write the new
half-year into his own folder, and his file is right on the days that it names.
"""

from phmcoach.domain.records.law import Law, OwnLaw
from phmcoach.law import load_law
from phmcoach.store.folder import Folder, list_law_files
from phmcoach.store.records import load_record


def open_law(folder: Folder) -> Law:
    """Return the law, with that of the folder's `law/` above it.

    Raises InvalidDataError, with file and line, for a file there that cannot be read.
    """
    law = load_law()
    for path in list_law_files(folder):
        law = load_record(path, OwnLaw).value.above(law)
    return law
