"""Addresses of the maintainers' space."""

from django.urls import include, path

from store.spaces.maintainer.views import (
    announcements,
    batches,
    declaring,
    deployment,
    exporting,
    grid,
    requests,
    services,
    tokens,
)

of_one_deployment = [
    path("", deployment.deployment, name="maintainer-deployment"),
    path("confirmer/", deployment.confirm, name="maintainer-confirm"),
    path("contester/", deployment.contest, name="maintainer-contest"),
    path("retirer/", deployment.remove, name="maintainer-withdraw"),
]
of_one_service = [
    path("", services.service, name="maintainer-service"),
    path("deploiements/", grid.deployments, name="maintainer-deployments"),
    path("deploiements/ajouter/", declaring.choose_organisation, name="maintainer-choose-organisation"),
    path("deploiements/ajouter/<int:number>/", declaring.declare, name="maintainer-declare"),
    path("deploiements/export.<str:ending>", exporting.export, name="maintainer-export"),
    path("deploiements/<int:number>/", include(of_one_deployment)),
    path("imports/", batches.batches, name="maintainer-batches"),
    path("imports/avancement/", batches.progress, name="maintainer-progress"),
    path("imports/<int:number>/", batches.batch, name="maintainer-batch"),
    path("imports/<int:number>/appliquer/", batches.apply_batch, name="maintainer-apply-batch"),
    path("imports/<int:number>/annuler/", batches.undo_batch, name="maintainer-undo-batch"),
    path("demandes/", requests.requests, name="maintainer-requests"),
    path("demandes/<int:number>/", requests.received_request, name="maintainer-request"),
    path("annonces/", announcements.announcements, name="maintainer-announcements"),
    path("annonces/<int:number>/", announcements.correct_announcement, name="maintainer-announcement"),
    path("annonces/<int:number>/annuler/", announcements.cancel_announcement, name="maintainer-cancel-announcement"),
    path("annonces/<int:number>/terminer/", announcements.end_announcement, name="maintainer-end-announcement"),
    path("api/", tokens.tokens, name="maintainer-tokens"),
    path("api/<int:number>/revoquer/", tokens.revoke_token, name="maintainer-revoke-token"),
]
urlpatterns = [
    path("mainteneur/", services.services, name="maintainer"),
    path("mainteneur/<str:slug>/", include(of_one_service)),
]
