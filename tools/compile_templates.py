"""Let Jinja compile our templates into a wheel, when hatchling builds one.

Each template is compiled for each language, in the environment that the program renders it in. An
editable install gets no compiled templates, so that it can never use old ones.
"""

import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, get_args

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.wheel import WheelBuilderConfig

if TYPE_CHECKING:
    from jinja2 import Environment

ROOT = Path(__file__).parents[1]
EDITABLE = "editable"


def compile_templates(folder: Path) -> None:
    """Write the modules of all our templates into a folder."""
    from phmcoach.documents.engine.jinja import kind_of, open_environment
    from phmcoach.documents.engine.markup import html_environment, xml_environment
    from phmcoach.documents.engine.templates import list_templates, open_templates
    from phmcoach.words import Language

    write_module(xml_environment(), "facturx.xml.j2", folder)
    for name in ("dashboard.html.j2", "person.html.j2"):
        write_module(html_environment(), name, folder)
    for language in get_args(Language):
        ours = open_templates(language, own=None)
        for name in list_templates(language):
            write_module(open_environment(ours, kind_of(name)), name, folder)


def write_module(environment: "Environment", name: str, folder: Path) -> None:
    """Write the module of a template, as Jinja compiles it in an environment."""
    from phmcoach.documents.engine.compiled import CompiledTemplates

    loader, stored = environment.loader, environment.bytecode_cache
    if loader is None or not isinstance(stored, CompiledTemplates):
        raise TypeError(name)
    source, _, _ = loader.get_source(environment, name)
    module = folder / stored.name_module(name, source)
    module.write_text(environment.compile(source, name, raw=True), "utf-8")


class TemplatesBuildHook(BuildHookInterface[WheelBuilderConfig]):
    """What hatchling calls before it builds a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the modules to a wheel that is not editable."""
        if version == EDITABLE:
            return
        sys.path.insert(0, str(ROOT / "src"))
        self._made = mkdtemp()
        compile_templates(Path(self._made))
        build_data["force_include"][self._made] = "phmcoach/templates/compiled"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Delete what was made for the wheel."""
        del build_data, artifact_path
        if version != EDITABLE:
            rmtree(self._made)
