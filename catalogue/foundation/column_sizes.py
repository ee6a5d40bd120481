"""What the columns of a model allow, for code that writes without a form."""

from django.db.models import Field, Model


def longest(model: type[Model], name: str) -> int:
    """How many characters the column may hold."""
    column = model._meta.get_field(name)
    if not isinstance(column, Field) or column.max_length is None:
        raise TypeError(f"{model.__name__}.{name} has no longest text")
    return column.max_length
