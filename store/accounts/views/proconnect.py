"""To ProConnect and back."""

import logging

import jwt
import requests
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from lasuite.oidc_login.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from store.accounts import proconnect

logger = logging.getLogger(__name__)


class OnlyWhereConfigured:
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not proconnect.is_configured():
            raise Http404("ProConnect n'est pas configuré")
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class ToProConnect(OnlyWhereConfigured, OIDCAuthenticationRequestView):
    """By a form of ours: following a link from elsewhere signs nobody in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.get(request)


@method_decorator(never_cache, name="dispatch")
class FromProConnect(OnlyWhereConfigured, OIDCAuthenticationCallbackView):
    """Whatever is wrong with the answer, or with ProConnect, leads to one page that says so; nobody is signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().get(request)
        except (SuspiciousOperation, requests.RequestException, jwt.PyJWTError) as error:
            logger.warning("ProConnect sign-in refused: %s", error)
            return self.login_failure()

    def login_failure(self) -> HttpResponse:
        return render(self.request, "accounts/proconnect_failed.html", status=403)
