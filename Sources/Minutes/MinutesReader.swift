import AuditLog
public import Statechart
import StatechartXML
public import XML

/// Reads minutes from XML, `urn:docket:minutes:1`.
public enum MinutesReader {
  public static let namespace = "urn:docket:minutes:1"

  /// - Throws: `InvalidDocument` with every diagnostic.
  public static func read(_ text: [UInt8], limits: XMLLimits = .standard) throws(InvalidDocument)
    -> MinutesDocument
  {
    let (document, diagnostics) = check(text, limits: limits)
    guard let document else { throw InvalidDocument(diagnostics) }
    return document
  }

  /// Everything that can be said about the document by itself, sorted by place; its values if there
  /// is no error. Whether workflows, units and people exist, only a store knows.
  public static func check(_ text: [UInt8], limits: XMLLimits = .standard)
    -> (document: MinutesDocument?, diagnostics: [Diagnostic])
  {
    let root: XMLElement
    do {
      root = try XMLDocument(parsing: text, limits: limits).root
    } catch {
      return (nil, error.diagnostics.map { Diagnostic($0) })
    }
    var findings = MinutesFindings()
    guard root.name == XMLName("minutes", namespace: namespace) else {
      findings.error(
        "minutes.root", at: root.position,
        "the root element is <\(root.name.local)>, but minutes begin with"
          + " <minutes xmlns=\"\(namespace)\">")
      return (nil, findings.sorted)
    }
    var builder = MinutesBuilder(root: root, digest: Digest.sha256(text))
    let document = builder.build()
    findings = builder.findings
    // What the schema finds where the reader has said something already is the same in other words.
    let places = Set(findings.sorted.map(\.location))
    findings.append(
      schemaDiagnostics(of: text, limits: limits).filter { !places.contains($0.location) })
    return (findings.hasErrors ? nil : document, findings.sorted)
  }

  private static func schemaDiagnostics(of text: [UInt8], limits: XMLLimits) -> [Diagnostic] {
    do {
      return try schema.validate(text, limits: limits).map { Diagnostic($0) }
    } catch {
      return error.diagnostics.map { Diagnostic($0) }
    }
  }

  /// Compiled once for the process.
  private static let schema: XMLSchema = {
    do {
      return try XMLSchema(
        [
          "minutes.xsd": Array(EmbeddedMinutesSchema.minutes.utf8),
          "xml.xsd": Array(EmbeddedSchemas.xml.utf8),
        ], root: "minutes.xsd")
    } catch {
      preconditionFailure("the embedded schema of minutes does not compile: \(error)")
    }
  }()
}
