"""Addresses of the preferences of mails, and of the page where the demonstration shows its own."""

from django.urls import path

from store.mail import demo, views

urlpatterns = [
    path("courriels/<str:token>/", views.by_link, name="mail-link"),
    path("mon-compte/courriels/", views.by_account, name="mail-preferences"),
    path("demonstration/courriels/", demo.mails, name="demo-mails"),
    path("demonstration/courriels/<int:number>/", demo.mail, name="demo-mail"),
]
