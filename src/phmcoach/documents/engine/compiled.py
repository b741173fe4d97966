"""The Python code that Jinja makes of our own templates, stored in the wheel.

Making it takes longer than typesetting a page. `tools/compile_templates.py` stores it when a wheel
is built, as modules whose name is a digest of all that they were made of: a changed template, or
another version of Jinja, does not find them. Then Jinja makes the code itself, as it does for the
coach's own templates, and for all templates in a checkout.
"""

from contextlib import suppress
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

FOLDER = "compiled"


class CompiledTemplates(BytecodeCache):
    """The code stored beside a folder of templates, for one environment.

    `kind` stands for the settings and filters of the environment.
    """

    def __init__(self, templates: Path, kind: str) -> None:
        self._folder = templates / FOLDER
        self._kind = kind

    def name_module(self, template: str, source: str) -> str:
        """Return the file name of the module that is made of a template."""
        made_of = f"{jinja2.__version__}\0{self._kind}\0{template}\0{source}"
        return f"t{sha256(made_of.encode()).hexdigest()[:32]}.py"

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the code of a template, or an empty bucket if there is none for it."""
        bucket = Bucket(environment, name, "")
        path = self._folder / self.name_module(name, source)
        with suppress(FileNotFoundError):
            code = SourceFileLoader(path.stem, str(path)).get_code(path.stem)
            # Jinja reports errors with the file of the template and its line.
            bucket.code = code and code.replace(co_filename=filename or name)
        return bucket

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store nothing: code is only made when a wheel is built."""
