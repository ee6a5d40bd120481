"""The Elasticsearch cluster that a measure is taken on: how many nodes, what they hold in memory."""

import os
from functools import cache
from pathlib import Path

from elasticsearch import Elasticsearch

from tests.bench.resources import resident

ADDRESS = "ELASTICSEARCH_URL"
PREFIX = "ELASTICSEARCH_PREFIX"
"""What the names of our indexes start with: those of the benchmark are not those of the project."""


def label() -> str:
    nodes = _client().cluster.health()["number_of_nodes"]
    return f"elasticsearch, {nodes} node{'s' if nodes > 1 else ''}"


def identity() -> str:
    """What is indexed in one cluster is not in another."""
    return _client().info()["cluster_uuid"]


def memory() -> dict:
    """In bytes, all nodes together: the heap they may use; what their processes hold, of those on this machine."""
    heaps = _client().nodes.stats(metric="jvm")["nodes"].values()
    processes = _client().nodes.info(metric="process")["nodes"].values()
    return {
        "heap": sum(node["jvm"]["mem"]["heap_max_in_bytes"] for node in heaps),
        "resident": sum(resident(Path(f"/proc/{node['process']['id']}/status")) for node in processes),
    }


def on_disk() -> int:
    """Without its copies on other nodes."""
    return _client().indices.stats(index=f"{os.environ[PREFIX]}*", metric="store")["_all"]["primaries"]["store"][
        "size_in_bytes"
    ]


def forget(prefix: str) -> None:
    """Delete the indexes whose names start so."""
    for name in _client().indices.get(index=f"{prefix}*"):
        _client().indices.delete(index=name)


@cache
def _client() -> Elasticsearch:
    return Elasticsearch(os.environ[ADDRESS].split(","))
