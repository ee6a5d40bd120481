"""Addresses of the maintainers' space."""

from django.urls import include, path

from store.spaces.maintainer import (
    batches,
    deployment_export,
    deployment_page,
    grid,
    new_deployment,
    overview,
    received_requests,
    service_announcements,
    tokens,
)

of_one_deployment = [
    path("", deployment_page.deployment, name="maintainer-deployment"),
    path("confirmer/", deployment_page.confirm, name="maintainer-confirm"),
    path("contester/", deployment_page.contest, name="maintainer-contest"),
    path("retirer/", deployment_page.remove, name="maintainer-withdraw"),
]
of_one_service = [
    path("", overview.service, name="maintainer-service"),
    path("deploiements/", grid.deployments, name="maintainer-deployments"),
    path("deploiements/ajouter/", new_deployment.choose_organisation, name="maintainer-choose-organisation"),
    path("deploiements/ajouter/<int:number>/", new_deployment.declare, name="maintainer-declare"),
    path("deploiements/export.<str:ending>", deployment_export.export, name="maintainer-export"),
    path("deploiements/<int:number>/", include(of_one_deployment)),
    path("imports/", batches.batches, name="maintainer-batches"),
    path("imports/avancement/", batches.progress, name="maintainer-progress"),
    path("imports/<int:number>/", batches.batch, name="maintainer-batch"),
    path("imports/<int:number>/appliquer/", batches.apply_batch, name="maintainer-apply-batch"),
    path("imports/<int:number>/annuler/", batches.undo_batch, name="maintainer-undo-batch"),
    path("demandes/", received_requests.requests, name="maintainer-requests"),
    path("demandes/<int:number>/", received_requests.received_request, name="maintainer-request"),
    path("annonces/", service_announcements.announcements, name="maintainer-announcements"),
    path("annonces/<int:number>/", service_announcements.correct_announcement, name="maintainer-announcement"),
    path(
        "annonces/<int:number>/annuler/",
        service_announcements.cancel_announcement,
        name="maintainer-cancel-announcement",
    ),
    path("annonces/<int:number>/terminer/", service_announcements.end_announcement, name="maintainer-end-announcement"),
    path("api/", tokens.tokens, name="maintainer-tokens"),
    path("api/<int:number>/revoquer/", tokens.revoke_token, name="maintainer-revoke-token"),
]
urlpatterns = [
    path("mainteneur/", overview.services, name="maintainer"),
    path("mainteneur/<str:slug>/", include(of_one_service)),
]
