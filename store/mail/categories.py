"""What the Store writes about. A new kind of mail is a row here; preferences, footers and the admin follow."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """`why` ends the sentence « Vous recevez ce courriel parce que… » at the foot of each mail.

    `essential`: answers to what the person asked for, which cannot be refused. `asked_for`: sent only to people who
    ticked it in their account.
    """

    slug: str
    label: str
    why: str
    essential: bool = False
    asked_for: bool = False


REQUESTS = Category("demandes", "Vos demandes et leurs réponses", "vous avez fait ou reçu une demande.", essential=True)
ACCOUNT = Category("compte", "Votre compte", "il concerne votre compte ou votre adresse sur le Store.", essential=True)
CONFIRMATIONS = Category(
    "confirmations",
    "Demandes de confirmer que votre collectivité utilise un service",
    "cette adresse est celle de votre collectivité, ou d'une personne qui agit en son nom.",
)
USES = Category(
    "usages",
    "Déclarations, contestations et arbitrages sur l'utilisation des services que vous maintenez",
    "cette adresse est celle de l'équipe du service, ou d'une personne de cette équipe.",
)
DISPUTES = Category(
    "litiges",
    "Contestations et arbitrages sur les services que votre collectivité dit utiliser",
    "cette adresse est celle de votre collectivité, ou d'une personne qui agit en son nom.",
)
REMINDERS = Category(
    "rappels",
    "Rappels avant une échéance : confirmation, vérification, contribution ou demande à déposer",
    "vous tenez à jour une information du Store, ou vous en écrivez une.",
)
INCIDENTS = Category(
    "incidents",
    "Incidents et maintenances des services que votre collectivité utilise",
    "votre collectivité a confirmé qu'elle utilise ce service.",
)
RELEASES = Category(
    "versions",
    "Nouvelles versions des services que votre collectivité utilise",
    "votre collectivité a confirmé qu'elle utilise ce service.",
)
FEEDBACK = Category(
    "retours",
    "Questions d'autres collectivités sur les services que la vôtre utilise",
    "vous avez accepté de répondre à d'autres collectivités.",
)
TEAM = Category(
    "equipe",
    "Arrivée d'une personne dans l'équipe de votre collectivité",
    "vous agissez au nom de la même collectivité.",
)
NEEDS = Category(
    "besoins",
    "Étapes des besoins que je suis, parce que je les ai déposés, soutenus ou choisis",
    "vous suivez ce besoin : vous l'avez déposé, soutenu, ou demandé à le suivre.",
)
NEEDS_WEEKLY = Category(
    "besoins-semaine",
    "Grouper les étapes des besoins que je suis en un seul courriel par semaine",
    "vous avez demandé un courriel par semaine sur les besoins que vous suivez.",
    asked_for=True,
)
COMMITTEES = Category(
    "comites",
    "Ouverture, clôture et décisions des séances des comités où je siège",
    "vous siégez dans ce comité.",
)
FUNDING = Category(
    "financements",
    "Invitations à demander un financement ensemble, accords et départs",
    "votre collectivité est invitée dans un groupement, ou y demande un financement.",
)
COPIES = Category(
    "copies",
    "Copie, à mon adresse, des annonces des services que ma collectivité utilise",
    "vous avez demandé les annonces des services que votre collectivité utilise.",
    asked_for=True,
)

CATEGORIES = {
    category.slug: category
    for category in (
        REQUESTS,
        ACCOUNT,
        CONFIRMATIONS,
        USES,
        DISPUTES,
        REMINDERS,
        INCIDENTS,
        RELEASES,
        FEEDBACK,
        TEAM,
        NEEDS,
        NEEDS_WEEKLY,
        COMMITTEES,
        FUNDING,
        COPIES,
    )
}
OPTIONAL = tuple(category for category in CATEGORIES.values() if not category.essential)


def choices() -> list[tuple[str, str]]:
    """For forms and models. A function, so that a new category needs no migration."""
    return [(category.slug, category.label) for category in CATEGORIES.values()]
