#!/usr/bin/env python3
"""Checks a bundle of a Docket log: verify_bundle.py BUNDLE [VKEY]. Nothing of Docket is needed to run it.

BUNDLE is the tar file, or a folder with its contents. VKEY is the log's verifier key, or a file with it,
from a source that you trust; without it the key in the bundle is taken, which proves only that the bundle
agrees with itself. Exit 0: everything holds. Exit 1: something does not; the first bad entry is named.

Written from RFC 6962, C2SP signed-note, tlog-checkpoint and tlog-tiles, and the README.md of the bundle.
Needs Python 3.9 and the package `cryptography`."""
import base64, collections, csv, hashlib, io, json, pathlib, sys, tarfile, urllib.parse
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# By how much an entry of a kind moves its instance's revision; other kinds may or may not.
STEPS = dict.fromkeys('started event withdrawn suspended resumed cancelled exempted migrated'.split(), {1})
STEPS.update(dict.fromkeys(['refused', 'evidence-added'], {0}))

class Bad(Exception): ...
def need(condition, sentence):
    if not condition:
        raise Bad(sentence)
def sha(*parts):
    return hashlib.sha256(b''.join(parts)).digest()

class Bundle:
    """The files of a bundle by their paths."""
    def __init__(self, path):
        root = pathlib.Path(path)
        if root.is_dir():
            members = {p.relative_to(root).as_posix(): p for p in root.rglob('*') if p.is_file()}
            self.names, self.file = set(members), lambda name: open(members[name], 'rb')
        else:
            archive = tarfile.open(path)
            members = {m.name: m for m in archive.getmembers() if m.isfile()}
            self.names, self.file = set(members), lambda name: archive.extractfile(members[name])
    def open(self, name):
        need(name in self.names, f'{name} is missing')
        return self.file(name)
    def read(self, name): return self.open(name).read()

class Key:
    """A verifier key: name+id+base64(0x01 ‖ public key)."""
    def __init__(self, text):
        self.name, self.id, key = (text.strip() + '++').split('+', 2)
        raw = base64.b64decode(key.removesuffix('++'), validate=True)
        need(len(raw) == 33 and raw[0] == 1, 'the verifier key is not an Ed25519 key')
        need(sha(self.name.encode(), b'\n', raw)[:4].hex() == self.id, "the verifier key's id is wrong")
        self.public = Ed25519PublicKey.from_public_bytes(raw[1:])
    def checkpoint(self, note, file):  # its size and its root, if this key has signed it
        text, gap, signatures = note.rpartition(b'\n\n')
        for line in signatures.decode().splitlines():
            dash, name, value = (line.split(' ') + ['', ''])[:3]
            raw = base64.b64decode(value)
            if gap and dash == '—' and name == self.name and raw[:4].hex() == self.id:
                try: self.public.verify(raw[4:], text + b'\n')
                except InvalidSignature: raise Bad(f'the signature of {file} is wrong') from None
                origin, size, root = text.decode().split('\n')[:3]
                need(origin == self.name, f'{file} is of another log: {origin}')
                return int(size), base64.b64decode(root)
        raise Bad(f'{file} is not signed by {self.name}')

def tile_path(kind, index, width):
    path, rest = f'{index % 1000:03d}', index // 1000
    while rest: path, rest = f'x{rest % 1000:03d}/{path}', rest // 1000
    return f'tile/{kind}/{path}' + ('' if width == 256 else f'.p/{width}')

def entries(bundle, size):
    """The bytes of every entry."""
    for index in range((size + 255) // 256):
        width = min(256, size - 256 * index)
        path = tile_path('entries', index, width)
        data, hashes, start = bundle.read(path), bundle.read(tile_path(0, index, width)), 0
        for place in range(width):
            start, end = start + 2, start + 2 + int.from_bytes(data[start:start + 2], 'big')
            need(start <= end <= len(data), f'entry {256 * index + place}: {path} ends within it')
            same = sha(b'\0', data[start:end]) == hashes[32 * place:][:32]
            need(same, f'entry {256 * index + place}: it has another hash than it had')
            yield data[start:end]
            start = end
        need(start == len(data), f'{path} has bytes after its last entry')

class Tree:
    """The hashes of the complete subtrees from left to right, and the last tile of each level."""
    def __init__(self, bundle):
        self.bundle, self.size, self.stack, self.rows = bundle, 0, [], {}
    def append(self, leaf):
        digest, level, size = sha(b'\0', leaf), 0, self.size
        self.add(0, digest)
        while size & 1:
            digest, level, size = sha(b'\1', self.stack.pop(), digest), level + 1, size >> 1
            if level % 8 == 0:
                self.add(level // 8, digest)
        self.stack, self.size = self.stack + [digest], self.size + 1
    def add(self, level, digest):
        index, row = self.rows.setdefault(level, (0, []))
        row.append(digest)
        if len(row) == 256:
            self.compare(level, index, row)
            self.rows[level] = (index + 1, [])
    def compare(self, level, index, row):
        path = tile_path(level, index, len(row))
        data = self.bundle.read(path) if row else b''
        for place, digest in enumerate(row):
            entry = (256 * index + place) << 8 * level
            need(data[32 * place:][:32] == digest, f'entry {entry}: {path} has another hash')
        need(len(data) == 32 * len(row), f'{path} has {len(data)} bytes')
    def root(self):
        root = self.stack[-1] if self.stack else sha()
        for left in reversed(self.stack[:-1]): root = sha(b'\1', left, root)
        return root

class Rules:
    """What must hold from entry to entry."""
    def __init__(self, bundle):
        self.bundle, self.revisions, self.times, self.ids, self.workflows, self.minutes = bundle, {}, {}, set(), {}, {}
    def check(self, leaf):
        kind, instance, revision = leaf['kind'], leaf.get('instance'), leaf.get('revision')
        workflow, event = leaf.get('workflow'), leaf.get('event')
        if kind == 'registered' and leaf['subject']['type'] == 'minutes':
            name = urllib.parse.quote(leaf['subject']['id'], safe='')
            self.minutes[f'minutes/{name}.xml'] = leaf['details']['minutes']['sha256']
        if workflow:
            name = f"{workflow['name']}@{workflow['version']}"
            path = f"workflows/{urllib.parse.quote(name, safe='')}.scxml"
            files = self.bundle.read(path + '.files') if path + '.files' in self.bundle.names else b''
            self.workflows[name] = self.workflows.get(name) or sha(self.bundle.read(path), files).hex()
            need(self.workflows[name] == workflow['sha256'], f'it names another document than workflow {name}')
        # A timer's id comes again when its state is entered again.
        if event and instance and kind != 'timer':
            scope = leaf.get('parent', instance) if kind == 'started' else instance
            need((scope, event['id']) not in self.ids, f"event {event['id']} of {scope} was there before")
            self.ids.add((scope, event['id']))
        if None in (instance, revision): return
        last = self.revisions.get(instance, -1)  # -1: not started
        fits = revision - last in STEPS.get(kind, {0, 1}) and (kind == 'started') == (last == -1)
        need(fits, f'{instance} goes from revision {last} to {revision}')
        if revision != last:
            need(self.times.get(instance, '') <= leaf['at'], f'{instance} goes back in time')
            self.revisions[instance], self.times[instance] = revision, leaf['at']

def verify(bundle, key):
    size, root = key.checkpoint(bundle.read('checkpoint'), 'checkpoint')
    kept = [(n, *key.checkpoint(bundle.read(n), n)) for n in sorted(bundle.names) if n.startswith('kept-checkpoints/')]
    for name, old, _ in kept:
        need(old <= size, f'{name} is of {old} entries, the log has {size}: the last ones were removed')
    table = csv.DictReader(io.StringIO(bundle.read('evidence.csv').decode(), newline=''))
    evidence = {int(row['entry']): (row['sha256'], row['size']) for row in table}
    texts = ((line['index'], line['payload']) for line in map(json.loads, bundle.open('payloads.jsonl')))
    tree, rules, kinds, erased, text = Tree(bundle), Rules(bundle), collections.Counter(), 0, next(texts, None)
    gone = set()  # values that are missing and of which no entry said yet that they were erased
    for index, raw in enumerate(entries(bundle, size)):
        try:
            tree.append(raw)
            leaf, secrets = json.loads(raw), {}
            rules.check(leaf)
            if text and text[0] == index:
                secrets, text = text[1], next(texts, None)
            commitments = leaf.get('commitments', {})
            for field, secret in secrets.items():
                need(field in commitments, f'"{field}" was added later')
                made = sha(bytes.fromhex(secret['salt']), secret['value'].encode()).hex()
                need(made == commitments[field], f'"{field}" is not what was recorded')
            gone.update((index, field) for field in commitments.keys() - secrets.keys())
            erased += len(commitments) - len(secrets)
            kinds[leaf['kind']] += 1
            for part in leaf['details']['erased'] if leaf['kind'] == 'erased' else []:
                for value in ((entry, part['field']) for entry in part['entries']):
                    need(value in gone, f'it says that "{value[1]}" of entry {value[0]} was erased')
                    gone.remove(value)
            if leaf['kind'] == 'evidence-added':
                row = secrets.get('sha256', {}).get('value', ''), str(leaf['event'].get('data', {}).get('size', ''))
                need(evidence.pop(index, None) == row, 'evidence.csv has another hash or size')
            for name, old, was in kept:
                need(old != tree.size or was == tree.root(), f'or one before it: {name} has another root')
        except (Bad, ValueError, KeyError, TypeError, AttributeError) as error:
            text = str(error) if isinstance(error, Bad) else f'malformed: {error!r}'
            raise Bad(text if text.startswith('entry') else f'entry {index}: {text}') from None
    for level, (place, row) in tree.rows.items(): tree.compare(level, place, row)
    need(tree.root() == root, 'the entries have another root than the checkpoint')
    need(text is None, f'payloads.jsonl: entry {text and text[0]} is out of order or not in the log')
    need(not evidence, f'evidence.csv: entry {min(evidence, default=0)} is no evidence')
    for name, digest in rules.minutes.items():
        need(sha(bundle.read(name)).hex() == digest, f'{name} is not what was registered')
    need(not gone, 'entry {}: "{}" is gone, and no entry says that it was erased'.format(*min(gone or [(0, '')])))
    print(f'{size} entries:', ', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items())))
    print(f'{len(rules.revisions)} instances, {len(kept)} kept checkpoints, {erased} erased values')
    print(f'root {base64.b64encode(root).decode()}, signed by {key.name}+{key.id}')

if __name__ == '__main__':
    if not 2 <= len(sys.argv) <= 3 or sys.argv[1].startswith('-'): sys.exit(__doc__)
    try:
        bundle, key = Bundle(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else ''
        if not key:
            key = ''.join(bundle.read(n).decode() for n in bundle.names if n.endswith('.vkey') and '/' not in n)
            print('warning: this key is the one in the bundle; compare it with the published one:', key.strip())
        verify(bundle, Key(key if key.count('+') >= 2 else pathlib.Path(key).read_text()))
    except (Bad, OSError, ValueError, tarfile.TarError) as error:
        sys.exit(f'BAD: {error}')
    print('OK')
