"""Rules about a sheet: who may use the service, who may see the sheet, how complete and how fresh it is."""
