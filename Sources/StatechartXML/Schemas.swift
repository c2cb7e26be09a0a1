import XML

/// The schemas, compiled once for the process.
enum Schemas {
  /// SCXML with what `urn:docket:workflow:1` adds.
  static let scxml: XMLSchema = {
    do {
      return try XMLSchema(
        [
          "scxml.xsd": Array(EmbeddedSchemas.scxml.utf8),
          "workflow.xsd": Array(EmbeddedSchemas.workflow.utf8),
          "xml.xsd": Array(EmbeddedSchemas.xml.utf8),
        ], root: "scxml.xsd")
    } catch {
      preconditionFailure("the embedded schema of SCXML does not compile: \(error)")
    }
  }()
}
