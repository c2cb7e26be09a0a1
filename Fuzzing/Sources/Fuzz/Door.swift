import AuditLog
import Minutes
import Statechart
import StatechartXML
import WorkflowEngine
import XML

/// A way for bytes from outside into the program. Whatever the bytes are, it answers or throws; it
/// never ends the process, reads outside of them, or takes long.
enum Door: String, CaseIterable {
  case scxml, workflow, organisation, sheet, minutes, log, xpath, leaf, note

  func enter(_ bytes: [UInt8]) {
    switch self {
    case .scxml: located(SCXMLReader.check(bytes).diagnostics, in: bytes)
    case .workflow: located(WorkflowReader.check(bytes).diagnostics, in: bytes)
    case .organisation: located(OrganisationReader.check(bytes).diagnostics, in: bytes)
    case .sheet: _ = OrganisationCSV.check(bytes)
    case .minutes: located(MinutesReader.check(bytes).diagnostics, in: bytes)
    case .log: readLog(bytes)
    case .xpath: Expressions().evaluate(String(decoding: bytes, as: UTF8.self))
    case .leaf: readEntry(bytes)
    case .note: readNote(bytes)
    }
  }

  /// What is said about a document is said about one of its lines.
  private func located(_ diagnostics: [Diagnostic], in bytes: [UInt8]) {
    let lines = 1 + bytes.count { $0 == 10 || $0 == 13 }
    for diagnostic in diagnostics {
      precondition(
        (1...lines).contains(diagnostic.location.line) && diagnostic.location.column >= 1,
        "\(diagnostic.location) is no place of a document of \(lines) lines")
    }
  }

  /// Somebody else's event log, as it comes from a disk: in pieces.
  private func readLog(_ bytes: [UInt8]) {
    var rest = bytes[...]
    let log = ForeignLog {
      defer { rest = rest.dropFirst(64) }
      return Array(rest.prefix(64))
    }
    while (try? log.next()) != nil {}
  }

  /// A leaf has one spelling: what is read is what would be written.
  private func readEntry(_ bytes: [UInt8]) {
    if let leaf = try? Leaf(canonical: bytes), let written = try? leaf.canonical() {
      precondition(written == bytes, "a leaf was read that would be written otherwise")
    }
    _ = try? Payload(canonical: bytes)
  }

  private func readNote(_ bytes: [UInt8]) {
    _ = try? SignedNote(parsing: bytes)
    _ = try? SignedCheckpoint(parsing: bytes)
    _ = try? TLogProof(parsing: bytes)
    _ = try? WitnessRequest(parsing: bytes)
    _ = try? VerifyingKey(String(decoding: bytes, as: UTF8.self))
  }
}
