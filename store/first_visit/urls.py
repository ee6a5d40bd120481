from django.urls import path

from store.first_visit import views

urlpatterns = [
    path("premiere-visite/", views.who, name="first-visit"),
    path("premiere-visite/collectivite/", views.where, name="first-visit-where"),
    path("premiere-visite/besoin/", views.what, name="first-visit-what"),
    path("premiere-visite/fin/", views.ended, name="first-visit-end"),
]
