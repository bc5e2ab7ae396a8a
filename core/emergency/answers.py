def first_line(kinds, language): return ""
