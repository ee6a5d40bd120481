"""The figures that the Store publishes of itself: one row each, with its definition."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from store.public_figures import counted, delays
from store.public_figures.measured import MonthMeasure

DAYS = "jours"


@dataclass(frozen=True)
class Figure:
    """`measure` reads the months since a date. `withholds`: values about fewer than `ENOUGH` are not published.

    `adds_up`: each month includes those before. `fades`: what is counted is erased later, so a month without any is
    not a month of none. `unit`: empty for a number of things.
    """

    key: str
    label: str
    definition: str
    measure: Callable[..., Iterable[MonthMeasure]]
    withholds: bool = True
    adds_up: bool = False
    fades: bool = False
    unit: str = ""


FIGURES = (
    Figure(
        "services",
        "Services publiés",
        "Fiches publiques aujourd'hui, comptées à la fin du mois à partir de leur première publication.",
        counted.services,
        withholds=False,
        adds_up=True,
    ),
    Figure(
        "collectivites",
        "Collectivités qui déclarent",
        "Collectivités qui ont déclaré elles-mêmes au moins un usage, à la fin du mois. Ce que disent les équipes des "
        "services et l'ANCT n'est pas compté ici.",
        counted.declaring_organisations,
        withholds=False,
        adds_up=True,
    ),
    Figure(
        "confirmations",
        "Confirmations",
        "Usages déclarés par une partie, collectivité ou équipe du service, et confirmés par l'autre dans le mois.",
        counted.confirmations,
        withholds=False,
    ),
    Figure(
        "recherches",
        "Recherches",
        "Questions posées au catalogue dans le mois, sans rien garder de qui les pose.",
        counted.searches,
        fades=True,
    ),
    Figure(
        "recherches-sans-reponse",
        "Recherches sans réponse",
        "Parmi elles, celles dont aucun service ne contient tous les mots.",
        counted.empty_searches,
        fades=True,
    ),
    Figure(
        "demandes",
        "Services demandés",
        "Demandes de services envoyées aux équipes dans le mois, une par service ; celles que leur auteur a retirées "
        "comprises.",
        counted.requests,
    ),
    Figure(
        "delai-reponse",
        "De la demande à la réponse",
        "Durée médiane entre l'envoi d'une demande et la première réponse de l'équipe, pour les réponses du mois. "
        "Une demande sans réponse n'y compte pas.",
        delays.answers,
        unit=DAYS,
    ),
    Figure(
        "delai-retour",
        "De la question au retour d'expérience",
        "Durée médiane entre la question d'une collectivité et la réponse d'une autre, pour les réponses du mois.",
        delays.feedback,
        unit=DAYS,
    ),
    Figure(
        "delai-confirmation",
        "De la déclaration à la confirmation",
        "Durée médiane entre la déclaration d'un usage et sa première confirmation, pour les confirmations du mois.",
        delays.confirmations,
        unit=DAYS,
    ),
    Figure(
        "delai-publication",
        "De la proposition à la publication",
        "Durée médiane entre la proposition d'un service et la publication de sa fiche, pour les publications du mois.",
        delays.publications,
        unit=DAYS,
    ),
)
