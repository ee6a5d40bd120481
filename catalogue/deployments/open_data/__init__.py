"""The ANCT's daily open file of who uses its services: read, declared, withdrawn when it no longer says so."""
