"""Addresses in templates, each reversed once."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch


def written(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


def test_an_address_is_that_of_its_arguments_however_often_it_is_written():
    page = "{% for key in keys %}{% url 'territory' key %} {% endfor %}"
    assert (
        written(page, keys=["epci-1", "epci-2", "epci-1"])
        == "/territoires/epci-1/ /territoires/epci-2/ /territoires/epci-1/ "
    )


def test_an_address_may_be_named_and_then_be_missing():
    assert written("{% url 'catalogue' as where %}{{ where }}") == "/services/"
    assert written("{% url 'nowhere' as where %}[{{ where }}]") == "[]"


def test_an_address_that_does_not_exist_is_an_error():
    with pytest.raises(NoReverseMatch):
        written("{% url 'nowhere' %}")
