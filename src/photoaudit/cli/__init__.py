"""The command line. `app` lists the commands, each a module named as it is typed; the others serve them."""
