"""« Espace mainteneur »: where the team of a service keeps its deployments true and answers collectivités."""
