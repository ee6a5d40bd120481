from django.urls import path

from store.spaces.without_account import views

urlpatterns = [
    path("panier/envoye/", views.sent, name="basket-sent"),
    path("confirmer/demande/<str:token>/", views.confirm_request, name="confirm-request"),
    path("suivre/<str:token>/", views.follow, name="follow-request"),
    path("suivre/<str:token>/retrait/", views.withdraw_request, name="withdraw-request"),
]
