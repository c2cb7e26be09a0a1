import AuditLog
import Testing

@Suite struct SignedNoteTests {
  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `notes are opened and refused as Go's code does`() throws {
    let cases = try #require(NoteVectors.load()["open"]?.array)

    for vector in cases {
      let name = try #require(vector["name"]?.string)
      let keys = try strings(vector["vkeys"]).map { try VerifyingKey($0) }
      let note = Array(try #require(vector["note"]?.string).utf8)
      let outcome = open(note, keys)
      #expect(outcome.code == vector["want"]?.string, "\(name)")
      if let verified = vector["verified"] {
        #expect(outcome.verified == strings(verified).map { keyName($0) }, "\(name)")
      }
      if let unknown = vector["unverified"] {
        #expect(outcome.unknown == strings(unknown), "\(name)")
      }
    }

    #expect(cases.count > 10)
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `bad verifier keys are refused as Go's code does`() throws {
    let keys = strings(try NoteVectors.load()["bad_vkeys"])

    for key in keys {
      #expect(throws: InvalidKey.self, "\(key)") { try VerifyingKey(key) }
    }

    #expect(!keys.isEmpty)
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `a note that is not UTF-8 is refused`() throws {
    let hex = try #require(NoteVectors.load()["invalid_utf8_note_hex"]?.string)
    let digits = Array(hex.utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }

    #expect(throws: InvalidNote.self) { try SignedNote(parsing: bytes) }
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence))
  func `signing gives the note that Go's code gives`() throws {
    let vector = try #require(NoteVectors.load()["signing"])
    let key = try SigningKey(try #require(vector["skey"]?.string))

    let note = try SignedNote(signing: try #require(vector["text"]?.string), by: key)

    #expect(String(decoding: note.bytes, as: UTF8.self) == vector["note"]?.string)
  }

  @Test func `a note may have empty lines and lines that look like signatures`() throws {
    let key = try SigningKey(tesseraSigner)
    let text = "a\n\n— b c\n\nd\n"

    let note = try SignedNote(parsing: SignedNote(signing: text, by: key).bytes)

    #expect(note.text == text)
    #expect(try note.verify(by: [key.verifyingKey]).count == 1)
  }

  @Test func `a changed text is refused`() throws {
    let key = try SigningKey(tesseraSigner)
    let bytes = try SignedNote(signing: "five\n", by: key).bytes

    let changed = try SignedNote(parsing: Array("nine".utf8) + bytes.dropFirst(4))

    let error = #expect(throws: InvalidNote.self) { try changed.verify(by: [key.verifyingKey]) }
    #expect(error?.reason == .signature)
  }

  @Test func `a key of the same name and another id is not the key`() throws {
    let key = try SigningKey.random(name: "a")
    let other = try SigningKey.random(name: "a").verifyingKey
    let note = try SignedNote(signing: "five\n", by: key)

    let error = #expect(throws: InvalidNote.self) { try note.verify(by: [other]) }

    #expect(error?.reason == .unsigned)
  }

  @Test(arguments: ["", "no line feed", "a\ttab\n", "a return\r\n"])
  func `a text that is none of a note is not signed`(text: String) throws {
    let key = try SigningKey(tesseraSigner)

    #expect(throws: InvalidNote.self) { try SignedNote(signing: text, by: key) }
  }

  private func open(_ bytes: [UInt8], _ keys: [VerifyingKey])
    -> (code: String, verified: [String], unknown: [String])
  {
    do throws(InvalidNote) {
      let note = try SignedNote(parsing: bytes)
      let verified = try note.verify(by: keys)
      return (
        "ok", verified.map { keyName($0.key.encoded) },
        note.signatures(unknownTo: keys).map(\.description)
      )
    } catch {
      switch error.reason {
      case .signature: return ("bad-signature", [], [])
      case .unsigned: return ("unverified", [], [])
      default: return ("malformed", [], [])
      }
    }
  }

  /// `name+id` of a key's text.
  private func keyName(_ key: String) -> String {
    key.split(separator: "+").prefix(2).joined(separator: "+")
  }

  private func strings(_ json: JSON?) -> [String] {
    (json?.array ?? []).compactMap(\.string)
  }
}

enum NoteVectors {
  static func load() throws -> JSON { try JSON(parsing: Vectors.bytes(of: "notes.json")) }
}
