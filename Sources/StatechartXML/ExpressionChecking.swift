import Statechart
import XML

extension DocumentBuilder {
  /// Checks every expression, once the whole document is read and its names are known.
  ///
  /// The standard lets a processor refuse a bad expression at once or raise `error.execution` when
  /// it comes to it (section 5.9); so these faults are deferrable.
  mutating func checkExpressions() {
    switch document.datamodel {
    case "xpath": checkXPath()
    case "null":
      for placed in expressions { checkNull(placed) }
    case let name:
      guard let provider = options.provider(of: name) else { return }
      for placed in expressions {
        let expression = document.expressions[placed.id.index]
        guard let fault = provider.faultInExpression(expression) else { continue }
        deferrable(
          Diagnostic(
            .error, "expression.invalid", at: placed.location(of: 0),
            "\"\(expression.source)\" cannot be evaluated: \(fault)"))
      }
    }
  }

  private mutating func checkXPath() {
    compiled = XPathExpressions(document)
    let vocabulary = XPathVocabulary(
      variables: loopVariables.union(declaredData),
      functions: options.functions, namespaces: namespaces,
      states: compiled.asksForStates ? document.root.ids : nil)
    // A text that is sound in one place is so in every other.
    var isSound = [Bool](repeating: false, count: compiled.texts.count)
    for placed in expressions {
      let number = compiled.number(of: placed.id)
      if isSound[number] { continue }
      switch compiled.texts[number] {
      case .expression(let runnable):
        let found = vocabulary.check(runnable.expression) { placed.location(of: $0) }
        for fault in found { deferrable(fault) }
        isSound[number] = found.isEmpty
      case .faulty(let error):
        deferrable(.syntax(error) { placed.location(of: $0) })
      }
    }
  }

  /// Appendix B.1: conditions are `In('id')`, and there is no other expression.
  private mutating func checkNull(_ placed: PlacedExpression) {
    let expression = document.expressions[placed.id.index]
    guard expression.use == .condition else {
      deferrable(
        Diagnostic(
          .error, "datamodel.null", at: placed.location(of: 0),
          "the null data model has no values; write datamodel=\"xpath\" in <scxml>"))
      return
    }
    let source = expression.source
    let start = source.unicodeScalars.prefix(while: \.isXMLSpace).count
    // That the state exists is asked by `Document.validate()`.
    if InCall(in: source, at: start)?.isWhole != true {
      deferrable(
        Diagnostic(
          .error, "datamodel.null", at: placed.location(of: 0),
          "a condition of the null data model is In('state'); write datamodel=\"xpath\" in <scxml>"
            + " for others"))
    }
  }
}

extension State {
  /// The ids of the states inside, and its own.
  fileprivate var ids: Set<Identifier> {
    var ids: Set<Identifier> = []
    collectIDs(into: &ids)
    return ids
  }

  private func collectIDs(into ids: inout Set<Identifier>) {
    if let id { ids.insert(id) }
    for child in children { child.collectIDs(into: &ids) }
  }
}
