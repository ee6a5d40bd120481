"""What a page offers to its reader about a proposition: to support it, to withdraw, or why they may do neither."""

from dataclasses import dataclass
from enum import StrEnum

from catalogue.foundation.dates import day, moment
from catalogue.needs.models import Need, PhaseKind, Stage, Support, SupportState
from catalogue.needs.phases import PhaseNow, phase_now
from catalogue.needs.support_picture import BY_MANDATE
from catalogue.needs.supporting import refusal
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may


class Offer(StrEnum):
    SIGN_IN = "se-connecter"
    ATTACH = "se-rattacher"
    NO_VOICE = "sans-voix"
    SUPPORT = "soutenir"
    WITHDRAW = "retirer"
    NOTHING = "rien"


@dataclass(frozen=True)
class SupportOffer:
    """`when`: the state of the phase; `said`: what is particular to the reader, as sentences."""

    offer: Offer
    when: str
    said: str = ""

    @property
    def is_open(self) -> bool:
        return self.offer != Offer.NOTHING


def offer_to(user: User, need: Need) -> SupportOffer | None:
    """None where nobody supports: a contribution, a dissolved proposition, a consultation without that phase."""
    if not need.is_proposition or need.stage == Stage.DISSOLVED:
        return None
    phase = phase_now(need.consultation_id, PhaseKind.SOUTIEN)
    if phase is None:
        return None
    ours = own_support(user, need)
    said = already(ours, user) if ours else ""
    if not phase.is_open or need.stage != Stage.PROPOSED:
        return SupportOffer(Offer.NOTHING, _when(phase, need), said)
    if ours:
        return SupportOffer(Offer.WITHDRAW, _when(phase, need), said)
    return SupportOffer(*_to_somebody_new(user, need, _when(phase, need)))


def _to_somebody_new(user: User, need: Need, when: str) -> tuple[Offer, str, str]:
    if not user.is_authenticated:
        return Offer.SIGN_IN, when, ""
    about = About(organisation_id=user.organisation_id)
    if user.organisation_id is None or not may(person_of(user), Action.SUPPORT_PROPOSITION, about):
        return Offer.ATTACH, when, "Un soutien se donne au nom d'une collectivité."
    organisation = Organisation.objects.select_related("territory").get(pk=user.organisation_id)
    if why := refusal(need.consultation, organisation):
        return Offer.NO_VOICE, when, why
    return Offer.SUPPORT, when, ""


def own_support(user: User, need: Need) -> Support | None:
    """That of the reader's collectivité, if it counts."""
    if not user.is_authenticated or user.organisation_id is None:
        return None
    counted = Support.objects.filter(need=need.pk, organisation=user.organisation_id, state=SupportState.COUNTED)
    return counted.first()


def already(given: Support, user: User) -> str:
    """« Votre collectivité soutient déjà cette proposition, par un agent (DGS), depuis le 3 avril 2026. »"""
    since = f"depuis le {day(given.cast_at)}"
    if given.cast_by_id == user.pk:
        return f"Vous soutenez cette proposition au nom de votre collectivité, {since}."
    function = f" ({given.function})" if given.function else ""
    by = BY_MANDATE.get(given.profile, "un agent")
    return f"Votre collectivité soutient déjà cette proposition, par {by}{function}, {since}."


def _when(phase: PhaseNow, need: Need) -> str:
    if phase.is_open and need.stage == Stage.PROPOSED:
        return f"Les soutiens sont ouverts jusqu'au {moment(phase.closes)}."
    if phase.is_open:
        return f"Cette proposition est « {need.get_stage_display()} » : elle ne reçoit plus de soutien."
    if phase.is_over:
        return f"La phase de soutien est close depuis le {moment(phase.closes)}."
    return f"La phase de soutien ouvrira le {moment(phase.opens)}."
