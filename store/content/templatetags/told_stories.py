"""Retours d'expérience on the pages of the catalogue: a sheet, its users, a territory, a theme with its guide."""

from functools import cache

from django import template
from django.db.models import Exists, Model, OuterRef, QuerySet

from catalogue.deployments.users import UserRow
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.prepared_queries import Prepared
from catalogue.services.models import ServicePage, Theme
from catalogue.territories.models import Territory
from store.content.models import ComparedService, Guide, Story

register = template.Library()

_MOST = 3


@register.simple_tag
def stories_about(service: ServicePage) -> list[Story]:
    """The newest, of those that anybody may read."""
    if service.pk not in _services_with_a_story():
        return []
    told = Story.objects.told_to_all().filter(service=service.pk)
    return list(told.select_related("organisation").order_by("-date", "-pk")[:_MOST])


@kept_until_written
def _services_with_a_story() -> frozenset[int | None]:
    """Drafts too; few have one, and most sheets then ask nothing."""
    return _values_of(Story, "service_id")


@kept_until_written
def _territories_with_a_story() -> frozenset[int | None]:
    return _values_of(Story, "organisation__territory")


@register.simple_tag
def stories_at(territory: Territory) -> list[Story]:
    if territory.pk not in _territories_with_a_story():
        return []
    told = Story.objects.told_to_all().filter(organisation__territory=territory)
    return list(told.select_related("service").order_by("-date", "-pk")[:_MOST])


@register.simple_tag
def told_in(theme: Theme) -> list[Guide | Story]:
    """The newest guide that compares services of the theme, the newest story about one of them."""
    return [
        *(_guides_of(theme.pk)[:1] if theme.pk in _themes_of(ComparedService) else ()),
        *(_stories_of(theme.pk)[:1] if theme.pk in _themes_of(Story) else ()),
    ]


def _guides_of(theme: int) -> QuerySet[Guide]:
    of_theme = ServicePage.objects.public().filter(pk=OuterRef("service"), themes=theme)
    compared = ComparedService.objects.filter(Exists(of_theme), page=OuterRef("pk"))
    return Guide.objects.public().current().filter(Exists(compared)).order_by("-date", "-pk")


def _stories_of(theme: int) -> QuerySet[Story]:
    return Story.objects.told_to_all(theme).select_related("organisation").order_by("-date", "-pk")


@kept_until_written
def _themes_of(model: type[Model]) -> frozenset[int | None]:
    """Of the services that a story, or a guide, is about; drafts too."""
    return _values_of(model, "service__themes")


def _values_of(model: type[Model], column: str) -> frozenset[int | None]:
    return frozenset(value for (value,) in _column(model, column).rows())


@cache
def _column(model: type[Model], column: str) -> Prepared:
    return Prepared(lambda _: model._default_manager.order_by().values_list(column).distinct())


@register.simple_tag(takes_context=True)
def story_of(context: template.Context, row: UserRow) -> Story | None:
    """Read once for all the rows of a page."""
    request, service = context["request"], context["service"].pk
    if not hasattr(request, "stories_by_organisation"):
        has_some = service in _services_with_a_story()
        told = Story.objects.told_to_all().filter(service=service).order_by("date", "pk") if has_some else ()
        request.stories_by_organisation = {story.organisation_id: story for story in told}
    return request.stories_by_organisation.get(row.organisation_id)
