"""What is left out of a pass of the tests exists: a file that moves must not come back unseen, nor its name stay."""

import re

import pytest

from tests.repository import ROOT


@pytest.mark.parametrize(
    ("file", "listed"),
    [
        ("tests/run.sh", r'ON_BOTH="([^"]+)"'),
        ("tests/run.sh", r'ONCE="([^"]+)"'),
        ("Makefile", r"LONG := ((?:.*\\\n)*.*)"),
    ],
)
def test_each_path_that_a_pass_leaves_out_is_there(file, listed):
    said = re.search(listed, (ROOT / file).read_text())[1].replace("\\\n", " ").split()
    assert len(said) > 5
    assert [path for path in said if not (ROOT / "tests" / path).exists()] == []
