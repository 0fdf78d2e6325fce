"""The glossary linker: what is a mention, where it may be linked, and that nothing else of a page changes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

import pytest

from microsite.glossary import Link, apply_links, mark_candidates
from microsite.lexicon import Lexicon, lexicon_of
from microsite.model import Source, Term
from microsite.problem import Place

from .cases import ROOT, Case, read_cases
