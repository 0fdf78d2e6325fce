"""Write tests/vendor/schema-org.json: what schema.org lets the things hold that our pages speak of.

`python tests/bench/schema_table.py SCHEMA.D.TS`, the file `dist/schema.d.ts` of the npm package `schema-dts`, which
carries the vocabulary as types. The table holds type -> property -> the types that its values may have.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

TYPES = (
    "AboutPage Article BreadcrumbList CollectionPage DefinedTerm DefinedTermSet ListItem MedicalWebPage Organization "
    "Person WebPage WebSite"
).split()
PROPERTIES = (
    "alternateName author dateModified description headline inDefinedTermSet inLanguage isPartOf item itemListElement "
    "jobTitle lastReviewed mainEntity name position publisher reviewedBy url"
).split()
"""Those that we may want to say; the vocabulary has hundreds."""
INTERFACE = re.compile(r"interface (\w+)(Base|Leaf) extends ([^{]*)\{(.*?)\n\}", re.S)
"""A type without properties of its own has a leaf alone."""
PROPERTY = re.compile(r'"(\w+)"\?: SchemaValue<(.*?), "\w+">')


def table(vocabulary: str) -> dict[str, dict[str, list[str]]]:
    """Return type -> property -> types of its values, inherited ones among them."""
    found = sorted(INTERFACE.findall(vocabulary), key=lambda match: match[1], reverse=True)
    known = {name: (parents, body) for name, _, parents, body in found}

    def properties(name: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        parents, body = known.get(name, ("", ""))
        for parent in re.findall(r"(\w+)Base", parents):
            found |= properties(parent)
        own = {key: sorted(re.findall(r"\w+", value)) for key, value in PROPERTY.findall(body)}
        return found | {key: value for key, value in own.items() if key in PROPERTIES}

    return {name: dict(sorted(properties(name).items())) for name in TYPES}


if __name__ == "__main__":
    made = table(Path(sys.argv[1]).read_text(encoding="utf-8"))
    target = Path(__file__).parent.parent / "vendor/schema-org.json"
    target.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
