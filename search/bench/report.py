"""The measures as tables that a person reads; the same text goes to the screen and to docs/performance.md."""

from search.bench.questions import KINDS


def report(results: list[dict]) -> str:
    return "\n\n".join([*(_one_size(result) for result in results), _growth(results)]) + "\n"


def _one_size(result: dict) -> str:
    rows = [f"{result['size']:,} services (milliseconds, p50 / p95)".replace(",", " "), ""]
    rows += ["| question | engine | facade | page | Wagtail | Wagtail ÷ facade |", "|---|---|---|---|---|---|"]
    for kind in KINDS:
        cells = [_timing(result[part][kind]) for part in ("engine", "facade", "page", "wagtail")]
        rows.append(f"| {kind} | {' | '.join(cells)} | {_ratio(result['wagtail'][kind], result['facade'][kind])} |")
    nonsense, publish = result["nonsense"], result["publish"]
    rows += [
        "",
        f"Queries of a page: {result['queries']}. Totals and counts equal to Wagtail's: {result['equal_counts']}. "
        f"Published and findable: {_timing(publish)}. Page for nonsense: {_timing(nonsense)}.",
    ]
    return "\n".join(rows)


def _timing(timing: dict) -> str:
    return "not within 60 s" if timing["given_up"] else f"{timing['p50']:.1f} / {timing['p95']:.1f}"


def _ratio(theirs: dict, ours: dict) -> str:
    if theirs["given_up"]:
        return f"> {60_000 / ours['p50']:,.0f}".replace(",", " ")
    return f"{theirs['p50'] / ours['p50']:,.0f}".replace(",", " ")


def _growth(results: list[dict]) -> str:
    rows = ["Facade, p50 in milliseconds, by number of services", ""]
    sizes = [f"{result['size']:,}".replace(",", " ") for result in results]
    rows += [f"| question | {' | '.join(sizes)} |", f"|---|{'---|' * len(sizes)}"]
    for kind in KINDS:
        rows.append(f"| {kind} | {' | '.join(str(result['facade'][kind]['p50']) for result in results)} |")
    return "\n".join(rows)
