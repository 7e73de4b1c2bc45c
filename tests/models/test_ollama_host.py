"""Reading the address of Ollama."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import BadInput
from companion.models.ollama_host import Host, parse_host


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("", ("http://127.0.0.1:11434",)),
        ("  ", ("http://127.0.0.1:11434",)),
        ("127.0.0.1", ("http://127.0.0.1:11434",)),
        (":8080", ("http://127.0.0.1:8080",)),
        ("1.2.3.4:56789/", ("http://1.2.3.4:56789",)),
        ("example.com", ("http://example.com:11434",)),
        ("Example.COM:99", ("http://example.com:99",)),
        ("http://example.com", ("http://example.com:80",)),
        ("HTTPS://example.com", ("https://example.com:443",)),
        ("https://example.com:8443/ollama/", ("https://example.com:8443/ollama",)),
        ("example.com/some/path", ("http://example.com:11434/some/path",)),
        ("[::1]", ("http://[::1]:11434",)),
        ("::1", ("http://[::1]:11434",)),
        ("http://[fe80::1]:99/x", ("http://[fe80::1]:99/x",)),
        ("0.0.0.0", ("http://127.0.0.1:11434",)),
        ("http://0.0.0.0:11434", ("http://127.0.0.1:11434",)),
        ("[::]:11434", ("http://[::1]:11434", "http://127.0.0.1:11434")),
        ("localhost", ("http://127.0.0.1:11434", "http://[::1]:11434")),
        ("https://localhost", ("https://127.0.0.1:443", "https://[::1]:443")),
    ],
)
def test_forms_of_an_address(written: str, urls: tuple[str, ...]) -> None:
    assert parse_host(written).urls == urls


@pytest.mark.parametrize(
    "written",
    [
        "ftp://example.com",
        "example.com:port",
        "example.com:0",
        "example.com:70000",
        "user:key@example.com",
        "example.com?x=1",
        "two words",
        "[::1",
        "http://http://x",
    ],
)
def test_what_cannot_be_read_says_what_to_write(written: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_host(written)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("written", "loopback"),
    [
        ("localhost", True),
        ("0.0.0.0", True),
        ("[::]", True),
        ("127.8.9.1", True),
        ("[::1]", True),
        ("192.168.1.4", False),
        ("example.com", False),
        ("localhost.example.com", False),
    ],
)
def test_loopback(written: str, loopback: bool) -> None:
    assert parse_host(written).loopback is loopback


@given(
    st.sampled_from(["http", "https"]),
    st.one_of(
        st.ip_addresses().filter(lambda a: not a.is_unspecified and "%" not in str(a)).map(str),
        st.from_regex(r"[a-z][a-z0-9-]{0,20}(\.[a-z]{2,5})?", fullmatch=True).filter(lambda n: n != "localhost"),
    ),
    st.integers(1, 65535),
    st.from_regex(r"([a-z0-9]{1,8}(/[a-z0-9]{1,8}){0,2})?", fullmatch=True),
)
def test_an_address_reads_back_from_its_url(scheme: str, name: str, port: int, path: str) -> None:
    host = Host(scheme, name, port, path)
    assert parse_host(host.urls[0]) == host


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        host = parse_host(text)
    except BadInput:
        return
    assert 1 <= host.port <= 65535
    assert host.urls
    assert all(parse_host(url).urls == (url,) for url in host.urls)


@given(st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_the_whole_loopback_network_is_loopback(address: ipaddress.IPv4Address) -> None:
    assert parse_host(str(address)).loopback
