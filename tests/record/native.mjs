// Compares the default profile, `3.13`, with a CPython 3.13.1 or later that needs no installation: the npm package
// `pyodide` 0.29, which is CPython 3.13.2 for WebAssembly.
//
//     npm install --prefix /tmp/native pyodide@0.29
//     pylens pyc --all --force --invalidation-mode unchecked-hash --pycache-prefix /tmp/pycs FOLDER...
//     node tests/record/native.mjs /tmp/native/node_modules/pyodide /tmp/pycs FOLDER...
//
// Every source below the folders for which pylens wrote a file below the prefix is compiled there, and each field of every
// code object compared.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { resolve, join, basename, dirname } from "node:path";

const [pyodide, prefix, ...folders] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(join(pyodide, "pyodide.mjs"));
const python = await loadPyodide();
python.runPython(`
import marshal, sys, warnings
warnings.simplefilter("ignore")
sys.setrecursionlimit(5000)
FIELDS = [name for name in dir(compile("", "", "exec")) if name.startswith("co_") and name not in
          ("co_consts", "co_lnotab", "co_lines", "co_positions")]

def difference(ours, theirs):
    for name in FIELDS:
        if getattr(ours, name) != getattr(theirs, name):
            return f"{theirs.co_qualname} {name}: {getattr(ours, name)!r:.300} should be {getattr(theirs, name)!r:.300}"
    if len(ours.co_consts) != len(theirs.co_consts):
        return f"{theirs.co_qualname}: other constants"
    for one, other in zip(ours.co_consts, theirs.co_consts):
        if hasattr(other, "co_code"):
            if found := difference(one, other):
                return found
        elif repr(one) != repr(other) and one != other:
            return f"{theirs.co_qualname}: {one!r:.200} should be {other!r:.200}"

def check(name, source, pyc):
    try:
        theirs = compile(bytes(source), name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return difference(marshal.loads(bytes(pyc)[16:]), theirs) or ""
`);
const check = python.globals.get("check");
let compared = 0;
let differing = 0;

// A plain array: a Buffer of Node's is none to Pyodide.
const bytesOf = (path) => Uint8Array.from(readFileSync(path));

function walk(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "__pycache__") walk(full);
    } else if (entry.name.endsWith(".py")) {
      const pyc = join(prefix, dirname(full), basename(full, ".py") + ".cpython-313.pyc");
      if (!existsSync(pyc)) continue;
      const found = check(full, bytesOf(full), bytesOf(pyc));
      if (found === null || found === undefined) continue;
      compared += 1;
      if (found) {
        differing += 1;
        console.log(`${full}: ${found}`);
      }
    }
  }
}

folders.forEach(walk);
console.log(`${compared} files compared with CPython ${python.runPython("sys.version.split()[0]")}, ${differing} differ`);
process.exit(differing ? 1 : 0);
