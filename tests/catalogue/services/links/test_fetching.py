"""Asking an address that anybody may have written, against real servers on this machine."""

import socket
import ssl
import time
from dataclasses import replace
from ipaddress import ip_address

import pytest

from catalogue.services.links.fetching import PUBLIC, FetchFailed, fetched, final_status, is_public


def test_a_site_answers(site):
    assert final_status(f"{site.address}/guide?page=2&q=été", site.reach) == 200
    assert site.asked == ["/guide?page=2&q=%C3%A9t%C3%A9"]


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_a_site_says_no(site, status):
    assert final_status(f"{site.address}/{status}", site.reach) == status


def test_redirections_are_followed_three_times(site):
    assert final_status(f"{site.address}/vers//vers//vers//fin", site.reach) == 200
    with pytest.raises(FetchFailed, match="Plus de 3"):
        final_status(f"{site.address}/vers//vers//vers//vers//fin", site.reach)
    assert site.asked.count("/fin") == 1


def test_an_address_of_a_private_network_is_not_even_connected_to(site, neighbour):
    with pytest.raises(FetchFailed, match="privé"):
        final_status(f"{neighbour.address}/secret", site.reach)
    assert neighbour.asked == []


def test_a_redirection_does_not_lead_into_a_private_network(site, neighbour):
    with pytest.raises(FetchFailed, match="privé"):
        final_status(f"{site.address}/vers/{neighbour.address}/secret", site.reach)
    assert len(site.asked) == 1
    assert neighbour.asked == []


@pytest.mark.parametrize("url", ["http://{host}/", "/vers/http://{host}/"])
def test_what_is_not_protected_is_not_asked(site, url):
    host = site.address.removeprefix("https://")
    full = url.format(host=host) if url.startswith("http") else site.address + url.format(host=host)
    with pytest.raises(FetchFailed, match="https"):
        final_status(full, site.reach)


@pytest.mark.parametrize("path", ["lent", "muet"])
def test_a_site_that_drips_or_keeps_silent_is_left_in_time(site, path):
    begun = time.monotonic()
    with pytest.raises(FetchFailed, match="à temps"):
        final_status(f"{site.address}/{path}", site.hurried())
    assert time.monotonic() - begun < 2


def test_name_servers_that_keep_silent_are_left_in_time_too(site, monkeypatch):
    asked = []

    def silent(*args, **kwargs):
        asked.append(args)
        time.sleep(3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    begun = time.monotonic()
    with pytest.raises(FetchFailed, match="à temps"):
        final_status(f"{site.address}/guide", site.hurried())
    assert asked and time.monotonic() - begun < 2


def test_a_certificate_that_nobody_vouches_for_is_refused(site):
    with pytest.raises(FetchFailed, match="certificat"):
        final_status(site.address, replace(site.reach, tls=ssl.create_default_context()))
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://127.0.0.1/", "privé"),
        ("https://localhost/", "privé"),
        ("https://[::1]/", "privé"),
        ("https://10.1.2.3/", "privé"),
        ("https://169.254.169.254/latest/meta-data/", "privé"),
        ("https://[::169.254.169.254]/", "privé"),
        ("https://[::ffff:169.254.169.254]/", "privé"),
        ("https://[fec0::1]/", "privé"),
        ("https://a%00b.fr/", ""),
        ("https://a\x00b.fr/", ""),
        ("https://127.0.0.1:8000/", "Port 8000"),
        ("https://exemple.invalid/", "n'existe pas"),
        ("https://claude:secret@127.0.0.1/", "mal formée"),
        ("https://127.0.0.1:99999/", "mal formée"),
        ("https://[::1/", "mal formée"),
        ("https:///chemin", "mal formée"),
        ("file:///etc/passwd", "mal formée"),
        ("ftp://exemple.fr/", "mal formée"),
        (f"https://{'a' * 70}.fr/", ""),
        ("https://127.0.0.1/\r\nHost: autre", ""),
    ],
)
def test_outside_tests_only_public_https_is_reached(url, reason):
    with pytest.raises(FetchFailed) as failure:
        final_status(url, PUBLIC)
    assert reason in str(failure.value)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "2a01:cb00::1", "2620:fe::fe"])
def test_public_addresses(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104  nobody listens to it
        "10.0.0.1",
        "100.64.0.1",
        "169.254.1.1",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "fec0::1",
        "feff::1",
        "100::1",
        "5f00::1",
        "2001:db8::1",
        "2001:2::1",
        "2001:10::1",
        "3fff::1",
        "192.88.99.1",
        "192.0.0.9",
        "198.18.0.1",
        "240.0.0.1",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(ip_address(address))


def test_a_file_is_read_whole_after_redirections(site):
    site.publish("/usages.csv", b"a;b\n" * 1_000)
    assert fetched(f"{site.address}/vers//usages.csv", 4_000, site.reach) == b"a;b\n" * 1_000


def test_a_file_that_is_too_large_is_not_kept(site):
    with pytest.raises(FetchFailed, match="dépasse 1 Mo"):
        fetched(site.publish("/gros", b"x" * (1024 * 1024 + 1)), 1024 * 1024, site.reach)


def test_a_file_that_arrives_cut_or_compressed_is_refused(site):
    with pytest.raises(FetchFailed, match="incomplet"):
        fetched(site.publish("/coupe", b"a;b", Content_Length=10), 100, site.hurried())
    with pytest.raises(FetchFailed, match="compressé"):
        fetched(site.publish("/gz", b"a;b", Content_Encoding="gzip"), 100, site.reach)


def test_a_file_that_is_not_there_is_refused(site):
    with pytest.raises(FetchFailed, match="404"):
        fetched(f"{site.address}/404", 100, site.reach)
