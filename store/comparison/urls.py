from django.urls import path

from store.comparison.views import comparison

urlpatterns = [path("comparer/", comparison, name="comparison")]
