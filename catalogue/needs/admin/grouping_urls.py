"""Addresses of the desks of grouping, for the admin."""

from django.urls import URLPattern, path

from catalogue.needs.admin import grouping_desk, proposition_desk, supports_desk


def grouping_urls() -> list[URLPattern]:
    one, voice = "besoins/propositions/<int:pk>/", "besoins/soutiens/<int:pk>/"
    return [
        path("besoins/regrouper/", grouping_desk.GroupingDeskView.as_view(), name="grouping-desk"),
        path("besoins/regrouper/nouvelle/", grouping_desk.NewPropositionView.as_view(), name="grouping-new"),
        path("besoins/regrouper/ajouter/", grouping_desk.AddToPropositionView.as_view(), name="grouping-add"),
        path("besoins/propositions/", proposition_desk.PropositionListView.as_view(), name="propositions"),
        path(one, proposition_desk.PropositionView.as_view(), name="proposition-desk"),
        path(f"{one}sortir/", proposition_desk.TakeOutView.as_view(), name="grouping-out"),
        path(f"{one}dissoudre/", proposition_desk.DissolveView.as_view(), name="dissolve-proposition"),
        path(f"{one}corriger/", proposition_desk.CorrectPropositionView.as_view(), name="correct-proposition"),
        path(f"{one}soutiens/", supports_desk.SupportsView.as_view(), name="proposition-supports"),
        path(f"{voice}ecarter/", supports_desk.SetSupportAsideView.as_view(), name="set-aside-support"),
        path(f"{voice}compter/", supports_desk.CountAgainView.as_view(), name="count-support-again"),
        path("besoins/oppositions/", supports_desk.ObjectionListView.as_view(), name="objections"),
        path("besoins/oppositions/<int:pk>/", supports_desk.AnswerObjectionView.as_view(), name="objection-answer"),
    ]
