"""By when something is owed: the time that the law gives, and which days count as working days in Vietnam.

`law` has the spans with their sources, `workdays` counts, `workdays.yaml` is the calendar and says where it is from.
"""
