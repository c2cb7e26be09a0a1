public import AuditLog
public import Statechart

extension Identifier: CanonicallyWritten {
  public func write(to writer: inout CanonicalWriter) { writer.text(text) }
}

extension CanonicalWriter {
  mutating func put(_ name: StaticString, _ id: Identifier?) {
    put(name, id?.text)
  }

  mutating func put(_ name: StaticString, _ ids: [Identifier]) {
    put(name, listOf: ids) { $0.text($1.text) }
  }

  /// An object by id; left out where it is empty.
  mutating func put(_ name: StaticString, _ members: [Identifier: some CanonicallyWritten]) {
    put(name, membersOf: members) { $1.write(to: &$0) }
  }

  /// An object of lists by id, empty ones too; left out where it is empty.
  mutating func put(_ name: StaticString, _ lists: [Identifier: [Identifier]]) {
    put(name, membersOf: lists) { writer, list in
      writer.array { array in
        for id in list { id.write(to: &array) }
      }
    }
  }

  private mutating func put<Member>(
    _ name: StaticString, membersOf dictionary: [Identifier: Member],
    _ write: (inout CanonicalWriter, Member) -> Void
  ) {
    guard !dictionary.isEmpty else { return }
    self.name(name)
    object { object in
      for (id, member) in Members(dictionary.lazy.map { ($0.key.text, $0.value) }) {
        object.name(id)
        write(&object, member)
      }
    }
  }
}
