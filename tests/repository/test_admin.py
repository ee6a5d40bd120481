"""What the admin registers, as a whole."""

from django.apps import apps
from wagtail.snippets.models import get_snippet_models

from tests.policies.addresses import MODELADMIN, addresses


def test_a_model_has_one_place_in_the_admin_modeladmin_or_snippets():
    """Two would each have rules of their own: what one refuses to delete, the other deletes."""
    named = filter(None, (MODELADMIN.match(address.name) for address in addresses()))
    of_modeladmin = {apps.get_model(one["app"], one["model"]) for one in named}
    of_snippets = set(get_snippet_models())
    assert of_modeladmin
    assert of_snippets
    assert of_modeladmin & of_snippets == set()
