"""The published site behind web servers: Python's own for checkers, nginx as docs/nginx.conf sets it up, and Apache."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from microsite.pages.headers import COMPRESSED, HEADERS
from tests.audit.tools import ROOT, Done, Missing, program

REQUESTS = 1_000
CONFIG = """
worker_processes 1;
error_log {place}/error.log;
pid {place}/nginx.pid;
events {{ worker_connections 64; }}
http {{
  types {{
    text/html html; text/css css; text/javascript js; image/svg+xml svg; application/xml xml; text/plain txt;
    image/png png; application/zip zip;
  }}
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path {place}; proxy_temp_path {place}; fastcgi_temp_path {place};
  uwsgi_temp_path {place}; scgi_temp_path {place};
  server {{
    listen 127.0.0.1:{port};
    root {site};
    index index.html;
    include {snippet};
  }}
}}
"""

# As docs/publishing.md says: the rest is in the site's own .htaccess.
APACHE = """
ServerRoot {place}
ServerName localhost
PidFile {place}/apache.pid
ErrorLog {place}/error.log
Listen 127.0.0.1:{port}
{modules}
TypesConfig {place}/types
DocumentRoot {place}/site
<Directory "{place}/site">
    AllowOverride FileInfo
    Require all granted
</Directory>
"""
MODULES = "mpm_event unixd authz_core mime dir headers filter deflate alias".split()
MODULE_FOLDERS = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")
TYPES = """
text/html html
text/css css
text/javascript js
image/svg+xml svg
application/xml xml
text/plain txt
image/png png
application/zip zip
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address with a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def nginx(site: Path) -> Iterator[int]:
    """Serve a folder by nginx with the project's snippet; yield the port."""
    nginx = program("nginx", "/usr/sbin/nginx", how="apt install nginx-light, brew install nginx, or nginx.org")
    with _place("nginx-") as place:
        port, config = free_port(), place / "nginx.conf"
        written = CONFIG.format(place=place, port=port, site=site, snippet=ROOT / "docs/nginx.conf")
        config.write_text(written + ("user root;\n" if os.geteuid() == 0 else ""), encoding="utf-8")
        command = [nginx, "-e", f"{place}/error.log", "-c", str(config), "-g", "daemon off;"]
        with _running(command, port, place / "error.log"):
            yield port


@contextmanager
def apache(site: Path) -> Iterator[int]:
    """Serve a folder by Apache, which knows of it what its .htaccess says; yield the port."""
    apache = program("apache2", "httpd", "/usr/sbin/apache2", "/usr/sbin/httpd", how="apt install apache2, or httpd")
    folder = next((folder for folder in MODULE_FOLDERS if Path(folder).is_dir()), "")
    with _place("apache-") as place:
        # A copy: its workers are nobody, who may not enter the folder that the site was built in.
        shutil.copytree(site, place / "site")
        (place / "types").write_text(TYPES, encoding="utf-8")
        # What a system has built in lies in no file.
        files = [(name, Path(folder, f"mod_{name}.so")) for name in MODULES]
        modules = "\n".join(f"LoadModule {name}_module {path}" for name, path in files if path.is_file())
        port, config = free_port(), place / "apache.conf"
        config.write_text(APACHE.format(place=place, port=port, modules=modules), encoding="utf-8")
        with _running([apache, "-f", str(config), "-DFOREGROUND"], port, place / "error.log"):
            yield port


@contextmanager
def _place(prefix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=prefix) as place:
        # Workers of a server are nobody, who must be able to read it.
        os.chmod(place, 0o755)
        yield Path(place)


def free_port() -> int:
    """Return the number of a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    """Run a server until the end; Missing where it does not start."""
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                said = log.read_text(encoding="utf-8") if log.exists() else ""
                raise Missing(f"{Path(command[0]).name} does not start: {said}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


SERVERS = {"nginx": nginx, "apache": apache}
Answer = tuple[int, Mapping[str, str], bytes]


def audit(site: Path, by: str) -> Done:
    """Ask a server for every file, and 1,000 times in all: status, headers, compression, bytes, what is new."""
    faults: list[str] = []
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    hidden = [name for name in files if name.startswith((".", "_"))]
    shown = [name for name in files if name not in hidden]
    with SERVERS[by](site) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)

        def ask(path: str, **headers: str) -> Answer:
            connection.request("GET", f"/{path}", headers=headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()

        for name in shown:
            faults += _file_faults(name, (site / name).read_bytes(), ask)
        for name in (*hidden, "none.html", "articles/none.html"):
            status, headers, data = ask(name)
            if (
                status != 404
                or data != (site / "404.html").read_bytes()
                or headers.get("X-Content-Type-Options") is None
            ):
                faults.append(f"/{name}: {status}, not the page for what is not there")
        status, _, data = ask("")
        if data != (site / "index.html").read_bytes():
            faults.append(f"/: {status}, not the home page")
        count = 3 * len(shown) + len(hidden) + 3
        for n in range(count, REQUESTS):
            status = ask(shown[n % len(shown)])[0]
            if status != 200:
                faults.append(f"/{shown[n % len(shown)]}: {status} at request {n}")
        connection.close()
    asked = f"{len(shown)} files with their headers, plain, compressed and once more"
    return Done(f"{by}: {max(count, REQUESTS):,} requests: {asked}, {len(hidden) + 2} not to be seen", tuple(faults))


def _file_faults(name: str, data: bytes, ask: Callable[..., Answer]) -> Iterator[str]:
    status, headers, got = ask(name)
    if status != 200 or got != data:
        yield f"/{name}: {status}, {len(got)} bytes instead of {len(data)}"
    for header, value in HEADERS:
        if headers.get(header) != value:
            yield f"/{name}: {header} is {headers.get(header)!r}"
    kind = headers.get("Content-Type", "")
    if kind.split(";")[0] in COMPRESSED.split():
        _, headers, got = ask(name, **{"Accept-Encoding": "gzip"})
        # A few bytes are not worth it, says nginx.
        if len(data) > 1_000 and headers.get("Content-Encoding") != "gzip":
            yield f"/{name}: is not compressed ({kind})"
        elif headers.get("Content-Encoding") == "gzip" and gzip.decompress(got) != data:
            yield f"/{name}: compressed, it is something else"
    # As a browser asks that has it already, with what it was told of it.
    known = {"If-None-Match": headers.get("ETag"), "If-Modified-Since": headers.get("Last-Modified")}
    told = {key: value for key, value in known.items() if value}
    status, _, _ = ask(name, **{"Accept-Encoding": "gzip"}, **told)
    if status != 304:
        yield f"/{name}: {status}, not “not modified”, to who has it already"
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        yield f"/{name}: {kind} without its encoding"
