from dataclasses import dataclass, replace

import pytest

from catalogue.services.links.fetching import Reach
from tests.catalogue.services.links import web


@dataclass(frozen=True)
class Site:
    """`address` has no final slash; `asked` grows with each request; `files`: what it serves, see `web.Web`."""

    address: str
    asked: list[str]
    reach: Reach
    files: dict[str, tuple[bytes, dict]]

    def publish(self, path: str, body: bytes, **headers) -> str:
        """Its address."""
        self.files[path] = body, {name.replace("_", "-"): value for name, value in headers.items()}
        return f"{self.address}{path}"

    def hurried(self) -> Reach:
        return replace(self.reach, seconds=1.0)


@pytest.fixture(scope="session")
def pem(tmp_path_factory):
    return web.certificate(tmp_path_factory.mktemp("tls"), web.HOME, web.NEIGHBOUR)


@pytest.fixture
def site(pem):
    """A site on the only address that the tests may reach."""
    with web.serving(pem) as server:
        port = server.server_port
        yield Site(f"https://{web.HOME}:{port}", server.asked, web.reach(pem, port), server.files)


@pytest.fixture
def neighbour(pem, site):
    """The same port of an address that nobody may reach."""
    port = int(site.address.rpartition(":")[2])
    with web.serving(pem, web.NEIGHBOUR, port) as server:
        yield Site(f"https://{web.NEIGHBOUR}:{port}", server.asked, site.reach, server.files)
