"""What may be uploaded to the Store: pictures and documents judged by what they hold, not by what they are called."""
