"""The consultation of 2021 played again, through the functions that people use, on its true dates.

Its figures, its dates and the 17 titles are true; the rest is made up and says so. See README.md.
"""
