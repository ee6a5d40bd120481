"""The links that sheets hold: which they are, whether they still answer, and how one fetches an untrusted address."""
