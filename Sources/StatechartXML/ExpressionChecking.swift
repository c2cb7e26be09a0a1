import Statechart
import XML

extension DocumentBuilder {
  /// Checks every expression, once the whole document is read and its names are known.
  ///
  /// The standard lets a processor refuse a bad expression at once or raise `error.execution` when
  /// it comes to it (section 5.9); so these faults are deferrable.
  mutating func checkExpressions() {
    switch document.datamodel {
    case "xpath":
      let vocabulary = XPathVocabulary(
        variables: loopVariables.union(declaredData),
        functions: options.functions, namespaces: namespaces, states: stateIDs)
      for placed in expressions {
        let source = document.expressions[placed.id.index].source
        do throws(XPathSyntaxError) {
          let id = Identifier(source)
          let expression =
            if let known = compiled[id] { known } else { try XPathExpression(source) }
          compiled[id] = expression
          for found in vocabulary.check(expression, location: placed.location(of:)) {
            deferrable(found)
          }
        } catch {
          deferrable(.syntax(error, location: placed.location(of:)))
        }
      }
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
