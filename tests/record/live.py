"""Answers what CPython makes of sources, one JSON object a line, for tests/corpus_frontend.rs.

A request has `path` (a file, read as bytes) or `source` (text), and `mode`. The answer has `error` (class, message, line,
offset, end line, end offset, text; or null), `warnings` (class, message, line), and CRC-32s: `tree` of `ast.dump`, and for
files `tokens` of what the parser gets and `module` of what `python -m tokenize -e` prints.
"""
import ast
import io
import json
import sys
import token
import tokenize
import warnings
import zlib

import _tokenize

assert sys.version_info[:2] == (3, 13), sys.version
sys.setrecursionlimit(20000)
FIELDS = 'lineno', 'offset', 'end_lineno', 'end_offset', 'text'
ERRORS = SyntaxError, ValueError, OverflowError, RecursionError, MemoryError


def crc(lines):
    return zlib.crc32(''.join(lines).encode('utf-8', 'surrogatepass'))


def parser_tokens(data):
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    text = io.TextIOWrapper(io.BytesIO(data), encoding).read()
    for kind, string, start, end, _ in _tokenize.TokenizerIter(io.StringIO(text).readline, extra_tokens=False):
        name = token.tok_name[kind]
        if name in ('INDENT', 'DEDENT'):
            yield f'{name}\n'
        elif name != 'ENDMARKER':
            yield '%s %d,%d-%d,%d %s\n' % (name, *start, *end, string)


def module_tokens(data):
    for t in tokenize.tokenize(io.BytesIO(data).readline):
        yield '%-20s%-15s%-15r\n' % ('%d,%d-%d,%d:' % (t.start + t.end), token.tok_name[t.exact_type], t.string)


def attempt(make, data):
    try:
        return crc(make(data))
    except (tokenize.TokenError, SystemError, *ERRORS):
        return None


def answer(request):
    data = open(request['path'], 'rb').read() if 'path' in request else request['source']
    found = {'error': None, 'tree': None}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            tree = compile(data, '<file>', request['mode'], ast.PyCF_ONLY_AST, dont_inherit=True)
            found['tree'] = crc([ast.dump(tree, include_attributes=True, show_empty=True)])
        except ERRORS as error:
            fields = [getattr(error, name, None) for name in FIELDS]
            found['error'] = [type(error).__name__, getattr(error, 'msg', None) or str(error), *fields]
    found['warnings'] = [[w.category.__name__, str(w.message), w.lineno] for w in caught]
    if 'path' in request:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            found['tokens'] = attempt(parser_tokens, data)
            found['module'] = attempt(module_tokens, data)
    return found


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
