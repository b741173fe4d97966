"""Convert the Markdown of contracts to Typst.

Contracts are prose that coaches edit, and coaches are not typesetters. So Markdown rules that
surprise lay people are off: a name above a row of dashes is not a heading, an indented address is
not code, `(c)` stays `(c)`, a line break is a line break. All text becomes Typst literals; only
this module writes Typst code. Three extensions go beyond Markdown:

- A second-level heading is an article: articles are numbered automatically, and
  `[article](article:Its title)` becomes « article 14 ». A paragraph `[](clause:14-confidentiality)`
  prints nothing and gives the next article a name that stays when its title changes;
  `[](within:16-limits)` gives such a name to a clause within the article before it.
- An item that begins with `[ ]` is a tick box.
- Four underscores or more are a line to fill in.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import count, groupby
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from phmcoach.documents.engine.escape import Code, typst_string, typst_text
from phmcoach.documents.engine.typography import set_spaces
from phmcoach.formats import NO_BREAK

_DISABLED_RULES = (
    "autolink",
    "backticks",
    "code",
    "fence",
    "html_block",
    "html_inline",
    "image",
    "lheading",
    "reference",
)
_LINKS = ("http://", "https://", "mailto:")
_ARTICLE = "article:"
_CLAUSE = "clause:"
_WITHIN = "within:"
_TEXT = ("text", "text_special")
_TICK = "[ ] "
_FILL_IN = re.compile("_{4,}")
_STICKY = "#block(sticky: true)"
_LINE_MARK = "\x00"  # no text can contain it, since markdown-it removes it


class UnknownArticleError(Exception):
    """A text refers to an article that does not exist."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class UntitledClauseError(Exception):
    """A clause has text but no title: its text would appear under the previous article."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def convert_markdown(text: str, *, other_text: str = "", end: int = 0) -> Code:
    """Convert Markdown to Typst markup; no page break separates its end from what follows.

    What follows stands on the page of its last article and of `end` blocks before it, or of its
    last block.
    `other_text` is another Markdown text of the same document, to whose articles this one may
    refer. Raises UnknownArticleError for a reference to a missing article, UntitledClauseError for
    a clause without a title.
    """
    blocks = _parse(text)
    _refuse_untitled(blocks)
    if not blocks:
        return Code("")
    numbers = _number_articles(_parse(other_text)) | _number_articles(blocks)
    printed = [block for block in blocks if not _is_mark(block)]
    articles = [at for at, block in enumerate(printed) if block.tag == "h2"]
    place = max(articles[-1] - end, 0) if end and articles else len(printed) - 1
    parts = _Conversion(numbers).blocks(printed)
    kept = (
        part if end and (part.startswith(_STICKY) or block.tag == "h2") else f"{_STICKY}[{part}]"
        for block, part in zip(printed[place:], parts[place:], strict=True)
    )
    return Code("\n\n".join([*parts[:place], *kept]) + "\n")


def article_key(title: str) -> str:
    """Return the identifier of a title: `Données personnelles` is `donnees-personnelles`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Without `text_join`, escaped text stays separate from the text of the template: « ____ » or
    # « [ ] » in a client's text is text, in a template it is a line to fill in or a tick box.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_DISABLED_RULES)
    parser.core.ruler.disable("text_join")
    return parser


@lru_cache(maxsize=4)  # the articles of a contract, for themselves and for its annexes
def _parse(text: str) -> tuple[SyntaxTreeNode, ...]:
    return tuple(SyntaxTreeNode(_parser().parse(text)).children)


def _number_articles(blocks: Iterable[SyntaxTreeNode]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    count, name = 0, None
    for block in blocks:
        if block.type == "heading" and block.tag == "h2":
            count += 1
            numbers[article_key(_plain(block))] = count
            if name is not None:
                numbers.setdefault(name, count)
            name = None
        elif (inner := _clause_name(block, _WITHIN)) is not None:
            numbers.setdefault(inner, count)
        name = _clause_name(block) or name
    return numbers


def _refuse_untitled(blocks: Iterable[SyntaxTreeNode]) -> None:
    """Raise UntitledClauseError for a clause that has blocks but no heading.

    A clause without any block is one that the coach omits on purpose.
    """
    tags: dict[str, list[str]] = {}
    name = None
    for block in blocks:
        if (marked := _clause_name(block)) is not None:
            name = marked
        elif name is not None and not _is_mark(block):
            tags.setdefault(name, []).append(block.tag)
    for name, found in tags.items():
        if "h2" not in found:
            raise UntitledClauseError(name)


def _is_mark(block: SyntaxTreeNode) -> bool:
    """Whether a paragraph only names a clause, and prints nothing."""
    return any(_clause_name(block, mark) is not None for mark in (_CLAUSE, _WITHIN))


def _clause_name(block: SyntaxTreeNode, mark: str = _CLAUSE) -> str | None:
    """Return the name that a `[](clause:…)` paragraph gives to the next article, else None."""
    if block.type != "paragraph":
        return None
    spans = block.children[0].children
    if len(spans) != 1 or spans[0].type != "link" or spans[0].children:
        return None
    target = unquote(str(spans[0].attrs["href"]))
    return article_key(target.removeprefix(mark)) if target.startswith(mark) else None


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(part.content for part in node.walk() if part.type in _TEXT)


def _announces(paragraph: SyntaxTreeNode) -> bool:
    """Whether a paragraph ends with a colon, is bold like a title, or precedes a table."""
    spans = [span for span in paragraph.children[0].children if span.content or span.children]
    after = paragraph.next_sibling
    return (
        _plain(paragraph).endswith(":")
        or [span.type for span in spans] == ["strong"]
        or (after is not None and after.type == "table")
    )


def _is_tick(item: SyntaxTreeNode) -> bool:
    first = next((part for part in item.walk() if not part.children and part.type in _TEXT), None)
    return first is not None and first.type == "text" and first.content.startswith(_TICK)


def _text(spans: Iterable[SyntaxTreeNode]) -> str:
    """Convert adjacent text; only underscores typed in a template are a line to fill in."""
    source = "".join(
        _FILL_IN.sub(_LINE_MARK, span.content) if span.type == "text" else span.content
        for span in spans
    )
    parts = (typst_text(part) if part else "" for part in set_spaces(source).split(_LINE_MARK))
    return "#fill-in;".join(parts)


class _Conversion:
    """The state of one conversion: the article numbers, and the last one used."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self._numbers = numbers
        self._count = count(1)
        self._titled = False

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[str]:
        """Convert blocks, in order."""
        return [self._block(node) for node in nodes]

    def _block(self, node: SyntaxTreeNode) -> str:  # noqa: PLR0911 - one return per type of block
        match node.type:
            case "paragraph":
                return self._paragraph(node)
            case "heading":
                return self._heading(node)
            case "bullet_list":
                return self._bullets(node)
            case "ordered_list":
                start = int(node.attrs.get("start", 1))
                return f"#enum(start: {start}, {self._items(node.children)})"
            case "blockquote":
                return f"#quotation[{self._nested(node)}]"
            case "table":
                return self._table(node)
            case "hr":
                return "#separator()"
            case other:
                raise ValueError(other)

    def _paragraph(self, node: SyntaxTreeNode) -> str:
        """Convert a paragraph; one that introduces the next block stays on the same page."""
        text = self._inline(node)
        return f"{_STICKY}[{text}]" if _announces(node) else text

    def _heading(self, node: SyntaxTreeNode) -> str:
        title = self._inline(node)
        untitled, self._titled = not self._titled, True
        if node.tag == "h2" and node.parent is not None and node.parent.is_root:
            return f"#article({next(self._count)})[{title}]"
        # PDF/UA-1 requires the first heading of a document to be of the first level.
        return f"#part[{title}]" if node.tag == "h1" or untitled else f"#subheading[{title}]"

    def _bullets(self, node: SyntaxTreeNode) -> str:
        if all(_is_tick(item) for item in node.children):
            items = (self._nested(item).removeprefix(f'#"{_TICK}') for item in node.children)
            return "#tick-list({})".format(", ".join(f'[#"{item}]' for item in items))
        return f"#list({self._items(node.children)})"

    def _items(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        return ", ".join(f"[{self._nested(item)}]" for item in nodes)

    def _nested(self, node: SyntaxTreeNode) -> str:
        return "\n\n".join(self.blocks(node.children))

    def _table(self, node: SyntaxTreeNode) -> str:
        head, *body = [row.children for section in node.children for row in section.children]
        sides = ("right" if "right" in str(cell.attrs.get("style")) else "left" for cell in head)
        header = ", ".join(f"[{self._inline(cell)}]" for cell in head)
        cells = "".join(f", [{self._inline(cell)}]" for row in body for cell in row)
        return f"#prose-table(({', '.join(sides)},), table.header({header}){cells})"

    def _inline(self, node: SyntaxTreeNode) -> str:
        """Convert spans; adjacent text becomes one literal, so that spacing works across it."""
        parts: list[str] = []
        for is_text, group in groupby(node.children, lambda span: span.type in _TEXT):
            spans = tuple(group)
            parts.append(_text(spans) if is_text else "".join(map(self._span, spans)))
        return "".join(parts)

    def _span(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "inline":
                return self._inline(node)
            case "softbreak" | "hardbreak":
                return "#linebreak();"
            case "strong":
                return f"#strong[{self._inline(node)}]"
            case "em":
                return f"#emph[{self._inline(node)}]"
            case "link":
                return self._link(node)
            case other:
                raise ValueError(other)

    def _link(self, node: SyntaxTreeNode) -> str:
        target, inner = unquote(str(node.attrs["href"])), self._inline(node)
        if target.startswith(_ARTICLE):
            return self._reference(target.removeprefix(_ARTICLE), inner)
        if target.startswith(_LINKS):
            return f"#link({typst_string(str(node.attrs['href']))})[{inner}]"
        return inner

    def _reference(self, title: str, inner: str) -> str:
        number = self._numbers.get(article_key(title))
        if number is None:
            raise UnknownArticleError(title)
        return f"#link(<article-{number}>)[{inner}{typst_text(f'{NO_BREAK}{number}')}]"
