"""A proposition groups contributions for a decision; it dissolves none of them."""

from django.conf import settings
from django.db import models

from catalogue.needs.models.need import Need, NeedQuerySet
from catalogue.territories.models import Organisation


class Proposition(Need):
    text = models.TextField("la proposition", max_length=6_000)
    cost_build = models.PositiveIntegerField("coût estimé de construction, en euros", null=True, blank=True)
    cost_deploy = models.PositiveIntegerField("coût estimé de déploiement, en euros", null=True, blank=True)
    note = models.TextField("note de l'équipe", max_length=2_000, blank=True, help_text="N'est pas publiée.")
    contribution_count = models.PositiveIntegerField("contributions", default=0, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"


class Objection(models.Model):
    """An author does not want their contribution to be grouped there. It goes back to the desk."""

    class State(models.TextChoices):
        OPEN = "ouverte", "À traiter"
        KEPT = "suivie", "Suivie : la contribution est sortie"
        DISMISSED = "non-suivie", "Non suivie"

    contribution = models.ForeignKey(
        "needs.Contribution", models.CASCADE, related_name="objections", verbose_name="contribution"
    )
    proposition = models.ForeignKey(Proposition, models.CASCADE, related_name="objections", verbose_name="proposition")
    text = models.TextField("pourquoi", max_length=2_000)
    made = models.DateTimeField("faite le")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="auteur"
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("réponse", max_length=2_000, blank=True)
    answered = models.DateTimeField("répondue le", null=True)

    class Meta:
        verbose_name = "opposition"
        verbose_name_plural = "oppositions"
        ordering = ["made", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"], condition=models.Q(state="ouverte"), name="one_open_objection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution} : {self.get_state_display()}"


class SupportState(models.TextChoices):
    COUNTED = "compte", "Compté"
    SET_ASIDE = "ecarte", "Écarté"
    WITHDRAWN = "retire", "Retiré"


class Support(models.Model):
    """The voice of a collectivité for a need, whatever its size. Given again, it is another row: rows are the history.

    `reason`: why it was set aside. `profile`, `function`: of who gave it, the only things that are public of them.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="supports", verbose_name="besoin")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="supports", verbose_name="collectivité")
    state = models.CharField("état", max_length=8, choices=SupportState, default=SupportState.COUNTED)
    profile = models.CharField("mandat", max_length=5)
    function = models.CharField("fonction", max_length=120, blank=True)
    cast_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    cast_at = models.DateTimeField("donné le")
    ended = models.DateTimeField("retiré ou écarté le", null=True, blank=True)
    reason = models.TextField("motif", max_length=1_000, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"
        ordering = ["-cast_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=models.Q(state="compte"),
                name="one_support_per_collectivite",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ecarte") | ~models.Q(reason=""), name="support_set_aside_for_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(state="compte", ended__isnull=True)
                | (~models.Q(state="compte") & models.Q(ended__isnull=False)),
                name="support_ended_unless_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-cast_at"], name="supports_of_a_collectivite"),
            models.Index(fields=["need", "organisation", "state"], name="voice_of_a_collectivite"),
            # By what `ended` says: SQLite uses no partial index for a value that is given apart.
            models.Index(
                fields=["need", "-cast_at", "-id"], name="supports_of_a_need", condition=models.Q(ended__isnull=True)
            ),
            models.Index(
                fields=["need", "-ended", "-id"], name="ended_supports", condition=models.Q(ended__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} : {self.need}"
