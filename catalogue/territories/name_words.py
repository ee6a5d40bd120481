"""Keeping the index of words in step with names and codes.

A name also counts as a single word without spaces (« bourgenbresse »). Marked words only match as a whole or as
numbers: "=capb", the initials of an intercommunalité; "#44000", a code or a postcode.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalogue.territories.folding import LINKS, SAINTS, fold, initials
from catalogue.territories.models import Kind, NameWord, Organisation, OtherName, Territory

INITIALS, NUMBER = "=", "#"
_BATCH = 400
COLUMNS = ("word", "territory_id", "other_id", "organisation_id")
Row = tuple[str, int | None, int | None, int | None]


def words_to_find(name: str) -> list[str]:
    """The significant words of a folded name, each once; likely the rarest first."""
    words = list(dict.fromkeys(reversed(name.split())))
    said = [word for word in words if word not in LINKS] or words
    return sorted(said, key=lambda word: (word in SAINTS, -len(word)))


def write_words() -> list[Row]:
    """For all rows, after a bulk write: deletes stale words and returns the missing ones."""
    return _bring_up_to_date(Territory.objects.all(), OtherName.objects.all(), Organisation.objects.all(), Q())


def insert_words(rows: Iterable[Row]) -> None:
    NameWord.objects.bulk_create([NameWord(**dict(zip(COLUMNS, row, strict=True))) for row in rows], batch_size=_BATCH)


def _bring_up_to_date(territories, others, organisations, scope: Q) -> list[Row]:
    wanted = set(rows_of(territories, others, organisations))
    known = {tuple(row): pk for pk, *row in NameWord.objects.filter(scope).values_list("pk", *COLUMNS)}
    stale = [pk for row, pk in known.items() if row not in wanted]
    for start in range(0, len(stale), _BATCH):
        NameWord.objects.filter(pk__in=stale[start : start + _BATCH]).delete()
    return sorted(wanted - known.keys(), key=str)


def rows_of(territories, others, organisations) -> Iterator[Row]:
    usual: dict[int, set[str]] = defaultdict(set)
    for pk, territory, relation, folded in others.values_list("pk", "territory_id", "relation", "folded_name"):
        words = _words(folded)
        if relation == OtherName.Relation.USAGE:
            usual[territory] |= words
        else:
            yield from ((word, None, pk, None) for word in words)
    own: dict[int, set[str]] = {}
    for place in territories.only("kind", "code", "name", "folded_name", "siren", "postcodes"):
        own[place.pk] = _words(place.folded_name) | usual[place.pk]
        yield from ((word, place.pk, None, None) for word in own[place.pk] | _codes(place))
    for one in organisations.only("name", "acronym", "territory_id"):
        words = _words(fold(one.name)) | _words(fold(one.acronym))
        if not words <= own.get(one.territory_id, set()):
            yield from ((word, None, None, one.pk) for word in words)


def _words(folded: str) -> set[str]:
    return {*folded.split(), folded.replace(" ", "")} - {""}


def _codes(place: Territory) -> set[str]:
    numbers = [place.code.lower(), *place.postcodes.split()]
    begun = initials(place.name) if place.kind == Kind.EPCI else ()
    return {f"{NUMBER}{number}" for number in numbers} | {f"{INITIALS}{letters}" for letters in begun}


@receiver([post_save, post_delete], sender=OtherName)
def follow_other_name(sender, instance: OtherName, **kwargs) -> None:
    _follow(Territory.objects.filter(pk=instance.territory_id))


@receiver(post_save, sender=Territory)
def follow_territory(sender, instance: Territory, **kwargs) -> None:
    _follow(Territory.objects.filter(pk=instance.pk))


@receiver(post_save, sender=Organisation)
def follow_organisation(sender, instance: Organisation, **kwargs) -> None:
    if instance.territory_id:
        _follow(Territory.objects.filter(pk=instance.territory_id))
    else:
        mine = Organisation.objects.filter(pk=instance.pk)
        insert_words(
            _bring_up_to_date(Territory.objects.none(), OtherName.objects.none(), mine, Q(organisation=instance))
        )


def _follow(territories) -> None:
    others = OtherName.objects.filter(territory__in=territories)
    organisations = Organisation.objects.filter(territory__in=territories)
    scope = Q(territory__in=territories) | Q(other__in=others) | Q(organisation__in=organisations)
    insert_words(_bring_up_to_date(territories, others, organisations, scope))
