print("bye")
raise SystemExit("fatal: no input")
