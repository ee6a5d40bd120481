#!/bin/sh
# The whole suite on SQLite, then what touches the database again on PostgreSQL where a server is at hand.
# POSTGRES_URL names it (postgres://user:password@host:port/name). STORE_REQUIRE_ALL=1: nothing may be skipped for want of it.
set -eu
BIN=${BIN:-.venv/bin}
# What asks engines rather than the database, or takes minutes and does the same on both.
ONCE="engines test_relevance.py test_nearby.py test_nonsense.py test_agreement.py test_rebuilding.py test_late.py
    faults/test_proxy.py faults/test_searching.py faults/test_some_documents.py faults/test_last_commit_wins.py
    faults/test_cluster.py"
"$BIN/python" -m pytest -n "${TEST_WORKERS:-2}" --dist loadscope "$@"
if [ -n "${POSTGRES_URL:-}" ]; then
    echo "Same tests on PostgreSQL (without the browser)"
    DATABASE_URL=$POSTGRES_URL "$BIN/python" -m pytest -n "${TEST_WORKERS:-2}" --dist loadscope -m "not browser" \
        tests/catalogue tests/search tests/store $(printf -- '--ignore tests/search/%s ' $ONCE) "$@"
elif [ "${STORE_REQUIRE_ALL:-}" = 1 ]; then
    echo "STORE_REQUIRE_ALL=1 but POSTGRES_URL names no server" >&2
    exit 1
else
    echo "PostgreSQL tests skipped: POSTGRES_URL names no server"
fi
