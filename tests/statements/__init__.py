"""How many statements a page costs, and that its big lists follow an index: figures no noise can blur."""
