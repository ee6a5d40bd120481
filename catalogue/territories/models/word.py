"""An index of the words in the names and codes of territories and organisations, to find them by."""

from django.db import models

from catalogue.territories.models.organisation import Organisation
from catalogue.territories.models.territory import OtherName, Territory

_AFTER_ALL = "\U0010ffff"


@models.CharField.register_lookup
class Begins(models.lookups.StartsWith):
    """Like `startswith` for folded text, as a range that SQLite's index can answer."""

    lookup_name = "begins"

    def get_rhs_op(self, connection, rhs) -> str:
        return connection.operators["startswith"] % rhs

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", [*params, *params, self.rhs, f"{self.rhs}{_AFTER_ALL}"]


class NameWord(models.Model):
    """One word of a territory, of one of its other names, or of an organisation not simply named after its territory.
    Written by `catalogue.territories.name_words`.
    """

    word = models.CharField("mot", max_length=210, db_index=True)
    territory = models.ForeignKey(Territory, models.CASCADE, null=True, related_name="+", verbose_name="territoire")
    other = models.ForeignKey(OtherName, models.CASCADE, null=True, related_name="+", verbose_name="autre nom")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", verbose_name="organisation"
    )

    class Meta:
        verbose_name = "mot d'un nom"
        verbose_name_plural = "mots des noms"

    def __str__(self) -> str:
        return self.word
