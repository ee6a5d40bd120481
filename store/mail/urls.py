"""Addresses of the mail preferences."""

from django.urls import path

from store.mail import views

urlpatterns = [
    path("courriels/<str:token>/", views.by_link, name="mail-link"),
    path("mon-compte/courriels/", views.by_account, name="mail-preferences"),
]
