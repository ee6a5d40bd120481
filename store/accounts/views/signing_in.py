"""Signing in and out."""

import logging

import jwt
import requests
from django.contrib.auth.views import LoginView
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from lasuite.oidc_login.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView
from mozilla_django_oidc.views import OIDCLogoutView
from wagtail import hooks

from store.accounts import proconnect
from store.accounts.forms import PasswordForm


class SignIn(LoginView):
    """For everybody. `next`, which Django restricts to this site, says where one was going.

    Functions registered under the hook `ways_in` receive the request and `next`; each returns the HTML of one more way
    to sign in, or nothing.
    """

    form_class = PasswordForm
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        ways = [way(self.request, context[self.redirect_field_name]) for way in hooks.get_hooks("ways_in")]
        return {**context, "proconnect": proconnect.is_configured(), "other_ways_in": ways}


class SignOut(OIDCLogoutView):
    """Signs out here, then at ProConnect for whoever came from there (`proconnect.logout_url`)."""

    http_method_names = ["post"]


logger = logging.getLogger(__name__)


class OnlyWhereConfigured(View):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not proconnect.is_configured():
            raise Http404("ProConnect n'est pas configuré")
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class ToProConnect(OnlyWhereConfigured, OIDCAuthenticationRequestView):
    """POST only: following a link from elsewhere signs nobody in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.get(request)


@method_decorator(never_cache, name="dispatch")
class FromProConnect(OnlyWhereConfigured, OIDCAuthenticationCallbackView):
    """Any error in the answer or at ProConnect shows one error page and signs nobody in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().get(request)
        except (SuspiciousOperation, requests.RequestException, jwt.PyJWTError) as error:
            logger.warning("ProConnect sign-in refused: %s", error)
            return self.login_failure()

    def login_failure(self) -> HttpResponse:
        return render(self.request, "accounts/proconnect_failed.html", status=403)
