"""The words by which territories and organisations are found: an index of their names and codes, made from them."""

from django.db import models

from catalogue.territories.models.organisation import Organisation
from catalogue.territories.models.territory import OtherName, Territory

_AFTER_ALL = "\U0010ffff"


@models.CharField.register_lookup
class Begins(models.lookups.StartsWith):
    """As `startswith`, for what is folded: on SQLite, a range that its index answers."""

    lookup_name = "begins"

    def get_rhs_op(self, connection, rhs) -> str:
        return connection.operators["startswith"] % rhs

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", [*params, *params, self.rhs, f"{self.rhs}{_AFTER_ALL}"]


class NameWord(models.Model):
    """One word of one of them: of a territory and its usual names, of a former name, or of an organisation that is
    not just called as its territory. Written by `catalogue.territories.name_words`."""

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
