"""URLs of the spaces, of the basket, and of the links sent by mail."""

from django.urls import include, path

urlpatterns = [
    path("", include("store.spaces.basket.urls")),
    path("", include("store.spaces.collectivite.urls")),
    path("", include("store.spaces.links.urls")),
    path("", include("store.spaces.maintainer.urls")),
    path("", include("store.spaces.peers.urls")),
    path("", include("store.spaces.requests.urls")),
    path("", include("store.spaces.without_account.urls")),
]
