"""What every app of the catalogue says and checks in the same way. It imports none of them."""
