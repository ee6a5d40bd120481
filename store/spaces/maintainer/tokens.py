"""Tokens with which the team's programs report deployments."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.services.models import ServicePage
from store.accounts.guards import SignedInRequest
from store.accounts.models import User
from store.accounts.policies import Action
from store.api.models import Token
from store.spaces.maintainer.service_pages import for_service, show


class TokenForm(forms.Form):
    name = forms.CharField(
        label="Nom du jeton",
        help_text="Ce qui s'en servira : « Notre outil de suivi ».",
        max_length=80,
        error_messages={"required": "Donnez un nom au jeton : il aide à savoir lequel révoquer."},
    )

    def issue(self, service: ServicePage, author: User) -> str:
        """The secret of the new token; empty, with errors, if it is refused."""
        if not self.is_valid():
            return ""
        try:
            _, secret = Token.issue(service, author, self.cleaned_data["name"])
        except ValidationError as error:
            self.add_error("name", error.messages)
            return ""
        return secret


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret", "context")
@for_service(Action.ISSUE_TOKEN)
def tokens(request: SignedInRequest, service: ServicePage) -> HttpResponse:
    """A new secret is shown in the response to the form only."""
    form, secret = TokenForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST":
        secret = form.issue(service, request.user)
    context = {
        "form": TokenForm() if secret else form,
        "secret": secret,
        "tokens": Token.objects.usable().filter(service=service).select_related("author"),
        "revoked": Token.objects.filter(service=service, revoked__isnull=False).select_related("author")[:20],
    }
    return show(request, service, "spaces/maintainer/tokens.html", context)


@require_POST
@for_service(Action.ISSUE_TOKEN)
def revoke_token(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    token = get_object_or_404(Token, service=service, pk=number)
    token.revoke()
    messages.success(request, f"Le jeton « {token.name} » est révoqué : il n'ouvre plus rien.")
    return redirect("maintainer-tokens", service.slug)
