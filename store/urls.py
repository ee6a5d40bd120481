"""Every address of the site. Wagtail serves what nothing before it takes."""

from django.conf import settings
from django.urls import include, path
from django.views.decorators.http import require_safe
from wagtail import urls as wagtail_urls
from wagtail.contrib.sitemaps import views as sitemaps
from wagtail.documents import urls as wagtaildocs_urls

import catalogue.deployments.views
import catalogue.funding.grant_pages
import catalogue.needs.views
import catalogue.services.views
import catalogue.territories.views
import search.views
import store.content.views
import store.media
import store.monitoring
import store.seo
from catalogue.foundation.spreadsheets import CSV, XLSX
from catalogue.funding import call_results, money_pages
from catalogue.funding.aid_schemes import aid_schemes
from catalogue.funding.call_files import call_dates
from catalogue.funding.eligibility_page import eligibility
from catalogue.needs import grouping_views, pilot_pages
from catalogue.review.published_results import results_file
from store.spaces.basket.origin import own_pages_only

SITEMAP = {"sitemaps": store.seo.SITEMAPS}

urlpatterns = [
    path("services/", search.views.catalogue, name="catalogue"),
    path("", include("store.open_data.urls")),
    path("services/suggestions/", search.views.suggestions, name="suggestions"),
    path("services/<str:slug>/contact/", own_pages_only(catalogue.services.views.contact), name="contact"),
    path("services/<str:slug>/actualites/", catalogue.services.views.news, name="news"),
    path("services/<str:slug>/actualites.atom", catalogue.services.views.news_feed, name="news-feed"),
    path("services/<str:slug>/collectivites/", catalogue.deployments.views.users, name="users"),
    path("services/<str:slug>/collectivites/<int:number>/", catalogue.deployments.views.users_page, name="users-page"),
    path(
        "services/<str:slug>/collectivites/<slug:standing>/",
        catalogue.deployments.views.users,
        name="users-standing",
    ),
    path(
        "services/<str:slug>/collectivites/<slug:standing>/<int:number>/",
        catalogue.deployments.views.users_page,
        name="users-standing-page",
    ),
    path("themes/<str:slug>/", search.views.theme, name="theme"),
    path("territoires/recherche/", catalogue.territories.views.search, name="territory-search"),
    path("territoires/<str:key>/", catalogue.deployments.views.territory_page, name="territory"),
    path("besoins/", search.views.needs, name="needs"),
    path("besoins/suggestions/", search.views.need_suggestions, name="need-suggestions"),
    path("besoins.atom", catalogue.needs.views.needs_feed, name="needs-feed"),
    path("besoins/<int:pk>/", catalogue.needs.views.need, name="need"),
    path("besoins/<int:pk>/soutiens/", grouping_views.supports, name="need-supports"),
    path("besoins/<int:pk>/soutiens/<int:number>/", grouping_views.supports, name="need-supports-page"),
    path("besoins/<int:pk>/contributions/", grouping_views.grouped, name="need-grouped"),
    path("besoins/<int:pk>/contributions/<int:number>/", grouping_views.grouped, name="need-grouped-page"),
    path("besoins/<int:pk>/regroupement/", grouping_views.proposition_log, name="need-grouping-log"),
    path("besoins/<int:pk>/regroupement/<int:number>/", grouping_views.proposition_log, name="need-grouping-log-page"),
    path("consultations/<str:slug>/regroupements/", grouping_views.consultation_log, name="grouping-log"),
    path(
        "consultations/<str:slug>/regroupements/<int:number>/",
        grouping_views.consultation_log,
        name="grouping-log-page",
    ),
    path("financements/subventions/", search.views.grants, name="grants"),
    path("financements/subventions/suggestions/", search.views.grant_suggestions, name="grant-suggestions"),
    path("financements/subventions/scdl.csv", catalogue.funding.grant_pages.scdl, name="grants-scdl"),
    path("financements/subventions/subventions.json", catalogue.funding.grant_pages.as_json, name="grants-json"),
    path("financements/subventions/<int:pk>/", catalogue.funding.grant_pages.grant, name="grant"),
    path("investigations/", catalogue.needs.views.investigations, name="investigations"),
    path(
        "investigations/pages/<int:number>/",
        catalogue.needs.views.investigations,
        name="investigations-page",
    ),
    path("appels-a-pilotes/", pilot_pages.calls, name="pilot-calls"),
    path("appels-a-pilotes/pages/<int:number>/", pilot_pages.calls, name="pilot-calls-page"),
    path("appels-a-pilotes/<int:pk>/", pilot_pages.call, name="pilot-call"),
    path("appels-a-pilotes/<int:pk>/pages/<int:number>/", pilot_pages.call, name="pilot-call-page"),
    path("appels-a-pilotes/pilotes/<int:pk>/", pilot_pages.pilot, name="pilot"),
    path("financements/puis-je-candidater/", eligibility, name="funding-eligibility"),
    path("financements/dispositifs.csv", aid_schemes, {"ending": "csv"}, "aid-schemes-csv"),
    path("financements/dispositifs.json", aid_schemes, {"ending": "json"}, "aid-schemes-json"),
    path("financements/<str:slug>/dates.ics", call_dates, name="funding-call-dates"),
    path("financements/enveloppes/", money_pages.envelopes, name="fund-envelopes"),
    path("financements/enveloppes.csv", money_pages.envelopes_file, name="fund-envelopes-csv"),
    path("financements/enveloppes/<str:key>/", money_pages.local_envelopes, name="local-envelopes"),
    path("financements/chiffres/", money_pages.fund_figures, name="fund-figures"),
    *(
        path(
            f"financements/chiffres.{ending}",
            money_pages.fund_figures_file,
            {"ending": ending},
            f"fund-figures-{ending}",
        )
        for ending in (CSV, "json")
    ),
    path("consultations/<str:slug>/chiffres/", catalogue.needs.views.dashboard, name="consultation-figures"),
    *(
        path(
            f"consultations/<str:slug>/chiffres.{ending}",
            catalogue.needs.views.dashboard_file,
            {"ending": ending},
            f"consultation-figures-{ending}",
        )
        for ending in (CSV, XLSX)
    ),
    *(
        path(
            f"comites/seances/<int:pk>/decisions.{ending}",
            results_file,
            {"ending": ending},
            f"session-results-{ending}",
        )
        for ending in (CSV, XLSX)
    ),
    path("financements/<str:slug>/resultats/", call_results.results, name="funding-results"),
    path("financements/<str:slug>/resultats/<int:number>/", call_results.results, name="funding-results-page"),
    path("financements/<str:slug>/resultats.csv", call_results.results_csv, name="funding-results-csv"),
    path("plan-du-site/", store.content.views.site_map, name="plan"),
    path("sitemap.xml", store.seo.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", require_safe(sitemaps.sitemap), SITEMAP, name="sitemap-section"),
    path("robots.txt", store.seo.robots, name="robots"),
    path("favicon.ico", store.seo.favicon, name="favicon"),
    path("sante/", store.monitoring.health, name="health"),
    path("metrics", store.monitoring.metrics, name="metrics"),
    path("", include("store.accounts.urls")),
    path("", include("store.comparison.urls")),
    path("", include("store.content.urls")),
    path("", include("store.demo.urls")),
    path("", include("store.first_visit.urls")),
    path("", include("store.mail.urls")),
    path("", include("store.public_figures.urls")),
    path("", include("store.sharing.urls")),
    path("", include("store.spaces.urls")),
    path("investigations/<str:slug>/", catalogue.needs.views.investigation, name="investigation"),
    path("api/", include("store.api.urls")),
    path("admin/", include("store.admin.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:path>", store.media.media, name="media"),
    path("", include(wagtail_urls)),
]

handler500 = "store.oddities.failed"
