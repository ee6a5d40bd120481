"""Files and feeds, linked where their list is."""

from catalogue.foundation.slots import fill

fill("results_head", "open_data/feed_link.html")
fill("results_end", "open_data/of_results.html")
fill("users_head", "open_data/users_link.html")
fill("users_files", "open_data/of_users.html")
