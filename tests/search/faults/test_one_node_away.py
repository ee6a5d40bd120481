"""One address of two answers: commands and the worker, who have time, ask the other one."""

import pytest

from search.collections import SERVICES
from search.engines.elastic import ElasticEngine
from tests.search.elasticsearch import SERVER, needs_elasticsearch
from tests.search.engines.making import document, put

pytestmark = needs_elasticsearch
NOBODY = "http://127.0.0.1:9"


@pytest.mark.parametrize("addresses", [(NOBODY, SERVER), (SERVER, NOBODY)], ids=["the first", "the second"])
def test_what_is_written_and_compared_goes_to_the_node_that_is_there(prefix, addresses):
    for turn in range(2):
        engine = ElasticEngine(",".join(addresses), prefix, SERVICES)
        with engine.rebuild([]) as fresh:
            put(fresh, document(pk=1))
            fresh.switch()
        put(engine, document(pk=2 + turn))
        assert engine.exists()
        assert set(engine.signatures()) == {1, 2 + turn}
