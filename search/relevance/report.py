"""The scores as a table that a person reads, and the questions that went worst."""

from search.relevance.scoring import DEPTH, Scored, score

_PARTS = {"all": (True, False), "tuned on": (False,), "held out": (True,)}


def report(asked: dict[str, list[Scored]], worst: int) -> str:
    return "\n\n".join([_table(asked), *(_worst(name, scored, worst) for name, scored in asked.items() if worst)])


def _table(asked: dict[str, list[Scored]]) -> str:
    rows = [
        f"| engine | questions | nDCG@{DEPTH} | MRR | nothing found | noise | false noise |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, scored in asked.items():
        for part, held_out in _PARTS.items():
            its = score(one for one in scored if one.judgement.held_out in held_out)
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
