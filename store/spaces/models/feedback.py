"""Questions between collectivités about a service, relayed by the Store so that addresses stay private."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation

MOST_A_MONTH = 5
"""Maximum of questions per contact and calendar month."""
MOST_MESSAGES = 30
"""Of a conversation, after its question."""
MESSAGE_LENGTH = 5_000


class Side(models.TextChoices):
    ASKING = "demande", "La collectivité qui demande"
    ASKED = "repond", "La collectivité qui répond"


class FeedbackContact(models.Model):
    """A person who agreed to answer other collectivités, for the organisation they act for. The row is the consent:
    deleting it withdraws it. After a change of organisation, they must agree again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="feedback_contact", verbose_name="personne"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="feedback_contacts", verbose_name="collectivité"
    )
    since = models.DateTimeField("depuis", default=timezone.now)

    class Meta:
        verbose_name = "contact pour un retour d'expérience"
        verbose_name_plural = "contacts pour un retour d'expérience"

    def __str__(self) -> str:
        return str(self.user)


class FeedbackQuestion(models.Model):
    """Starts a conversation. `month` is its first day; `rank` numbers the questions of a contact in it, which bounds
    them. `answered`: when the contact first wrote. `ended`: when one side withdrew, after which nobody writes.
    """

    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="feedback_questions", verbose_name="service")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="feedback_asked", verbose_name="qui demande"
    )
    asking = models.ForeignKey(
        Organisation, models.CASCADE, related_name="feedback_asked", verbose_name="collectivité qui demande"
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="feedback_received", verbose_name="contact"
    )
    asked = models.ForeignKey(
        Organisation, models.CASCADE, related_name="feedback_received", verbose_name="collectivité interrogée"
    )
    text = models.TextField("question", max_length=2_000)
    created = models.DateTimeField("posée le", default=timezone.now)
    month = models.DateField("mois")
    rank = models.PositiveSmallIntegerField("rang dans le mois")
    answered = models.DateTimeField("répondue le", null=True, blank=True)
    ended = models.DateTimeField("close le", null=True, blank=True)
    ended_by = models.CharField("close par", max_length=8, choices=Side, blank=True)

    class Meta:
        verbose_name = "demande de retour d'expérience"
        verbose_name_plural = "demandes de retour d'expérience"
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "month", "rank"], name="one_question_per_rank"),
            models.CheckConstraint(
                condition=models.Q(rank__range=(1, MOST_A_MONTH)), name="few_questions_a_month_per_contact"
            ),
            models.UniqueConstraint(
                fields=["asking", "asked", "service", "month"], name="one_question_a_month_between_two_organisations"
            ),
            models.CheckConstraint(
                condition=models.Q(ended=None, ended_by="") | models.Q(ended__isnull=False) & ~models.Q(ended_by=""),
                name="a_question_is_ended_by_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asking} → {self.asked} : {self.service.title}"


class FeedbackMessage(models.Model):
    """`rank` numbers the messages of a conversation, which bounds them: two at once do not take the same."""

    question = models.ForeignKey(FeedbackQuestion, models.CASCADE, related_name="messages", verbose_name="question")
    side = models.CharField("qui écrit", max_length=8, choices=Side)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    text = models.TextField("message", max_length=MESSAGE_LENGTH)
    at = models.DateTimeField("écrit le", default=timezone.now)
    rank = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "message entre collectivités"
        verbose_name_plural = "messages entre collectivités"
        ordering = ["question", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["question", "rank"], name="one_message_per_rank"),
            models.CheckConstraint(
                condition=models.Q(rank__range=(1, MOST_MESSAGES)), name="few_messages_in_a_conversation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, le {timezone.localtime(self.at):%d/%m/%Y}"
