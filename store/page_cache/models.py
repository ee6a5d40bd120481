from django.db import models


class ContentCounter(models.Model):
    """Raised by every transaction that writes something a public page may show. The sum of all rows is the content
    version. There are as many rows as there have been concurrent writers.
    """

    value = models.PositiveBigIntegerField("valeur")

    class Meta:
        verbose_name = "compteur de version du contenu"
        verbose_name_plural = "compteurs de version du contenu"

    def __str__(self) -> str:
        return str(self.value)
