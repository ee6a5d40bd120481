from django.urls import path

from store.spaces.envelope_desk import views
from store.spaces.envelope_desk.acts import ACTS

urlpatterns = [
    path("instruction/enveloppes/", views.overview, name="envelope-desks"),
    path("instruction/enveloppes/<int:pk>/", views.envelope, name="envelope-desk"),
    *(
        path(f"instruction/enveloppes/<int:pk>/{act.slug}/", views.act_on, {"act": act}, f"envelope-{act.slug}")
        for act in ACTS
    ),
]
