"""What all apps share. It imports none of them."""
