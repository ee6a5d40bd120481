from django.core.management.base import BaseCommand

from catalogue.needs.consultation_figures import figures
from store.demo.consultation_2021.replay import replay
from store.demo.consultation_2021.selection import select


class Command(BaseCommand):
    help = "Rejoue la consultation de 2021, à ses dates et avec ses chiffres, en données de démonstration."

    def handle(self, *args, **options) -> None:
        made, is_new = replay()
        projects = select(made)
        if not is_new:
            self.stdout.write("La consultation de 2021 est déjà là.")
            return
        contributed = figures(made, "contributions")
        self.stdout.write(
            f"{contributed['']} contributions, dont {contributed['etat|reorientee']} réorientées et "
            f"{contributed['etat|irrecevable']} irrecevables ; {figures(made, 'propositions')['']} propositions, "
            f"{figures(made, 'soutiens')['']} soutiens, {projects} projets"
        )
