"""How complete a sheet is: the criteria, and reading what is filled in from a page or for a whole listing."""
