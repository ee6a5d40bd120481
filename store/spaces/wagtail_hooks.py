"""What the spaces add to pages of the catalogue and of the search."""

from catalogue.foundation.slots import fill

fill("sheet_actions", "spaces/basket/on_sheet.html")
fill("card_actions", "spaces/basket/on_card.html")
fill("cards_form", "spaces/basket/add.html")
fill("chosen_cards_form", "spaces/basket/add.html")
fill("users_end", "spaces/peers/on_users.html")
fill("need_actions", "spaces/following/on_need.html")
fill("call_actions", "spaces/piloting/on_call.html")
fill("own_territory", "spaces/own_territory_offered.html")
fill("need_actions", "spaces/supporting/on_need.html")
