"""The rules of a sheet: who may use the service, who sees the sheet, how complete and how fresh it is."""
