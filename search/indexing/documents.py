"""Documents of any kind, read again from the database."""

from collections.abc import Iterator, Sequence

from django.core.exceptions import ObjectDoesNotExist

from search.collection import Collection, Document

BATCH = 500


def batches(collection: Collection) -> Iterator[list[int]]:
    """Ids of all that is public, in order, in batches."""
    after = 0
    while ids := list(collection.public().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        after = ids[-1]


UNMAKEABLE = (ArithmeticError, AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValueError)
"""What building a document may raise for values that no form would accept."""


def made(collection: Collection, ids: Sequence[int]) -> tuple[dict[int, Document], dict[int, str]]:
    """Documents of the public ones by id, and why others could not be built, found by bisection."""
    try:
        return {document.pk: document for document in collection.documents(ids)}, {}
    except UNMAKEABLE as error:
        if len(ids) == 1:
            return {}, {ids[0]: repr(error)}
    middle = len(ids) // 2
    (documents, unmade), (others, also_unmade) = made(collection, ids[:middle]), made(collection, ids[middle:])
    return documents | others, unmade | also_unmade
