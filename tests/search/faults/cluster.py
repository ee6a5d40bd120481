"""A cluster of three nodes of our own, to lose some of them: the script that STORE_ELASTICSEARCH names starts it."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

SCRIPT = os.environ.get("STORE_ELASTICSEARCH", "")
needs_cluster = pytest.mark.skipif(
    not SCRIPT and os.environ.get("STORE_REQUIRE_ALL") != "1",
    reason="STORE_ELASTICSEARCH does not name the script that starts a cluster (.ci/elasticsearch)",
)


class Cluster:
    """`addresses`: of the nodes, which are called 1, 2 and 3."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.addresses = self._said("start", "--nodes", "3").split()

    def kill(self, *nodes: int) -> None:
        self._said("kill", *nodes)

    def revive(self, *nodes: int) -> None:
        self._said("revive", *nodes)

    def holding(self, pattern: str) -> list[int]:
        """The nodes that hold these indexes, the one that writes first."""
        with Elasticsearch(self.addresses) as client:
            shards = client.cat.shards(index=pattern, format="json")
        ordered = sorted(shards.body, key=lambda shard: shard["prirep"])
        return [int(shard["node"].removeprefix("node-")) for shard in ordered if shard["state"] == "STARTED"]

    def _said(self, command: str, *options: object) -> str:
        asked = [SCRIPT, command, self._place, *options]
        return subprocess.run([str(one) for one in asked], check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Not in a directory of pytest's, where only its own account may go."""
    with tempfile.TemporaryDirectory(prefix="store-cluster-", ignore_cleanup_errors=True) as place:
        try:
            cluster = Cluster(Path(place))
            yield cluster
        finally:
            subprocess.run([SCRIPT, "stop", place], check=True)
