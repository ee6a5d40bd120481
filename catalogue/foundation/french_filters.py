"""French in templates: `{{ date|day }}`, `{{ number|thousands }}`, `{{ service.title|of }}`.

Every template has these filters without loading them (`builtins` in the settings).
"""

from datetime import date, datetime

from django import template
from django.template.defaultfilters import pluralize as english_pluralize

from catalogue.foundation import dates, french

register = template.Library()

register.filter("thousands", french.thousands)


@register.filter
def euros(amount: int) -> str:
    """« 12 345 € »."""
    return f"{french.thousands(amount)}\u202f€"


@register.filter
def of(name: object) -> str:
    """« du Département de l'Isère », « d'Espace sur Demande »."""
    return french.of(str(name))


@register.filter
def to(name: object) -> str:
    """« au Département de l'Isère », « à Saint-Étienne »."""
    return french.to(str(name))


@register.filter
def with_article(name: object) -> str:
    """« le Département de l'Isère »."""
    return french.with_article(str(name))


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """« 1er mars 2027 », where Django's `date` writes « 1 mars 2027 »; empty without a date."""
    return dates.day(value or None)


@register.filter
def moment(value: datetime | None) -> str:
    """« 1er mars 2027 à 14 h 05 »; empty without a time."""
    return dates.moment(value) if value else ""


@register.filter(is_safe=False)
def pluralize(value: object, endings: str = "s") -> str:
    """Replaces Django's, which writes « 0 services »: below two, French is singular."""
    try:
        number = float(value)  # type: ignore[arg-type]  # what is no number is counted by Django
    except (TypeError, ValueError):
        return english_pluralize(value, endings)
    return english_pluralize(french.agree(number, "1", "2"), endings)
