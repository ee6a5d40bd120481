"""A day in a sentence is said as people say it: « 1er mars »."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("{{ value|day }}", date(2027, 3, 1), "1er mars 2027"),
        ("{{ value|day }}", date(2027, 3, 2), "2 mars 2027"),
        ("{{ value|day }}", datetime(2027, 2, 28, 23, 30, tzinfo=UTC), "1er mars 2027"),
        ("{{ value|moment }}", datetime(2027, 2, 28, 23, 30, tzinfo=UTC), "1er mars 2027 à 0 h 30"),
        ("{{ value|day }}{{ value|moment }}{{ absent.day|day }}", None, ""),
    ],
)
def test_every_template_says_days_as_people_do(written, value, said):
    assert Template(written).render(Context({"value": value})) == said
