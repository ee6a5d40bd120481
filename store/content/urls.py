from django.urls import path

from store.content import views

urlpatterns = [
    path("contact/", views.contact, name="store-contact"),
    path("proposer-un-service/", views.propose_service, name="propose-service"),
    path("proposer-un-service/merci/", views.proposed, name="service-proposed"),
]
