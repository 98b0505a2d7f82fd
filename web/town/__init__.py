"""回音市: an invented town with its units, officers and petitions, for demonstrations and rehearsals.

Nobody and nothing in it exists. Mail goes to ``example.test`` and ``example.invalid``, telephone and
identity numbers belong to no range that is in use.
"""
