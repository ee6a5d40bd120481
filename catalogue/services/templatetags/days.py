"""French inside sentences: « 1er mars 2027 », where Django's `date` says « 1 mars 2027 »; « 0 service ».

Every template knows them (`builtins` of the settings).
"""

from datetime import date, datetime

from django import template
from django.template.defaultfilters import pluralize as english_pluralize

from catalogue.services import news
from catalogue.services.facts import fact

register = template.Library()
TWO = 2


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """« 1er mars 2027 »; nothing when there is no day."""
    return fact.day(value or None)


@register.filter
def moment(value: datetime | None) -> str:
    """« 1er mars 2027 à 14 h 05 »; nothing when there is none."""
    return news.moment(value) if value else ""


@register.filter(is_safe=False)
def pluralize(value: object, endings: str = "s") -> str:
    """« 0 service », « 1,5 million », « 2 services »: below two, French is singular; Django's writes « 0 services »."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return english_pluralize(value, endings)
    return english_pluralize(1 if abs(number) < TWO else TWO, endings)
