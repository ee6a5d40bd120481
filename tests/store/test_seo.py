"""What search engines read of the site."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.services.models import ServicePage
from store.seo import ServicesSitemap
from tests import factories
from tests.crawling import site_map

pytestmark = pytest.mark.django_db


def test_robots_are_told_where_the_site_map_is(client):
    said = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in said
    assert "Disallow: /admin/" in said


def test_the_site_map_names_pages_and_themes_that_have_services(client):
    used, empty = factories.make_theme("Solidarité"), factories.make_theme("Sans service")
    service = factories.make_service("Service connu", themes=[used])
    named = site_map(client)
    assert f"/services/{service.slug}/</loc>" in named
    assert f"/themes/{used.slug}/</loc>" in named
    assert empty.slug not in named


def test_an_expired_sheet_leaves_the_site_map_before_the_scheduler_runs(client):
    service = factories.make_service("Service passé")
    ServicePage.objects.filter(pk=service.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert service.slug not in site_map(client)


def test_the_icon_is_found_by_browsers_that_do_not_read_the_page(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 301
    assert answer["Location"] == "/static/store/favicon.ico"


def test_a_long_catalogue_is_told_in_several_files_each_sheet_once(client, monkeypatch):
    monkeypatch.setattr(ServicesSitemap, "limit", 2)
    services = [factories.make_service(f"Service {number}") for number in range(5)]
    assert "/sitemap-services.xml?p=3</loc>" in client.get("/sitemap.xml").content.decode()
    told = site_map(client)
    assert [told.count(f"/services/{service.slug}/</loc>") for service in services] == [1] * 5
