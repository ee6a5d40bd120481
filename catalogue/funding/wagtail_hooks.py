"""The fund in the admin, and on the pages of other apps."""

from catalogue.funding.admin import (
    fund_menu,  # noqa: F401  registers its hooks
)
