"""What gunicorn reads by itself; the command line gives the address, workers and threads."""

# The application cuts long query strings and says so; gunicorn's own answer to them is a bare English page.
# The proxy in front of it sets how long a line may be at all.
limit_request_line = 0
timeout = 60


def post_worker_init(worker) -> None:
    """The first visitor whose word nobody knows does not wait for the list of French words to be read."""
    from search.french import is_french  # noqa: PLC0415  once Django is there

    is_french("")
