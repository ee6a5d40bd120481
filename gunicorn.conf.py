"""What gunicorn reads by itself; the command line gives the address, workers and threads."""

# The application cuts long query strings and says so; gunicorn's own answer to them is a bare English page.
limit_request_line = 0
timeout = 60
