"""URLs of the spaces, of the basket, and of the links sent by mail."""

from django.urls import include, path

from store.spaces import basket_page

urlpatterns = [
    path("panier/", basket_page.basket, name="basket"),
    path("", include("store.spaces.applying_funds.urls")),
    path("", include("store.spaces.basket.urls")),
    path("", include("store.spaces.collectivite.urls")),
    path("", include("store.spaces.committee.urls")),
    path("", include("store.spaces.contributing.urls")),
    path("", include("store.spaces.envelope_desk.urls")),
    path("", include("store.spaces.following.urls")),
    path("", include("store.spaces.instruction.urls")),
    path("", include("store.spaces.grant_desk.urls")),
    path("", include("store.spaces.links.urls")),
    path("", include("store.spaces.maintainer.urls")),
    path("", include("store.spaces.peers.urls")),
    path("", include("store.spaces.piloting.urls")),
    path("", include("store.spaces.requests.urls")),
    path("", include("store.spaces.seeking_partners.urls")),
    path("", include("store.spaces.supporting.urls")),
    path("", include("store.spaces.without_account.urls")),
]
