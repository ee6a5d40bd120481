"""« Espace mainteneur »: where the team of a service maintains its deployments and answers collectivités."""
