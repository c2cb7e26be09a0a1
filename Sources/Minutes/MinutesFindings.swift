import Statechart
import XML

/// What is found wrong on the way through minutes, while reading goes on.
struct MinutesFindings {
  private var diagnostics: [Diagnostic] = []

  mutating func error(_ code: String, at position: XMLPosition, _ message: String) {
    diagnostics.append(Diagnostic(.error, code, at: SourceLocation(position), message))
  }

  mutating func warn(_ code: String, at position: XMLPosition, _ message: String) {
    diagnostics.append(Diagnostic(.warning, code, at: SourceLocation(position), message))
  }

  mutating func append(_ more: [Diagnostic]) { diagnostics += more }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// By place, then by code.
  var sorted: [Diagnostic] { InvalidDocument(diagnostics).diagnostics }
}

extension SourceLocation {
  init(_ position: XMLPosition) {
    self.init(line: position.line, column: position.column)
  }
}

extension Diagnostic {
  init(_ found: XMLDiagnostic) {
    self.init(.error, found.code, at: SourceLocation(found.position), found.message)
  }
}
