"""In whose name a person acts on needs: their organisation, their profile and their function, never their name."""

from catalogue.needs.journal import Voice
from catalogue.needs.models import Profile
from catalogue.territories.models import OrganisationKind
from store.accounts.models import User
from store.accounts.models.person import Mandate

_PUBLIC = (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)


def voice_of(user: User, function: str = "") -> Voice:
    """`function`: what they typed; otherwise what their mandate adds to their profile."""
    organisation = user.organisation
    if organisation is None:
        return Voice(user)
    inside = Profile.ELU if user.mandate == Mandate.ELU else Profile.AGENT
    profile = inside if organisation.kind in _PUBLIC else Profile.PARTENAIRE
    said = function.strip() or (user.get_mandate_display() if user.mandate == Mandate.DGS else "")
    return Voice(user, organisation.name, organisation, profile=profile, mandate=user.mandate, function=said)
