"""A small real piece of France, brought in by the commands an administrator runs."""

from pathlib import Path

import pytest
from django.core.management import call_command

from catalogue.territories.models import Territory

EXTRACT = Path(__file__).parent / "extract"


@pytest.fixture(scope="session")
def cog_file(tmp_path_factory):
    target = tmp_path_factory.mktemp("cog") / "cog.json.gz"
    call_command("trim_territories", str(EXTRACT), output=target, verbosity=0)
    return target


@pytest.fixture
def france(db, cog_file):
    """Loads the extract; `france("commune-42218")` is Saint-Étienne."""
    call_command("load_territories", file=cog_file, verbosity=0)
    return lambda key: Territory.objects.get(kind=key.partition("-")[0], code=key.partition("-")[2])
