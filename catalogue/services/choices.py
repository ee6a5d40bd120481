"""The closed lists of a sheet: stored values and their labels."""

from django.db import models


class Family(models.TextChoices):
    SNAP = "snap", "Sac à dos numérique de l'agent public (SNAP)"
    CO_CONSTRUIT = "co-construit", "Co-construit avec les collectivités"
    COMMUN = "commun", "Commun numérique"
    ETAT = "etat", "Service de l'État"
    COLLECTIVITE = "collectivite", "Porté par des collectivités"


class Phase(models.TextChoices):
    INVESTIGATION = "investigation", "Investigation"
    CONSTRUCTION = "construction", "Construction"
    PILOTE = "pilote", "Pilote"
    ACCELERATION = "acceleration", "Accélération"
    PERENNISE = "perennise", "Pérennisé"
    ARRETE = "arrete", "Arrêté"


class Outcome(models.TextChoices):
    """The three outcomes of a project selected in axe 1."""

    EXISTANT = "existant", "Service existant, pérennisé par les collectivités"
    NOUVEAU = "nouveau", "Nouveau service de l'Incubateur des Territoires"
    ETAT = "etat", "Service de l'État ouvert aux collectivités"


class CostModel(models.TextChoices):
    GRATUIT = "gratuit", "Gratuit"
    PARTICIPATION = "participation", "Participation aux frais"
    ABONNEMENT = "abonnement", "Abonnement"
    MARCHE = "marche", "Marché public"
    INCONNU = "inconnu", "Non renseigné"


class Rgaa(models.TextChoices):
    """The states of a declaration of accessibility (RGAA 4.1)."""

    CONFORME = "conforme", "Totalement conforme"
    PARTIELLE = "partielle", "Partiellement conforme"
    NON_CONFORME = "non-conforme", "Non conforme"
    INCONNU = "inconnu", "Non renseigné"


class LicenceKind(models.TextChoices):
    """Licences in four kinds that readers understand."""

    COPYLEFT = "reciproque", "Libre, avec partage des modifications"
    PERMISSIVE = "permissive", "Libre, sans condition de partage"
    PUBLIC = "code-public", "Code public, licence à préciser"
    CLOSED = "ferme", "Code non publié"
    UNKNOWN = "inconnue", "Non renseigné"
