import Statechart
import StatechartXML
import Testing

/// `<scxml>` around `body`, with the XPath data model.
func scxml(_ body: String, attributes: String = "datamodel=\"xpath\"") -> String {
  """
  <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1" version="1.0" \
  \(attributes)>
  \(body)
  </scxml>
  """
}

func read(_ text: String, _ deferrable: SCXMLOptions.Deferrable = .refused) throws
  -> SCXMLDocument
{
  try SCXMLReader.read(Array(text.utf8), options: SCXMLOptions(deferrable: deferrable))
}

func check(_ text: String) -> [String] {
  SCXMLReader.check(Array(text.utf8)).diagnostics.map(\.line)
}

extension Diagnostic {
  /// As `docket check` prints it, without the file.
  var line: String { "\(location): \(severity.rawValue): \(message) [\(code)]" }
}

/// A session that is in the state `s` of a document with `data` and has evaluated nothing yet.
struct DataSession {
  let document: SCXMLDocument
  let datamodel: XPathDatamodel
  var expressions: [String: ExpressionID]

  /// - Parameters:
  ///   - data: The content of `<datamodel>`.
  ///   - expressions: What is to be evaluated, with its use.
  init(_ data: String, _ expressions: [String: Statechart.Expression.Use] = [:]) throws {
    var read = try StatechartXMLTests.read(
      scxml("<datamodel>\(data)</datamodel><final id='s'/>"), .executed)
    var ids: [String: ExpressionID] = [:]
    for (source, use) in expressions {
      ids[source] = read.document.add(
        Statechart.Expression(source, use, at: SourceLocation(line: 1, column: 1)))
    }
    document = read
    datamodel = XPathDatamodel(read.document, namespaces: read.namespaces)
    self.expressions = ids
  }

  /// Opens stored data, or a session that begins with its data initialized.
  func open(_ bytes: [UInt8]? = nil, facts: any FactSource = NoFacts()) throws
    -> any DatamodelSession
  {
    let session = try datamodel.open(
      bytes, in: Environment(sessionID: "i1", facts: facts))
    if bytes == nil {
      for declaration in document.document.root.data {
        try session.initialize(declaration, in: StateSet())
      }
    }
    return session
  }
}
