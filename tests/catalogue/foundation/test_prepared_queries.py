"""Objects read by queries that are compiled once."""

import pytest

from catalogue.foundation.prepared_queries import PreparedObjects, blanks
from catalogue.territories.models import Organisation, Territory
from tests import factories

pytestmark = pytest.mark.django_db


def test_objects_come_with_what_they_are_joined_to(django_assert_num_queries):
    towns = [
        factories.make_organisation(name, territory=factories.make_territory(name)) for name in ("Feurs", "Roanne")
    ]
    query = PreparedObjects(
        lambda pks: Organisation.objects.filter(pk__in=pks).select_related("territory").order_by("name"), blanks(16)
    )
    with django_assert_num_queries(1):
        assert [one.territory.name for one in query.find([town.pk for town in towns])] == ["Feurs", "Roanne"]
    assert query.find([]) == []
    with pytest.raises(ValueError):
        query.find(range(17))


def test_the_same_objects_are_given_until_their_rows_change():
    town = factories.make_territory("Feurs")
    query = PreparedObjects(lambda: Territory.objects.order_by("pk"))
    assert query.same()[0] is query.same()[0]
    Territory.objects.filter(pk=town.pk).update(name="Roanne")
    assert [one.name for one in query.same()] == ["Roanne"]
