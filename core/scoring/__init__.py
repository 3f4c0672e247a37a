"""A classifier at work on more texts than fit in memory: Parquet in, Parquet out, here or on a cluster.

It knows bundles and files. It does not know the workspace, taxonomies or runs.
"""
