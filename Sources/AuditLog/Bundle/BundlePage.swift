/// The page in a bundle that explains the rest.
struct BundlePage {
  /// What is in the bundle.
  struct Counts {
    var entries = 0
    var evidence = 0
    var workflows = 0
    var checkpoints = 0
    /// Fields whose values were erased.
    var erased = 0
  }

  var checkpoint: Checkpoint
  var key: String
  var counts: Counts
  var time: Instant

  var text: String {
    """
    # The log of \(checkpoint.origin)

    Written at \(time). \(counts.entries) entries, \(counts.evidence) of them about evidence;
    \(counts.workflows) workflows; \(counts.checkpoints) earlier checkpoints; \(counts.erased)
    erased fields.

    The root hash of all entries is `\(checkpoint.root.base64)`.

    | file | what it is |
    | --- | --- |
    | `checkpoint` | size and root hash of the log, signed (C2SP tlog-checkpoint, signed-note) |
    | `\(key)` | the key that the signature is checked with; compare it with the one that the organisation published elsewhere |
    | `tile/entries/…` | the entries, 256 a file, each after its length in two bytes (C2SP tlog-tiles) |
    | `tile/0/…`, `tile/1/…` | the hashes of the Merkle tree (RFC 6962, SHA-256) |
    | `payloads.jsonl` | the personal and free texts that are not erased, each with its salt |
    | `evidence.csv` | size and SHA-256 of each piece of evidence |
    | `workflows/…` | the workflows, W3C SCXML 1.0, as they were registered; a `.files` names the files of one with their SHA-256, and its digest is of both |
    | `kept-checkpoints/…` | earlier checkpoints, which this log must be a continuation of |
    | `minutes/…` | the minutes; the entry that registered them last has their SHA-256 |
    | anything else | papers that were added; no hash here covers them |

    An entry is one JSON object in canonical form (RFC 8785). `kind` says what happened, `actor`,
    `role` and `authority` who did it and by what right, `before` and `after` the states of the
    instance. Each personal text stands there under `commitments` as SHA-256(salt ‖ value); salt and
    value are in `payloads.jsonl` until they are erased; an entry of the kind `erased` then says which
    fields of which entries. Of each instance, `revision` grows by one
    with every accepted change.

    To check everything with Python and its package `cryptography`:

        python3 verify_bundle.py BUNDLE VKEY

    `verify_bundle.py` is short and written from the specifications above; read it, or write your own.

    """
  }
}
