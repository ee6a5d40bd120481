from django.urls import path

from store.content import views

urlpatterns = [
    path("actualites.atom", views.store_news_feed, name="store-news-feed"),
    path("evenements/<int:pk>.ics", views.event_file, name="event-file"),
    path("recherche/", views.page_search, name="page-search"),
    path("contact/", views.contact, name="store-contact"),
    path("proposer-un-service/", views.propose_service, name="propose-service"),
    path("proposer-un-service/merci/", views.proposed, name="service-proposed"),
]
