#!/bin/sh
# The whole suite on SQLite, then what depends on the database again on PostgreSQL where a server is at hand.
# POSTGRES_URL names it (postgres://user:password@host:port/name). STORE_REQUIRE_ALL=1: nothing may be skipped for want of it.
set -eu
unset PYTHONDONTWRITEBYTECODE  # tests start many processes: those read compiled code
BIN=${BIN:-.venv/bin}
# What counts, sorts, locks or writes at once in the database. What shows pages is the same on both: every address is visited by
# the table of rights on the second, and asked odd things on the first.
ON_BOTH="policies catalogue/deployments catalogue/funding catalogue/needs catalogue/review catalogue/territories
    catalogue/services/test_loading_goes_on.py
    catalogue/services/test_load_catalogue.py catalogue/services/test_announcements.py search store/api store/mail
    store/open_data store/page_cache store/work store/notifications/test_correspondence.py
    store/accounts/test_address_changes.py store/admin/test_review.py store/admin/test_search_backend.py
    store/admin/test_incomplete_sheets.py store/spaces/collectivite store/spaces/maintainer/test_deployment.py
    store/spaces/maintainer/test_figures.py store/spaces/maintainer/test_batches.py store/test_backup.py
    store/test_limits.py store/test_monitoring.py store/test_preparing.py"
# Of these, what asks engines, files, sessions or one row of its own rather than what two databases may do differently.
ONCE="catalogue/territories/test_admin.py store/api/test_access.py store/mail/test_preferences.py
    store/page_cache/test_private_pages.py store/page_cache/test_etags.py store/spaces/collectivite/test_basket.py
    store/spaces/collectivite/test_feedback.py store/spaces/collectivite/test_links.py
    store/spaces/collectivite/test_link_thanks.py store/spaces/collectivite/test_gone_accounts.py
    store/spaces/collectivite/test_own_territory.py store/work/test_jobs_in_the_admin.py
    search/engines search/admin search/test_relevance.py search/test_nonsense.py
    search/test_agreement.py search/test_rebuilding.py search/test_late.py search/test_french.py search/test_typos.py
    search/test_some_words.py search/test_suggestions.py search/faults/test_proxy.py search/faults/test_searching.py
    search/faults/test_damaged_index.py search/faults/test_no_place.py search/faults/test_some_documents.py
    search/faults/test_last_commit_wins.py search/faults/test_cluster.py"
# Long ones have few tests: in the order of their names, none is left to run alone at the end.
AT_ONCE="-n ${TEST_WORKERS:-2} --dist loadscope --no-loadscope-reorder"
"$BIN/python" -m pytest $AT_ONCE ${POSTGRES_URL:+--ignore tests/policies} "$@"
if [ -n "${POSTGRES_URL:-}" ]; then
    echo "Same tests on PostgreSQL (without the browser)"
    DATABASE_URL=$POSTGRES_URL "$BIN/python" -m pytest $AT_ONCE -m "not browser" -p tests.second_database \
        $(printf -- 'tests/%s ' $ON_BOTH) $(printf -- '--ignore tests/%s ' $ONCE) "$@"
elif [ "${STORE_REQUIRE_ALL:-}" = 1 ]; then
    echo "STORE_REQUIRE_ALL=1 but POSTGRES_URL names no server" >&2
    exit 1
else
    echo "PostgreSQL tests skipped: POSTGRES_URL names no server"
fi
