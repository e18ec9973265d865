"""nginx with the project's configuration in front of the dashboard, both on loopback, for the tests and the load run."""

import http.client
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.dashboard.browser import free_port, started

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "deploy" / "nginx.conf"
NAME = "dashboard.example"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
OPENSSL = shutil.which("openssl")
needs_nginx = pytest.mark.skipif(
    not NGINX or not OPENSSL, reason="nginx or openssl is not installed (apt-get install nginx-light openssl)"
)
MAIN = """
daemon off; master_process off; worker_processes 1; pid {here}/nginx.pid; error_log {here}/error.log info;
events {{ worker_connections 512; }}
http {{
    include {here}/mime.types; default_type application/octet-stream;
    client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
    include {here}/site.conf;
}}
"""  # fmt: skip


class Site:
    """The running site: its ports, the process of the dashboard, and requests to the site by name."""

    def __init__(self, here: Path, plain: int, tls: int, pid: int) -> None:
        self.here, self.plain, self.tls, self.pid = here, plain, tls, pid
        self.trust = ssl.create_default_context(cafile=str(here / "fullchain.pem"))

    def connect(self, name: str = NAME, trust: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        return (trust or self.trust).wrap_socket(
            socket.create_connection(("127.0.0.1", self.tls), 10), server_hostname=name
        )

    def raw(self, request: bytes, limit: int = 1 << 20) -> bytes:
        """What comes back on a connection of its own, as it is."""
        with self.connect() as connection:
            connection.sendall(request)
            answer = b""
            while len(answer) < limit and (more := connection.recv(65536)):
                answer += more
        return answer

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.tls, timeout=20)
        connection.sock = self.connect()  # type: ignore[assignment]
        connection.request(
            method,
            path,
            body,
            {"Host": headers.pop("host", NAME), **{key.replace("_", "-"): value for key, value in headers.items()}},
        )
        answer = connection.getresponse()
        found = answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        connection.close()
        return found


def configured(here: Path, plain: int, tls: int, app: int, more: dict[str, str]) -> str:
    """The site as it is delivered, but for ports, paths, the patience with slow visitors, and `more` changes."""
    text = SITE.read_text(encoding="utf-8")
    changes = {
        "listen 80": f"listen 127.0.0.1:{plain}", "listen 443": f"listen 127.0.0.1:{tls}", "127.0.0.1:8501": f"127.0.0.1:{app}",
        f"/etc/letsencrypt/live/{NAME}": str(here), "/var/log/nginx": str(here), "client_header_timeout       10s": "client_header_timeout 1s", **more,
    }  # fmt: skip
    for old, new in changes.items():
        assert old in text, f"{old} is not in {SITE.name}"
        text = text.replace(old, new)
    return text


@contextmanager
def behind_nginx(here: Path, published: Path | None = None, **changes: str) -> Iterator[Site]:
    """The dashboard and nginx in front of it, in a folder of their own; `changes` replace words of the configuration."""
    plain, tls = free_port(), free_port()
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", here / "privkey.pem", "-out", here / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    (here / "mime.types").write_text("types { text/html html; application/javascript js; text/css css; }")
    (here / "nginx.conf").write_text(MAIN.format(here=here))
    with started(published, here / "app.log", host=NAME) as (address, pid):
        (here / "site.conf").write_text(configured(here, plain, tls, int(address.rsplit(":", 1)[1]), changes))
        process = subprocess.Popen([NGINX, "-c", here / "nginx.conf", "-p", here], stderr=subprocess.PIPE)
        try:
            wait_for(tls, process)
            yield Site(here, plain, tls, pid)
        finally:
            process.terminate()
            process.wait(10)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"it ended: {process.stderr.read().decode() if process.stderr else process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("it did not answer in time")
