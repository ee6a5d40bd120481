"""The fund in the admin, and on the pages of other apps."""

from catalogue.foundation.slots import fill
from catalogue.funding.admin import fund_menu  # noqa: F401  registers its hooks

fill("sheet_origin", "funding/on_sheet.html", order=10)
fill("territory_needs", "funding/on_territory.html", order=10)
fill("territory_needs", "funding/envelopes_on_territory.html", order=20)
