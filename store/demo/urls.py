"""Addresses that only the demonstration opens."""

from django.urls import path

from store.demo import views

urlpatterns = [
    path("connexion/demonstration/", views.DemoSignIn.as_view(), name="demo-sign-in"),
    path("demonstration/courriels/", views.mails, name="demo-mails"),
    path("demonstration/courriels/<int:number>/", views.mail, name="demo-mail"),
]
