"""Making a limit small enough to be met in a test."""

from dataclasses import replace

from store.limits import LIMITS


def at_most(monkeypatch, name, most):
    monkeypatch.setitem(LIMITS, name, replace(LIMITS[name], most=most))
