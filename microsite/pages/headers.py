"""What a web server says with each file, from one list: for Netlify and Cloudflare Pages, Apache, and nginx.

A page carries its policy itself, too, because GitHub Pages and a disk send no headers of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ..model import Config

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'"
)
"""What a page may do, as it says itself: run and load what lies beside it, and nothing else."""

HEADERS: tuple[tuple[str, str], ...] = (
    # Who may frame a page only the server can say: in a page's own policy browsers log it as an error.
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    # Asked for anew each time, and answered with “not modified”: no file carries a digest of its bytes in its name,
    # so one that is kept for long would outlive the page that it belongs to.
    ("Cache-Control", "no-cache"),
)
"""Header -> value, the same for every file of a site."""

COMPRESSED = (
    "text/html text/css text/plain text/javascript application/javascript application/json application/xml text/xml "
    "application/atom+xml image/svg+xml"
)
"""Types of files that are smaller when they are sent compressed."""

NETLIFY_FILE, APACHE_FILE = "_headers", ".htaccess"


def headers(config: Config) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of the files that tell a web server what to say."""
    yield NETLIFY_FILE, netlify().encode()
    yield APACHE_FILE, apache(urlsplit(config.site_url).path or "/").encode()


def netlify() -> str:
    """Return `_headers`, as Netlify and Cloudflare Pages read it."""
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in HEADERS)


def apache(root: str) -> str:
    """Return `.htaccess`; `root` is the path of the site on its server, with a slash at its end.

    Asks for nothing but what `AllowOverride FileInfo` grants: more would be answered with error 500.
    """
    said = "".join(f'  Header always set {name} "{value}"\n' for name, value in HEADERS)
    return (
        f"ErrorDocument 404 {root}404.html\n"
        "AddCharset utf-8 .html .css .js .svg .txt .xml\n"
        f"<IfModule mod_headers.c>\n{said}</IfModule>\n"
        f"<IfModule mod_deflate.c>\n  AddOutputFilterByType DEFLATE {COMPRESSED}\n</IfModule>\n"
        "# Apache does not know the tag again that it gives a compressed file. Without tags the time decides.\n"
        "FileETag None\n"
        "# What is meant for other servers, and what publishing leaves.\n"
        '<IfModule mod_alias.c>\n  RedirectMatch 404 "/(\\.(?!well-known/)|_headers$)"\n</IfModule>\n'
    )


def nginx() -> str:
    """Return what an nginx `server` includes; it is kept in docs/nginx.conf."""
    said = "".join(f'add_header {name} "{value}" always;\n' for name, value in HEADERS)
    # text/html is always compressed, and naming it again makes nginx warn.
    types = COMPRESSED.removeprefix("text/html ")
    return (
        "# Inside the server { } of the site:  root /path/to/public;  include /path/to/nginx.conf;\n"
        "# Made by microsite/pages/headers.py from the same list as _headers and .htaccess.\n"
        f"{said}"
        "charset utf-8;\n"
        f"charset_types {types};\n"
        "gzip on;\n"
        "gzip_vary on;\n"
        f"gzip_types {types};\n"
        "error_page 404 /404.html;\n"
        "# What is meant for other servers, and what publishing leaves.\n"
        "location = /_headers { return 404; }\n"
        "location ~ /\\.(?!well-known/) { return 404; }\n"
    )
