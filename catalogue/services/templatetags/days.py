"""Days and moments inside French sentences: « 1er mars 2027 », where Django's `date` says « 1 mars 2027 ».

Every template knows them (`builtins` of the settings).
"""

from datetime import date, datetime

from django import template

from catalogue.services import news
from catalogue.services.facts import fact

register = template.Library()


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """« 1er mars 2027 »; nothing when there is no day."""
    return fact.day(value or None)


@register.filter
def moment(value: datetime | None) -> str:
    """« 1er mars 2027 à 14 h 05 »; nothing when there is none."""
    return news.moment(value) if value else ""
