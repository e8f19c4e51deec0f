"""Promises of what an administrator is given: systemd takes the units, and Inkling knows what they say."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit import config

from model.storage.paths import ROOT
from tests.deployed import DEPLOY, PYTHON, module, settings, unit
from tests.nginx import CONFIGURATION
from ui.serving import open_files

UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
INKLINGS = [name for name in UNITS if name.startswith("inkling")]
RAY = str(Path(PYTHON).with_name("ray"))
DOCS = sorted((ROOT / "docs").glob("deployment*.md"))
# What Streamlit's elements of these names would bring by a second request, which could reach another server.
SENT_APART = {"image", "logo", "pyplot", "audio", "video", "pdf"}


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name: str, tmp_path: Path) -> None:
    assert unit(name)["Service"]["ExecStart"].startswith((PYTHON, RAY))
    if not (analyze := shutil.which("systemd-analyze")):  # on macOS: read as systemd reads it, and no more
        return
    here = tmp_path / name
    here.write_text(
        (DEPLOY / name)
        .read_text()
        .replace(PYTHON, sys.executable)
        .replace(RAY, str(Path(sys.executable).with_name("ray")))
    )
    told = subprocess.run([analyze, "verify", here], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout + told.stderr) == (0, "")


@pytest.mark.parametrize("name", INKLINGS)
def test_unit_starts_in_the_folder_of_the_settings_with_the_environment(name: str) -> None:
    """Streamlit reads `.streamlit/` of the folder in which it is started."""
    service = unit(name)["Service"]
    assert PYTHON.startswith(service["WorkingDirectory"] + "/")
    assert service["EnvironmentFile"] == "/etc/inkling.env"
    assert (ROOT / module(name)[0] / "__main__.py").exists()


def test_server_of_pages_may_have_as_many_connections_as_it_asks_for() -> None:
    assert unit("inkling.service")["Service"]["LimitNOFILE"] == str(open_files.MOST)


def test_training_that_is_ended_for_memory_or_by_a_restart_of_the_pages_takes_nothing_else_along() -> None:
    assert unit("inkling.service")["Service"]["KillMode"] == "process"
    for name in ("inkling.service", "inkling-worker.service", "ray-worker.service"):
        assert unit(name)["Service"]["OOMPolicy"] == "continue"


def test_environment_is_what_inkling_the_units_and_streamlit_know() -> None:
    code = "\n".join(path.read_text() for room in ("model", "ui") for path in (ROOT / room).rglob("*.py"))
    texts = [*(path.read_text() for path in DOCS), "\n".join(settings())]
    named = {name for text in texts for name in re.findall(r"\b(?:INKLING|STREAMLIT)_[A-Z_]+\b", text)}
    units = "\n".join(path.read_text() for path in DEPLOY.glob("*.service"))
    options = {"STREAMLIT_" + re.sub(r"(?=[A-Z])|\.", "_", option).upper() for option in config.get_config_options()}
    known = {name for name in named if name in options or f'"{name}"' in code or f"${{{name}}}" in units}
    assert named - known == set()
    assert named >= {"INKLING_DATABASE_URL", "INKLING_STORE", "STREAMLIT_SERVER_COOKIE_SECRET"}


def test_no_page_shows_what_a_second_request_would_bring() -> None:
    called = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SENT_APART
        if ast.unparse(node.func) != "html.image"  # ours: a data URI
    ]
    assert called == []


def test_nginx_of_the_readme_tells_pupils_no_figures_either() -> None:
    """What that of several servers does is tried with a real one."""
    (refusal,) = re.findall(
        r"^    location \S+ \S*metrics\S* \{\n.*?^    \}\n", CONFIGURATION.read_text(), flags=re.MULTILINE | re.DOTALL
    )
    assert refusal in (ROOT / "README.md").read_text()


def test_documentation_says_the_same_in_each_language() -> None:
    blocks, codes = (
        [re.findall(pattern, path.read_text(), flags=re.MULTILINE | re.DOTALL) for path in DOCS]
        for pattern in (r"^```\n(.*?)^```$", r"`([^`\n]+)`")
    )
    assert len(DOCS) == 2
    assert blocks[0] == blocks[1] != []
    assert sorted(codes[0]) == sorted(codes[1])


def test_documentation_names_all_that_the_units_read() -> None:
    read = {name for path in DEPLOY.glob("*.service") for name in re.findall(r"\$\{([A-Z_]+)\}", path.read_text())}
    assert read
    assert {name for name in read for path in DOCS if f"`{name}`" not in path.read_text()} == set()


def test_documentation_lets_the_servers_into_the_database_of_the_settings() -> None:
    """PostgreSQL as it comes listens on its own machine alone, and lets nobody else in."""
    text, told = DOCS[0].read_text(), settings()
    url = urlsplit(told["INKLING_DATABASE_URL"])
    assert f"`listen_addresses = '{url.hostname}'`" in text
    (line,) = re.findall(r"`host (\S+) (\S+) (\S+) scram-sha-256`", text)
    assert line[:2] == (url.path.strip("/"), url.username)
    assert ip_address(told["STREAMLIT_SERVER_ADDRESS"]) in ip_network(line[2])


def test_documentation_starts_a_service_after_its_settings() -> None:
    """What is copied is edited, and the passcode set, before anything runs; nginx gets no file for two servers."""
    copied, passcode, started = re.findall(r"^```\n(.*?)^```$", DOCS[0].read_text(), flags=re.MULTILINE | re.DOTALL)[:3]
    assert "deploy/inkling.env" in copied
    assert "nginx.conf" not in copied
    assert "-m model passcode" in passcode
    assert [line.split()[:2] for line in started.splitlines()] == [
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable"],
        ["systemctl", "reload"],
    ]
    assert "systemctl" not in copied + passcode
