"""A Site becomes pages: the one door to Jinja.

Templates belong to the project and are trusted: they run without a sandbox. What editors write is not: it is
escaped everywhere but in a finished body, and every address in a template goes through `safe_url`.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ..memory.memo import Memo, Task, batches, in_shelves, key_of, one_behind, remember_nothing
from ..model import File
from ..problem import Place, Problem
from ..text.blame import at_work
from ..text.crossrefs import OUTSIDE, SCHEME, relative
from ..words import words_of
from .headers import POLICY
from .plans import Plan
from .structured import structured
from .views import View

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

RULE = "template"
FOLDER = "templates"
AT_ONCE = 64
"""Pages whose views are held together: that of a term holds all that is said of it. Enough to keep workers busy."""


class UnsafeUrl(ValueError):
    """An address that no page may link to; becomes a Problem with the template's line."""


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of a build, read once, so that all pages of a build come from the same text."""

    files: Mapping[str, str] = field(compare=False)
    """Name relative to the folder of templates, with forward slashes -> text."""
    digest: str
    problems: tuple[Problem, ...] = ()


# --------------------------------------------------------------------------------------------- the whole site


Pages = tuple[File | Problem, ...]


class Press(NamedTuple):
    """What makes pages of views, all of a build from the same templates; Jinja comes with the first page to make."""

    templates: Templates
    bytecode: Path | None
    """Folder for Jinja's compiled templates."""
    memo: Memo

    def pages(self, plans: Iterable[Plan]) -> Iterator[File | Problem]:
        """Yield the page of every plan, or what is wrong, each fault once."""
        yield from self.templates.problems
        if self.templates.problems:
            return
        told: set[Problem] = set()
        for shelves in one_behind(map(self.announced, batches(plans, AT_ONCE))):
            for page in chain.from_iterable(make() for make in shelves):
                if isinstance(page, File) or page not in told:
                    yield page
                if isinstance(page, Problem):
                    told.add(page)

    def announced(self, plans: Sequence[Plan]) -> list[Callable[[], Pages]]:
        """Return how shelves of pages are made, and have it done in the meantime where somebody can."""
        shelves: list[Callable[[], Pages]] = []
        tasks: list[Task] = []
        for shelf in in_shelves(plans):
            key = self.key_for(shelf)
            new = [] if key and self.memo.knows("printed", key) else [*map(self.task, shelf)]
            make = partial(self.shelf, shelf, new)
            shelves.append(partial(self.memo, "printed", key, make, is_whole=True) if key else make)
            tasks += new
        self.memo.ahead("page", tasks)
        return shelves

    def key_for(self, plans: Sequence[Plan]) -> str:
        """Return what stands for the pages of a shelf, "" where one of their views has to be made to be known."""
        return key_of(self.templates.digest, *(plan.seen for plan in plans)) if all(p.seen for p in plans) else ""

    def shelf(self, plans: Sequence[Plan], tasks: Sequence[Task]) -> Pages:
        """Return the pages of a shelf; `tasks` tell how they are made, where that was worked out before."""
        pages = []
        for plan, task in zip(plans, tasks or map(self.task, plans), strict=True):
            if plan.seen:
                # Asked for here as well: what a shelf is made of is kept with it.
                self.memo("view", self.key_for([plan]), partial(str, task.key.rpartition(" ")[2]))
            pages.append(self.memo("page", task.key, task.make))
        return tuple(pages)

    def task(self, plan: Plan) -> Task:
        """Return how a page is made, and by what it is remembered. Its view is made where that is new."""
        view: View | None = None

        def digest_made() -> str:
            nonlocal view
            view = plan.view()
            return digest_of(view, self.templates)

        digest = self.memo("view", self.key_for([plan]), digest_made) if plan.seen else digest_made()
        key = f"{plan.url} {digest}"
        if view is None and self.memo.knows("page", key):
            # It is made only if what is remembered is damaged.
            return Task(key, lambda: _made(plan.view(), self.templates, self.bytecode), plan.url)
        return Task(key, partial(_made, view or plan.view(), self.templates, self.bytecode), plan.url)


def press_of(templates: Sequence[Path], *, memo: Memo = remember_nothing, bytecode: Path | None = None) -> Press:
    """Return the press of a build.

    `templates` are folders, searched in order: a site's own before the project's.
    """
    return Press(read_templates(templates), bytecode, memo)


def _made(view: View, templates: Templates, bytecode: Path | None) -> File | Problem:
    with at_work(f"making {view.frame.url}"):
        html = page_html(view, environment(templates, bytecode))
        return html if isinstance(html, Problem) else File.of(view.frame.url, html.encode())


def digest_of(view: View, templates: Templates) -> str:
    """Return the digest of all that decides a page's HTML, but for our own code and its libraries."""
    # The repr of frozen values made of text, numbers, dates and tuples is their content in every process.
    return hashlib.sha256(f"{templates.digest}\0{view!r}".encode("utf-8", "surrogatepass")).hexdigest()


def read_templates(folders: Sequence[Path]) -> Templates:
    """Return all templates of the folders; where two have the same name, the one of the earlier folder."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for folder in folders:
        for path in sorted(folder.rglob("*.html")) if folder.is_dir() else ():
            name = path.relative_to(folder).as_posix()
            if name in files or any(part.startswith(".") for part in name.split("/")):
                continue
            if path.exists() and not path.is_file():
                problems.append(_problem(name, 0, "not an ordinary file"))
                files[name] = ""
                continue
            try:
                files[name] = path.read_bytes().decode("utf-8-sig")
            except UnicodeDecodeError as fault:
                line = fault.object[: fault.start].count(b"\n") + 1
                problems.append(_problem(name, line, "this is not UTF-8", "Save the file as UTF-8."))
                files[name] = ""
            except OSError as fault:
                problems.append(_problem(name, 0, f"cannot be read: {fault.strerror}"))
                files[name] = ""
    digest = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()
    return Templates(MappingProxyType(files), digest, tuple(problems))


# --------------------------------------------------------------------------------------------------- one page


@lru_cache(maxsize=2)
def environment(templates: Templates, bytecode: Path | None = None) -> Environment:
    """Return Jinja as this project uses it: everything escaped, no undefined name passed over in silence."""
    from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined, pass_context

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        text = templates.files.get(name)
        return None if text is None else (text, f"{FOLDER}/{name}", lambda: True)

    @pass_context
    def link(context: Context, url: str) -> str:
        frame = context["frame"]
        return safe_url(frame.root + url if frame.root else way(frame.url, url))

    env = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        # A worker on another machine has no such folder.
        bytecode_cache=FileSystemBytecodeCache(str(bytecode)) if bytecode and bytecode.is_dir() else None,
    )
    env.filters["link"] = link
    env.filters["safe_url"] = safe_url
    env.globals["policy"] = POLICY
    # In the order in which they were said, and readable in every language.
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return env


def page_html(view: View, env: Environment) -> str | Problem:
    """Return the page that shows `view`, or what is wrong with its template."""
    words = words_of(view.frame.language)

    shown = {"view": view, "frame": view.frame, "words": words, "structured": structured(view), "day": words.day}
    html = filled(view.template, env, shown)
    return html if isinstance(html, Problem) or html.endswith("\n") else html + "\n"


Fill = Callable[[str, Mapping[str, object]], str | Problem]
"""Takes the name of a template and what it shows."""


def filler(templates: Sequence[Path], bytecode: Path | None = None) -> Fill:
    """Return a function that fills a template of these folders outside of a build."""
    env = environment(read_templates(templates), bytecode)
    return lambda name, shown: filled(name, env, shown)


def filled(name: str, env: Environment, shown: Mapping[str, object]) -> str | Problem:
    """Return the template of that name with what it shows, or what is wrong with it."""
    from jinja2 import TemplateError

    try:
        return env.get_template(name).render(**shown)
    except (
        TemplateError,
        UnsafeUrl,
        RecursionError,
        ArithmeticError,
        TypeError,
        ValueError,
        LookupError,
    ) as fault:
        problem = _as_problem(fault, name)
        if problem is None:
            raise
        return problem


def _as_problem(fault: BaseException, name: str) -> Problem | None:
    """Return the fault with the template's line, or None where no template had a hand in it: it is ours."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

    if isinstance(fault, TemplateSyntaxError):
        at = (fault.filename or fault.name or name).removeprefix(f"{FOLDER}/")
        return _problem(at, fault.lineno, _said(fault))
    frames = [
        (frame.filename.removeprefix(f"{FOLDER}/"), frame.lineno or 0)
        for frame in traceback.extract_tb(fault.__traceback__)
        if frame.filename.startswith(f"{FOLDER}/")
    ]
    at, line = frames[-1] if frames else (name, 0)
    if isinstance(fault, TemplateNotFound):
        known = "Templates lie in the folder templates of the site or of the project."
        return _problem(at, line, f"there is no template “{fault.name}”", known)
    if isinstance(fault, RecursionError):
        # The deepest frame is chance; the first is where the circle is entered.
        at, line = frames[0] if frames else (name, 0)
        return _problem(at, line, "this template includes or calls itself without end")
    if isinstance(fault, UndefinedError):
        return _problem(at, line, _said(fault), "The fields of a page are in microsite/pages/views.py.")
    return _problem(at, line, _said(fault)) if frames else None


def _said(fault: BaseException) -> str:
    """Return the fault's message without objects' inner names, which change from run to run."""
    text = str(fault) or type(fault).__name__
    return re.sub(r"'?(?:<)?\bmicrosite(?:\.\w+)+\.(\w+)(?: object)?(?: at 0x[0-9a-f]+>)?'?", r"“\1”", text)


def _problem(name: str, line: int, message: str, hint: str = "") -> Problem:
    return Problem(Place(f"{FOLDER}/{name}", line), RULE, message, hint)


# -------------------------------------------------------------------------------------------------- addresses


def way(page: str, target: str) -> str:
    """Return the link from the page at address `page` to `target`, an address with an anchor or without.

    It works from a server's root, below a path, from a zip and from disk, because it never starts at a root.
    """
    url, hash_, anchor = target.partition("#")
    if not url or (url == page and anchor):
        return f"#{anchor}"
    return relative(url, page) + hash_ + anchor


def safe_url(url: str) -> str:
    """Return `url` where a page may link to it: http, https, mailto, tel, or a page of this site.

    UnsafeUrl for anything else: a scheme that runs something, or an address that only looks relative.
    """
    # Browsers drop tabs, line ends, and leading blanks and control characters before they read the scheme.
    read = re.sub(r"[\t\r\n]", "", url).lstrip("".join(map(chr, range(33))))
    scheme = SCHEME.match(read)
    if (scheme and scheme[1].lower() not in OUTSIDE) or re.match(r"[/\\]{2}", read):
        raise UnsafeUrl(f"no page may link to “{url[:80]}”")
    return url
