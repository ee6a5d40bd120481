"""What the Store says of itself in numbers, month by month: computed at night, read by everybody, about nobody."""
