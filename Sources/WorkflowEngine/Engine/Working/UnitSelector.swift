import Statechart
import StatechartXML
import XML

/// Chooses units by an XPath predicate, as `--where` and decisions of minutes write it.
///
/// Each unit is an element `unit` with the attributes `code`, `level`, `kind`, `parent`, and a
/// child `name` for each language, standing inside its ancestors: `@level = 3 and
/// ancestor::unit[@code = 'G-1']`. Units are looked at one by one, so memory does not grow.
public struct UnitSelector: Sendable {
  private let expression: XPathExpression

  /// - Throws: `InvalidSelector` where the predicate is not XPath or names what does not exist.
  public init(_ predicate: String) throws(InvalidSelector) {
    do {
      expression = try XPathExpression(predicate)
    } catch {
      throw InvalidSelector(offset: error.offset, message: error.message)
    }
    let vocabulary = XPathVocabulary(functions: [:])
    let faults = vocabulary.check(predicate) { SourceLocation(line: 1, column: $0 + 1) }
    if let fault = faults.first {
      throw InvalidSelector(offset: fault.location.column - 1, message: fault.message)
    }
    for name in expression.names { try Self.check(name.name, name.isAttribute, at: name.offset) }
  }

  /// A name that no unit has would select nothing, silently.
  private static func check(_ name: String, _ isAttribute: Bool, at offset: Int)
    throws(InvalidSelector)
  {
    let known = isAttribute ? attributes : elements
    guard !known.contains(name) else { return }
    let suggestion = nearestName(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
    throw InvalidSelector(
      offset: offset,
      message: "a unit has no \(isAttribute ? "attribute" : "element") \"\(name)\"" + suggestion)
  }

  private static let attributes: Set = ["code", "level", "kind", "parent", "lang"]
  private static let elements: Set = ["organisation", "unit", "name"]

  /// Whether the predicate holds for a unit.
  ///
  /// - Parameter line: The unit, its parent, and so on to the top.
  public func selects(_ line: [Unit]) throws(InvalidSelector) -> Bool {
    let tree = XMLTree(rootName: "organisation")
    let environment = NoVariables()
    do {
      let place = try Self.build(line, in: tree)
      let context = XPathContext(tree: tree, environment: environment)
      return try context.evaluate(expression, at: place).asBoolean
    } catch let error as XPathError {
      throw InvalidSelector(offset: 0, message: error.message)
    } catch {
      throw InvalidSelector(offset: 0, message: "\(error)")
    }
  }

  /// The unit's element, inside those of its ancestors.
  private static func build(_ line: [Unit], in tree: XMLTree) throws -> XMLTree.Node {
    var place = tree.root
    for unit in line.reversed() {
      let element = try tree.createElement("unit")
      try tree.setAttribute("code", to: unit.code.text, of: element)
      try tree.setAttribute("level", to: "\(unit.level)", of: element)
      try tree.setAttribute("kind", to: unit.kind, of: element)
      if let parent = unit.parent { try tree.setAttribute("parent", to: parent.text, of: element) }
      for version in unit.names.versions {
        let name = try tree.createElement("name")
        try tree.setText(version.text, of: name)
        if !version.language.isEmpty {
          try tree.setAttribute("lang", to: version.language, of: name)
        }
        try tree.appendChild(name, to: element)
      }
      try tree.appendChild(element, to: place)
      place = element
    }
    return place
  }

  private final class NoVariables: XPathEnvironment {
    func variable(_ name: String) -> XPathValue? { nil }
    func call(_ name: XMLName, _ arguments: [XPathValue], at context: XMLTree.Node)
      throws(XPathError) -> XPathValue?
    { nil }
    func namespace(for prefix: String) -> String? { nil }
  }
}

/// A predicate that cannot be used.
public struct InvalidSelector: Error, Hashable, Sendable {
  /// The place in the predicate, in Unicode scalars from 0.
  public var offset: Int
  public var message: String
}

extension StoreReader {
  /// The units in the tree that the predicate selects, in the order of `units()`.
  public func units(where selector: UnitSelector) throws -> [Unit] {
    var found: [Unit] = []
    try eachLine { line in
      if line[0].retiredAt == nil, try selector.selects(line) { found.append(line[0]) }
    }
    return found
  }
}
