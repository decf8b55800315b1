"""The command `serve`: its options and what it refuses."""

import socket
import sys

import pytest
from transformer_explore.explorer.cli import main

from tests.explorer.commands.calling import refused


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("--origin nowhere", "invalid --origin 'nowhere'"),
        ("--origin https://a.example/path", "invalid --origin"),
        ("--origin https://user@a.example", "invalid --origin"),
        ("--origin ftp://a.example", "invalid --origin"),
        ("--origin https://a.example:99999", "invalid --origin"),
        ("--host 0.0.0.0", "also give --origin, such as --origin http://192.168.1.5:8000"),
        ("--host ::", "also give --origin"),
        ("--port 65536", "65535"),
        ("--host 192.0.2.1 --port 0", "cannot listen at 192.0.2.1:0"),
        ("--host no.such.host.invalid", "cannot listen at"),
    ],
)
def test_wrong_options_are_refused_in_one_line(
    typed: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *typed.split()]) == 2
    error = capsys.readouterr().err.strip().split("\n")[-1]
    assert error.startswith("transformer-explore")
    assert expected in error


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "port {} of 127.0.0.1 is in use"), ("zh", "127.0.0.1 的端口 {} 已被占用")],
)
def test_a_port_in_use_is_named(language: str, expected: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        error = refused("serve", "--port", str(port), "--lang", language)
    assert expected.format(port) in error and "--port" in error and "bind" not in error


def test_an_address_that_others_can_reach_comes_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    main(["serve", "--host", "192.0.2.1", "--port", "0"])
    assert "use a reverse proxy with TLS" in capsys.readouterr().err
    main(["serve", "--port", "0", "--origin", "nowhere"])
    assert "reverse proxy" not in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["aiohttp", "textual_serve", "jinja2"])
def test_without_the_extra_one_line_says_how_to_install_it(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if ".explorer.server" in name or name == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    assert main(["serve"]) == 3
    assert capsys.readouterr().err == (
        "transformer-explore: the server needs more packages; "
        "install them with: pip install 'transformer-explore[serve]'\n"
    )
