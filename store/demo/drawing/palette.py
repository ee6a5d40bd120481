"""Which colours, pictogram and screen suit a theme."""

from typing import NamedTuple


class Hue(NamedTuple):
    """Three tones of one illustrative colour of the State's design system: tint, main, and dark enough to be read."""

    light: str
    main: str
    dark: str


class Style(NamedTuple):
    hue: Hue
    pictogram: str
    layout: str


MENTHE = Hue("#BAFAEE", "#009081", "#37635F")
EMERAUDE = Hue("#C3FAD5", "#00A95F", "#297254")
ARCHIPEL = Hue("#C7F6FC", "#009099", "#006A6F")
ECUME = Hue("#E9EDFE", "#465F9D", "#2F4077")
CUMULUS = Hue("#E6EEFE", "#417DC4", "#3558A2")
GLYCINE = Hue("#FEE7FC", "#A558A0", "#6E445A")
TUILE = Hue("#FEE9E7", "#CE614A", "#A94645")
TERRE = Hue("#FEE9E5", "#E4794A", "#755348")
MOUTARDE = Hue("#FEEBD0", "#C3992A", "#695240")

_STYLES = {
    "demarches": Style(ECUME, "form", "form"),
    "relation-usagers": Style(CUMULUS, "calendar", "calendar"),
    "communication": Style(GLYCINE, "bubbles", "chat"),
    "solidarite": Style(TUILE, "people", "list"),
    "collaboration": Style(CUMULUS, "bubbles", "chat"),
    "documents": Style(ECUME, "page", "document"),
    "instances": Style(GLYCINE, "people", "calendar"),
    "interventions": Style(TERRE, "tools", "list"),
    "participation": Style(GLYCINE, "people", "list"),
    "signalement": Style(TERRE, "pin", "map"),
    "reservation": Style(MENTHE, "calendar", "calendar"),
    "financements": Style(MOUTARDE, "coins", "list"),
    "donnees": Style(ARCHIPEL, "database", "chart"),
    "pilotage": Style(ARCHIPEL, "chart", "chart"),
    "geographie": Style(EMERAUDE, "pin", "map"),
    "urbanisme": Style(MENTHE, "plan", "map"),
    "logement": Style(TUILE, "house", "list"),
    "ecologie": Style(EMERAUDE, "leaf", "chart"),
    "dechets": Style(EMERAUDE, "bin", "list"),
    "agriculture": Style(MOUTARDE, "leaf", "form"),
    "mobilite": Style(ARCHIPEL, "road", "map"),
    "emploi-entreprises": Style(MOUTARDE, "case", "list"),
    "commerces": Style(TERRE, "shop", "map"),
    "inclusion-numerique": Style(CUMULUS, "people", "form"),
    "accessibilite": Style(MENTHE, "people", "map"),
    "education": Style(GLYCINE, "book", "document"),
    "culture": Style(TUILE, "book", "list"),
    "sante": Style(MENTHE, "heart", "chart"),
    "securite-numerique": Style(ECUME, "shield", "form"),
    "outils-numeriques": Style(ECUME, "blocks", "document"),
}
_NO_THEME = Style(CUMULUS, "blocks", "list")


def style_of(theme_slug: str) -> Style:
    """The style of a sheet by its first theme; unknown themes share one."""
    return _STYLES.get(theme_slug, _NO_THEME)
