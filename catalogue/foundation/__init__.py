"""What every app says and checks in the same way. It imports none of them."""
