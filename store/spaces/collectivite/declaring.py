"""A collectivité says by itself that it uses a service, or that something changed; the team of the service confirms."""

from django import forms

from store.spaces.maintainer.forms import deployment


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Pourquoi ce changement ? (facultatif)",
        help_text="Reste dans l'historique, que l'équipe du service peut lire.",
        max_length=500,
        required=False,
    )


class UseForm(deployment.DeploymentForm):
    """What a collectivité says of a use of its own: it is its own source."""

    source = None
    reason = _reason()


class DeclarationForm(deployment.DeclarationForm):
    source = None
    reason = _reason()
