#!/bin/sh
# The whole suite on SQLite, then what touches the database again on PostgreSQL where a server is at hand.
# POSTGRES_URL names it (postgres://user:password@host:port/name). STORE_REQUIRE_ALL=1: nothing may be skipped for want of it.
set -eu
unset PYTHONDONTWRITEBYTECODE  # tests start many processes: those read compiled code
BIN=${BIN:-.venv/bin}
# What asks engines, files, pages or providers rather than the database, or takes minutes and does the same on both.
ONCE="search/engines search/admin search/test_relevance.py search/test_nonsense.py
    search/test_agreement.py search/test_rebuilding.py search/test_late.py search/test_french.py search/test_typos.py
    search/test_some_words.py search/faults/test_proxy.py search/faults/test_searching.py
    search/faults/test_damaged_index.py search/faults/test_no_place.py search/faults/test_some_documents.py search/faults/test_last_commit_wins.py search/faults/test_cluster.py
    store/spaces/maintainer/test_files_people_make.py store/spaces/maintainer/test_headers_people_write.py
    store/spaces/maintainer/test_workbooks_people_make.py catalogue/services/test_bringing_values.py
    catalogue/services/test_bringing_words_and_places.py catalogue/services/links catalogue/foundation/uploads
    catalogue/services/test_untrusted_files.py store/demo store/leaks store/content store/accounts/test_policies.py
    store/accounts/test_proconnect.py store/accounts/test_proconnect_attacks.py store/accounts/test_real_employers.py"
# Long ones have few tests: in the order of their names, none is left to run alone at the end.
AT_ONCE="-n ${TEST_WORKERS:-2} --dist loadscope --no-loadscope-reorder"
"$BIN/python" -m pytest $AT_ONCE "$@"
if [ -n "${POSTGRES_URL:-}" ]; then
    echo "Same tests on PostgreSQL (without the browser)"
    DATABASE_URL=$POSTGRES_URL "$BIN/python" -m pytest $AT_ONCE -m "not browser" -p tests.second_database \
        tests/catalogue tests/search tests/store $(printf -- '--ignore tests/%s ' $ONCE) "$@"
elif [ "${STORE_REQUIRE_ALL:-}" = 1 ]; then
    echo "STORE_REQUIRE_ALL=1 but POSTGRES_URL names no server" >&2
    exit 1
else
    echo "PostgreSQL tests skipped: POSTGRES_URL names no server"
fi
