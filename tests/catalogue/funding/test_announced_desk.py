"""An editor writes what was announced, and with which recomputed figure it is compared."""

import pytest

from catalogue.funding.models import AnnouncedFigure
from store.accounts.rights import EDITORS, grant_rights
from tests import factories
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db
NEW = "/admin/announced-figures/new/"


def test_an_editor_adds_an_announced_figure_that_is_compared_with_a_line_of_the_fund(client, catalogue):
    grant_rights()
    client.force_login(factories.make_person(groups=(EDITORS,)))
    root = fund.make_fund(1_000)
    said = {
        "fund": root.fund_id,
        "on": root.fund.since.isoformat(),
        "wording": "Le fonds a 2 000 €",
        "value": 2_000,
        "unit": "euros",
        "measure": "alloue",
        "line": "axe-9",
        "source": "Un dossier",
        "order": 10,
    }
    page = client.post(NEW, said).content.decode()
    assert "n&#x27;est pas une ligne du fonds" in page and not AnnouncedFigure.objects.exists()
    page = client.post(NEW, {**said, "line": "", "measure": "deposes"}).content.decode()
    assert "euros et nombres ne se comparent pas" in page
    assert "etat|presectionnee" not in page and "Présélection" not in page
    client.post(NEW, {**said, "line": "axe-2|guichet, axe-3"})
    row = AnnouncedFigure.objects.get()
    assert row.line == "axe-2|guichet,axe-3"
    assert "Le fonds a 2" in client.get(f"/admin/announced-figures/edit/{row.pk}/").content.decode()
