"""What the search stores in the database: dirty documents, editors' settings, and what people ask."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from catalogue.foundation.text import longest
from catalogue.services.models import ServicePage, Theme
from search.collections import SERVICES
from search.language.analysis import fold, question_key, stems
from search.protocol import Engine

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST = timedelta(seconds=60)
"""Nothing is put off for longer: a later time comes from another clock, or from before this one was set back."""


class Cause(models.TextChoices):
    """Why a document was set aside."""

    UNREADABLE = "illisible", "La fiche contient une valeur que l'indexation ne sait pas lire."
    REFUSED = "refusee", "Le moteur refuse la fiche telle qu'elle est."
    FAILING = "en-echec", "Le moteur a échoué cinq fois de suite sur cette fiche."


class DirtyDocumentQuerySet(models.QuerySet["DirtyDocument"]):
    def dirty(self) -> "DirtyDocumentQuerySet":
        """What an index does not show yet."""
        return self.filter(indexed__lt=F("version"))

    def of(self, engine: Engine) -> "DirtyDocumentQuerySet":
        """What this engine holds or held of its collection."""
        return self.filter(engine=engine.name, collection=engine.collection.name)

    def due(self, engine: Engine, by: datetime | None = None) -> "DirtyDocumentQuerySet":
        """What may be written to its index by then (default: now), in the order in which it became due."""
        return self.of(engine).dirty().filter(due__lte=by or timezone.now()).order_by("due")

    def stranded(self, engine: Engine) -> "DirtyDocumentQuerySet":
        """Rows put off further than possible, by a clock."""
        return self.of(engine).dirty().filter(due__gt=timezone.now() + FARTHEST)

    def pending(self, engine: Engine) -> "DirtyDocumentQuerySet":
        """What will be written to its index without help, now or later."""
        return self.of(engine).dirty().filter(due__isnull=False)

    def set_aside(self) -> "DirtyDocumentQuerySet":
        """What is not tried again until somebody asks or the document changes."""
        return self.dirty().filter(due__isnull=True)


class DirtyDocument(models.Model):
    """One row per document ever indexed and engine, kept after deletion: the truth about indexing.

    `version` is raised in the transaction of each change; `indexed` is the version that the index shows, `before` the
    one in the previous index, kept for rollback, and `waiting_since` when the index stopped showing the current one.
    `due` is `AT_ONCE` for a change, whatever the clock says; claiming the row puts it off, a failure for longer, and it
    is empty when set aside. No foreign key: the row outlives the document.
    """

    collection = models.CharField("genre de document", max_length=20, default=SERVICES.name)
    document_id = models.PositiveBigIntegerField("document")
    engine = models.CharField("moteur", max_length=20)
    version = models.PositiveBigIntegerField("version", default=0)
    indexed = models.PositiveBigIntegerField("version indexée", default=0)
    before = models.PositiveBigIntegerField("version de l'index d'avant", default=0)
    waiting_since = models.DateTimeField("en attente depuis", default=timezone.now)
    due = models.DateTimeField("à écrire le", default=AT_ONCE, null=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    cause = models.CharField("cause", max_length=10, choices=Cause, blank=True)
    error = models.CharField("dernière erreur", max_length=255, blank=True)

    objects = DirtyDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document à indexer"
        verbose_name_plural = "documents à indexer"
        constraints = [
            models.UniqueConstraint(
                fields=["document_id", "collection", "engine"], name="one_row_per_document_and_engine"
            )
        ]
        indexes = [
            models.Index(
                fields=["engine", "collection", "due"], condition=Q(indexed__lt=F("version")), name="search_due_by_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection} {self.document_id}, {self.engine}, version {self.version}"


class IndexRepair(models.Model):
    """How often an index of an engine was damaged and rebuilt, when last, and what was wrong then."""

    engine = models.CharField("moteur", max_length=20, unique=True)
    times = models.PositiveIntegerField("fois", default=0)
    at = models.DateTimeField("dernière fois")
    damage = models.CharField("ce qui n'allait pas", max_length=255)

    class Meta:
        verbose_name = "réparation d'un index"
        verbose_name_plural = "réparations d'index"

    def __str__(self) -> str:
        return f"{self.engine}, {self.at}"

    @classmethod
    def note(cls, engine: str, damage: str) -> None:
        damage = damage.replace("\0", "")[: longest(cls, "damage")]
        cls.objects.get_or_create(engine=engine, defaults={"at": timezone.now(), "damage": damage})
        cls.objects.filter(engine=engine).update(times=F("times") + 1, at=timezone.now(), damage=damage)


_SILENCE = timedelta(seconds=90)
"""A worker with nothing to do reports every minute."""


class WorkerSeen(models.Model):
    """When a process that keeps indexes in step (`sync_index --watch`) last reported. A single row."""

    at = models.DateTimeField("vu le")

    class Meta:
        verbose_name = "signe de vie de l'indexation"
        verbose_name_plural = "signes de vie de l'indexation"

    def __str__(self) -> str:
        return f"{self.at}"

    @classmethod
    def note(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"at": timezone.now()})

    @classmethod
    def is_watching(cls) -> bool:
        now = timezone.now()
        return cls.objects.filter(at__gt=now - _SILENCE, at__lte=now).exists()


class SynonymSet(models.Model):
    """Expressions that mean the same to the search. Applies at once, without reindexing."""

    expressions = models.TextField(
        "expressions équivalentes",
        help_text="Une par ligne, deux au moins. Chercher l'une trouve aussi les autres : « rdv », « rendez-vous ».",
    )

    class Meta:
        verbose_name = "jeu de synonymes"
        verbose_name_plural = "synonymes"
        ordering = ["expressions"]

    def __str__(self) -> str:
        return " = ".join(self.lines())

    def clean(self) -> None:
        super().clean()
        mute = [line for line in self.lines() if not stems(line)]
        if mute:
            raise ValidationError({"expressions": f"La recherche ne retient aucun mot de « {mute[0]} »."})
        if self.expressions and len({tuple(stems(line)) for line in self.lines()}) <= 1:
            raise ValidationError({"expressions": "Il faut au moins deux expressions différentes, une par ligne."})

    def lines(self) -> list[str]:
        return [line.strip() for line in self.expressions.splitlines() if line.strip()]


class Acronym(models.Model):
    """Initials used by collectivités: never treated as misspelled, and explained when no sheet contains them.

    `word`: the folded letters, as questions are read.
    """

    letters = models.CharField("sigle", max_length=15, help_text="Comme il s'écrit : « CRTE », « PLUi ».")
    word = models.CharField(max_length=15, editable=False, db_index=True)
    meaning = models.CharField("signification", max_length=150, help_text="En toutes lettres.")
    about = models.CharField(
        "domaine",
        max_length=100,
        blank=True,
        help_text="Quelques mots du domaine, du plus juste au plus large : « assainissement, eau ». Ils mènent à la "
        "thématique la plus proche quand aucune fiche ne parle du sigle.",
    )
    theme = models.ForeignKey(
        Theme,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="thématique la plus proche",
        help_text="Laissez vide pour que le domaine en décide.",
    )

    class Meta:
        verbose_name = "sigle"
        verbose_name_plural = "sigles"
        ordering = ["letters", "meaning"]
        constraints = [models.UniqueConstraint(fields=["letters", "meaning"], name="an_acronym_means_a_thing_once")]

    def __str__(self) -> str:
        return f"{self.letters} : {self.meaning}"

    def save(self, *args, **kwargs) -> None:
        self.word = fold(self.letters)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.letters and not self.letters.isalnum():
            raise ValidationError({"letters": "Un sigle est un seul mot, fait de lettres et de chiffres."})
        if self.meaning and not stems(self.meaning):
            raise ValidationError({"meaning": "La recherche ne retient aucun de ces mots : écrivez-le autrement."})


class PinnedResults(ClusterableModel):
    """Services that come first for a question. Applies at once, without reindexing."""

    question = models.CharField(
        "question",
        max_length=100,
        help_text="Ce que les gens cherchent, en quelques mots. Majuscules, accents, pluriels et ordre des mots ne "
        "comptent pas.",
    )
    key = models.CharField(max_length=255, unique=True, editable=False)

    class Meta:
        verbose_name = "résultats épinglés"
        verbose_name_plural = "résultats épinglés"
        ordering = ["question"]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        super().clean()
        self.key = " ".join(question_key(self.question))
        if self.question and not self.key:
            raise ValidationError({"question": "La recherche ne retient aucun de ces mots : choisissez-en d'autres."})
        same = PinnedResults.objects.filter(key=self.key).exclude(pk=self.pk).first()
        if same:
            raise ValidationError({"question": f"« {same} » a déjà des résultats épinglés : complétez-les."})

    def save(self, *args, **kwargs) -> None:
        self.key = " ".join(question_key(self.question))
        super().save(*args, **kwargs)


class PinnedService(Orderable):
    results = ParentalKey(PinnedResults, on_delete=models.CASCADE, related_name="services")
    service = models.ForeignKey(ServicePage, on_delete=models.CASCADE, related_name="+", verbose_name="service")

    class Meta(Orderable.Meta):
        verbose_name = "service épinglé"
        verbose_name_plural = "services épinglés"
        constraints = [models.UniqueConstraint(fields=["results", "service"], name="a_service_is_pinned_once")]

    def __str__(self) -> str:
        return f"{self.service} pour « {self.results} »"


class AskedQuestion(models.Model):
    """How often a question was asked on a day. Nothing about who asked; deleted after ninety days.

    `empty`: how often no service had all its words. `opened`, `ranks`: sheets opened from its results, and the sum of
    their ranks.
    """

    day = models.DateField("jour")
    text = models.CharField("question", max_length=100)
    asked = models.PositiveIntegerField("fois posée", default=0)
    empty = models.PositiveIntegerField("fois sans réponse", default=0)
    opened = models.PositiveIntegerField("fiches ouvertes", default=0)
    ranks = models.PositiveIntegerField("somme des rangs", default=0)

    class Meta:
        verbose_name = "question posée"
        verbose_name_plural = "questions posées"
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="one_count_per_question_and_day")]

    def __str__(self) -> str:
        return f"{self.text} ({self.day})"
