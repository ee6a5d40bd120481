"""Signing in with a password or as one of the demonstration, and signing out."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, RedirectURLMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import OIDCLogoutView

from store.accounts import demo, proconnect
from store.accounts.forms import PasswordForm
from store.accounts.models import User


class SignIn(LoginView):
    """Everybody's: `next`, which Django lets lead nowhere but here, says where one was going."""

    form_class = PasswordForm
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs) -> dict:
        more = {"proconnect": proconnect.is_configured(), "demo_accounts": demo.offered()}
        return super().get_context_data(**kwargs, **more)


@method_decorator(never_cache, name="dispatch")
class DemoSignIn(RedirectURLMixin, View):
    """As one of the accounts that the sign-in page offers; such an account has no password."""

    http_method_names = ["post"]
    next_page = settings.LOGIN_REDIRECT_URL

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("compte", "") not in {account.username for account in demo.offered()}:
            raise Http404("Pas de compte de démonstration de ce nom")
        login(
            request,
            User.objects.get(username=request.POST["compte"]),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return HttpResponseRedirect(self.get_success_url())


class SignOut(OIDCLogoutView):
    """Here at once, then at ProConnect for who came from there (`proconnect.logout_url`)."""

    http_method_names = ["post"]
