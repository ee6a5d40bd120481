"""Addresses of accounts."""

from django.urls import path
from django.views.generic import RedirectView

from store.accounts.views import account, own_address, signing_in

urlpatterns = [
    path("connexion/", signing_in.SignIn.as_view(), name="sign-in"),
    path("connexion/proconnect/", signing_in.ToProConnect.as_view(), name="proconnect"),
    path("connexion/proconnect/retour/", signing_in.FromProConnect.as_view(), name="proconnect-callback"),
    path("deconnexion/", signing_in.SignOut.as_view(), name="sign-out"),
    path("mon-compte/", account.account, name="account"),
    path("mon-compte/adresse/", own_address.address, name="address"),
    path("mon-compte/adresse/<str:token>/", own_address.confirm, name="confirm-address"),
    path("mon-compte/rattachement/", account.attachment, name="attachment"),
    path("mon-compte/rattachement/retrait/", account.withdraw, name="withdraw-attachment"),
    # Where Wagtail sends people who may not see a page. There is one sign-in form only, which is throttled.
    path("_util/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True), name="wagtail-sign-in"),
]
