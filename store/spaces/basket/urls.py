from django.urls import path

from store.spaces.basket import views

urlpatterns = [path("panier/changement/", views.change, name="basket-change")]
