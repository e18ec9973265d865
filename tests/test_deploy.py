"""nginx with the project's configuration in front of the dashboard, both on loopback; and the unit of systemd."""

import base64
import configparser
import gzip
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.visitors import Site as Address
from benchmarks.visitors import crowd
from dashboard.frame import PAGES
from tests.dashboard.browser import free_port
from tests.nginx import NAME, SITE, Site, needs_nginx, wait_for
from tests.test_load import alone

ROOT = Path(__file__).resolve().parent.parent
UNIT = ROOT / "deploy" / "civil-affairs-dashboard.service"

@needs_nginx
def test_health_is_told_through_tls(site):
    status, headers, body = site.ask("/health")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert site.ask("/_stcore/health")[0] == 200


@needs_nginx
@pytest.mark.filterwarnings("ignore:.*TLSv1_1 is deprecated")
def test_old_tls_is_refused(site):
    old = ssl.create_default_context(cafile=str(site.here / "fullchain.pem"))
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        site.connect(trust=old)


@needs_nginx
def test_plain_requests_are_sent_to_tls(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=10)
    connection.request("GET", "/growth?region=140900", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("location")) == (301, f"https://{NAME}/growth?region=140900")
    connection.close()


@needs_nginx
def test_other_names_get_no_answer(site):
    with pytest.raises(ssl.SSLError):
        site.connect("evil.example", trust=ssl._create_unverified_context())
    assert site.raw(b"GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n") == b""
    with socket.create_connection(("127.0.0.1", site.plain), 10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert connection.recv(100) == b""


@needs_nginx
def test_each_security_header_comes_once(site):
    answer = (
        site.raw(f"GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        .partition(b"\r\n\r\n")[0]
        .decode()
        .lower()
    )
    names = [line.partition(":")[0] for line in answer.splitlines()]
    for name in (
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "x-frame-options",
        "strict-transport-security",
    ):
        assert names.count(name) == 1, name
    assert "server: nginx\n" in answer.replace("\r", "") + "\n", "the version is nobody's business"


@needs_nginx
@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/growth/_stcore/metrics"])
def test_what_is_for_the_operator_is_closed(site, path):
    assert site.ask(path)[0] == 404


@needs_nginx
def test_scripts_and_data_are_compressed(site):
    page = site.ask("/")[2].decode()
    script = next(part.split('"')[0].lstrip(".") for part in page.split('src="') if ".js" in part.split('"')[0])
    for path in (script, "/data/indicators.csv"):
        status, headers, body = site.ask(path, accept_encoding="gzip")
        assert (status, headers["content-encoding"]) == (200, "gzip"), path
        assert len(gzip.decompress(body)) > 2 * len(body)


@needs_nginx
@pytest.mark.parametrize("path", ["/../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2f..%2fetc/passwd", "/data/..%5c..%5cetc%5cpasswd", "/media/%00/etc/passwd"])  # fmt: skip
def test_no_path_leads_out(site, path):
    answer = site.raw(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
    assert b"root:" not in answer
    assert b"Traceback" not in answer


@needs_nginx
def test_oversized_requests_are_refused(site):
    assert site.ask("/?q=" + "x" * 9_000)[0] == 414
    assert site.ask("/", cookie="x" * 9_000)[0] == 400
    assert site.ask("/", "POST", b"x" * 1_100_000)[0] == 413


def handshake(site: Site, origin: str) -> bytes:
    key = base64.b64encode(b"0123456789abcdef").decode()
    request = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {NAME}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: streamlit\r\n\r\n"
    )
    with site.connect() as connection:
        connection.sendall(request.encode())
        return connection.recv(200).partition(b"\r\n")[0]


@needs_nginx
def test_sessions_open_for_this_site_only(site):
    assert b" 101 " in handshake(site, f"https://{NAME}")
    assert b" 403 " in handshake(site, "https://evil.example")


@needs_nginx
def test_no_script_of_another_site_reads_the_server(site):
    for path in ("/", "/health", "/_stcore/host-config", "/_stcore/health", "/_stcore/upload_file/session/file"):
        assert "access-control-allow-origin" not in site.ask(path, origin="https://evil.example")[1], path
    # The table itself is for everybody: it holds nothing of a visitor.
    assert site.ask("/data/indicators.csv", "HEAD")[1]["access-control-allow-origin"] == "*"


@needs_nginx
def test_uploads_need_a_token(site):
    assert site.ask("/_stcore/upload_file/session/file", "PUT", b"x")[0] in (400, 403, 404)


@needs_nginx
def test_files_are_made_at_a_measured_pace(site):
    with ThreadPoolExecutor(8) as pool:
        told = Counter(pool.map(lambda _: site.ask("/data/indicators.csv?region=140900", "HEAD")[0], range(60)))
    assert set(told) == {200, 429}
    assert site.ask("/health")[0] == 200


@needs_nginx
@pytest.mark.parametrize("path", [path for path, *_ in PAGES])
def test_every_page_has_the_address_that_its_links_name(site, path):
    assert site.ask(f"/{path}?lang=zh")[0] == 200


@needs_nginx
def test_a_slow_visitor_is_cut_off(site):
    with site.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.settimeout(5)
        start = time.monotonic()
        assert b"200" not in connection.recv(1000)
        assert time.monotonic() - start < 4


@needs_nginx
def test_the_log_holds_no_visitor(site):
    site.ask("/health?name=somebody", user_agent="somebody/1.0", referer="https://somebody.example")
    lines = [json.loads(line) for line in (site.here / "civil-affairs.log").read_text(encoding="utf-8").splitlines()]
    assert {"time", "method", "path", "status", "bytes", "seconds"} <= set(lines[-1])
    written = json.dumps(lines)
    assert "somebody" not in written
    assert "127.0.0.1" not in written


@needs_nginx
def test_the_log_of_the_dashboard_is_lines_without_a_visitor(site):
    site.ask("/data/indicators.csv?region=somebody", user_agent="somebody/1.0")
    handshake(site, "https://evil.example")
    words = (site.here / "app.log").read_text(encoding="utf-8")
    told = [json.loads(line) for line in words.splitlines() if line.strip() and not line.startswith("  ")]
    assert {line["event"] for line in told} == {"ready", "refused", "log"}
    assert any("disallowed Origin" in line.get("message", "") for line in told)
    assert "somebody" not in words


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser["Service"]


def test_the_service_may_do_little():
    service = unit()
    for key, value in {"DynamicUser": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "NoNewPrivileges": "yes",
                       "CapabilityBoundingSet": "", "IPAddressDeny": "any", "IPAddressAllow": "localhost"}.items():  # fmt: skip
        assert service[key] == value
    assert "--server.address 127.0.0.1" in service["ExecStart"]
    assert "--server.port 8501" in service["ExecStart"]
    assert f"--server.allowedHosts {NAME}" in service["ExecStart"]
    assert "server 127.0.0.1:8501;" in SITE.read_text(encoding="utf-8")


READ_ONLY = """
set -e
mount --make-rprivate /
mount -t tmpfs none "$1"
mount -o remount,bind,ro /
! touch "$PWD/written" 2> /dev/null
export HOME="$1" TMPDIR="$1"
shift
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"), reason="needs root to mount"
)
def test_the_command_of_the_unit_runs_on_a_read_only_tree(tmp_path):
    port = free_port()
    command = unit()["ExecStart"].replace("8501", str(port)).split()
    assert command[0] == "/srv/civil-affairs/.venv/bin/python"
    command[0] = sys.executable
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    told = tmp_path / "told"
    (tmp_path / "home").mkdir()
    with told.open("w") as out:
        process = subprocess.Popen(
            ["unshare", "-m", "bash", "-c", READ_ONLY, "-", tmp_path / "home", *command],
            cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(port, process)
        except RuntimeError:
            if "mount:" in told.read_text(encoding="utf-8"):
                pytest.skip("cannot mount here")
            raise
        try:
            site = Address(f"http://127.0.0.1:{port}", NAME)
            told_visitors = alone(crowd(site, 1, 0, 0, least=3))
        finally:
            process.terminate()
            process.wait(20)
    assert told_visitors.errors == {}
    assert "Read-only" not in told.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_unit(tmp_path):
    path = tmp_path / UNIT.name
    path.write_text(
        UNIT.read_text(encoding="utf-8").replace("/srv/civil-affairs/.venv/bin/python", shutil.which("true") or "")
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", path],
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    assert [line for line in done.stderr.splitlines() if UNIT.name in line] == []
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", path], capture_output=True, text=True
    )
    assert rated.returncode == 0, rated.stdout[-300:]
