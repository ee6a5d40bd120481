"""Addresses of accounts. Wagtail's own ways in and out lead to ours: one form to try passwords on, one to throttle."""

from django.urls import path
from django.views.generic import RedirectView

from store.accounts.admin.own_account import own_account
from store.accounts.views import account, address, proconnect, signing_in

to_sign_in = RedirectView.as_view(pattern_name="sign-in", query_string=True)

urlpatterns = [
    path("connexion/", signing_in.SignIn.as_view(), name="sign-in"),
    path("connexion/proconnect/", proconnect.ToProConnect.as_view(), name="proconnect"),
    path("connexion/proconnect/retour/", proconnect.FromProConnect.as_view(), name="proconnect-callback"),
    path("deconnexion/", signing_in.SignOut.as_view(), name="sign-out"),
    path("mon-compte/", account.account, name="account"),
    path("mon-compte/adresse/", address.address, name="address"),
    path("mon-compte/adresse/<str:token>/", address.confirm, name="confirm-address"),
    path("mon-compte/rattachement/", account.attachment, name="attachment"),
    path("mon-compte/rattachement/retrait/", account.withdraw, name="withdraw-attachment"),
    path("admin/account/", own_account, name="wagtailadmin_account"),
    path("admin/login/", to_sign_in, name="admin-sign-in"),
    path("admin/logout/", signing_in.SignOut.as_view(), name="admin-sign-out"),
    path("_util/login/", to_sign_in, name="wagtail-sign-in"),
]
