"""Records what CPython 3.13 prints for each program, next to it.

Run with the CPython that is the reference: `python3.13 tests/vm/record.py [NAME…]`.
"""

import os
import pathlib
import subprocess
import sys

folder = pathlib.Path(__file__).parent / "programs"
environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
names = sys.argv[1:] or sorted(p.stem for p in folder.glob("*.py") if not p.stem.startswith("_"))
for name in names:
    run = subprocess.run(
        [sys.executable, "-X", "utf8", f"{name}.py"], cwd=folder, env=environment, input=b"Ada\n36\n", capture_output=True
    )
    status = run.returncode if run.returncode >= 0 else 128 - run.returncode
    text = run.stdout.decode() + "---- stderr\n" + run.stderr.decode() + f"---- exit {status}\n"
    text = text.replace(str(folder) + "/", "")
    (folder / f"{name}.expected").write_text(text)
