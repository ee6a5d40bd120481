"""Signing in and out."""

from django.contrib.auth.views import LoginView
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
