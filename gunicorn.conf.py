"""What gunicorn reads by itself; the command line gives the address, workers and threads."""

import gc

# The application cuts long query strings and says so, up to what browsers and proxies pass on; beyond it is an attack.
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
timeout = 60


def post_worker_init(worker) -> None:
    """The first visitor whose word nobody knows does not wait for the list of French words to be read."""
    from search.language.spelling import is_french  # noqa: PLC0415  once Django is there

    is_french("")
    # What was made until here lasts as long as the process: going through it again takes a fifth of a second.
    gc.collect()
    gc.freeze()
