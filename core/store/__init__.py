"""What is remembered: the workspace database, behind plain functions over an engine.

The only folder with SQL. Rows never leave it: functions take and return the domain's own types. It does not
know teachers, runs in progress or pages.
"""
