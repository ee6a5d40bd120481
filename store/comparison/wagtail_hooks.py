"""Ticking services to compare, wherever they are shown."""

from catalogue.foundation.slots import fill

fill("cards_form", "comparison/form.html")
fill("card_actions", "comparison/on_card.html")
fill("sheet_actions", "comparison/on_sheet.html")
