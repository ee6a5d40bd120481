"""The scores as a readable table, and the worst questions."""

from collections.abc import Callable

from search.relevance.judgements import Judgement
from search.relevance.scoring import DEPTH, Scored, score

_PARTS: dict[str, Callable[[Judgement], bool]] = {
    "all": lambda judgement: True,
    "tuned on": lambda judgement: not judgement.held_out,
    "held out": lambda judgement: judgement.held_out,
    "unnamed": lambda judgement: judgement.unnamed,
}


def report(asked: dict[str, list[Scored]], worst: int) -> str:
    return "\n\n".join([_table(asked), *(_worst(name, scored, worst) for name, scored in asked.items() if worst)])


def _table(asked: dict[str, list[Scored]]) -> str:
    rows = [
        f"| engine | questions | nDCG@{DEPTH} | MRR | nothing found | noise | false noise |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, scored in asked.items():
        for part, has in _PARTS.items():
            its = score(one for one in scored if has(one.judgement))
            if not its.questions:
                continue
            figures = f"{its.ndcg:.3f} | {its.mrr:.3f} | {its.silent:.1%} | {its.noisy:.0%} | {its.falsely:.0%}"
            rows.append(f"| {name} | {part}: {its.questions} | {figures} |")
    return "\n".join(rows)


def _worst(name: str, scored: list[Scored], most: int) -> str:
    answerable = sorted((one for one in scored if one.judgement.good), key=lambda one: one.ndcg)
    rows = [f"Worst questions, {name}:"]
    for one in answerable[:most]:
        mark = " (held out)" if one.judgement.held_out else ""
        rows.append(f"- {one.ndcg:.2f} « {one.judgement.question} »{mark}: {', '.join(one.shown[:3]) or 'nothing'}")
    return "\n".join(rows)
