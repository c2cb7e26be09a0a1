import Statechart
import StatechartXML
import XML

/// The names and the expressions in the attributes of our elements.
extension WorkflowBuilder {
  /// Notes that a name is used: the whole value of an attribute.
  mutating func use(_ kind: NameKind, _ attribute: XMLAttribute) {
    used[kind, default: []].append(NameUse(id: name(in: attribute), attribute: attribute))
  }

  func name(in attribute: XMLAttribute) -> Identifier { Identifier(attribute.value.trimmed) }

  /// Takes an expression of ours into the document, and checks it as those of the standard are.
  mutating func expression(_ attribute: XMLAttribute, _ use: Expression.Use) -> ExpressionID {
    let location = SourceLocation(attribute.position(ofScalar: 0))
    if attribute.value.trimmed.isEmpty {
      findings.error("xpath.syntax", at: location, "\"\(attribute.written)\" is empty")
    } else if datamodel == "xpath" {
      findings.append(expressionNames.check(attribute))
    } else if let provider {
      let fault = provider.faultInExpression(Expression(attribute.value, use, at: location))
      if let fault {
        findings.error(
          "expression.invalid", at: location,
          "\"\(attribute.value)\" cannot be evaluated: \(fault)")
      }
    } else {
      checkWithoutData(attribute, use)
    }
    expressions.append(Expression(attribute.value, use, at: location))
    return ExpressionID(firstExpression + expressions.count - 1)
  }

  /// Appendix B.1 of the standard: the null data model has `In('id')` and nothing else.
  private mutating func checkWithoutData(_ attribute: XMLAttribute, _ use: Expression.Use) {
    let location = SourceLocation(attribute.position(ofScalar: 0))
    guard use == .condition else {
      findings.error(
        "datamodel.null", at: location,
        "the null data model has no values; write datamodel=\"xpath\" in <scxml>")
      return
    }
    let allowed = XPathVocabulary(functions: [:], namespaces: [:], states: names.states)
    let found = allowed.check(attribute)
    let functions = (try? XPathExpression(attribute.value))?.functions.map(\.name) ?? []
    if let unknown = found.first(where: { $0.code == "in.state.unknown" }) {
      findings.append([unknown])
    } else if functions != ["In"] || !found.isEmpty {
      findings.error(
        "datamodel.null", at: location,
        "a condition of the null data model is In('state'); write datamodel=\"xpath\" in <scxml>"
          + " for others")
    }
  }

  /// Notes the kinds of evidence and the ledgers that an element's expressions ask for by name.
  mutating func noteFacts(named element: XMLElement) {
    for attribute in element.attributes { noteFacts(in: attribute) }
    for child in element.elements where child.name.namespace == vocabulary.namespace {
      for attribute in child.attributes { noteFacts(in: attribute) }
    }
  }

  private mutating func noteFacts(in attribute: XMLAttribute) {
    guard attribute.value.contains("evidence") || attribute.value.contains("items"),
      let expression = try? XPathExpression(attribute.value)
    else { return }
    let scalars = Array(attribute.value.unicodeScalars)
    for function in expression.functions {
      guard let prefix = function.prefix,
        expressionNames.namespaces[prefix] == vocabulary.namespace,
        let kind = [("evidence", NameKind.evidence), ("items", .ledger)]
          .first(where: { $0.0 == function.name })?.1
      else { continue }
      switch FactArgument(in: scalars, after: function.offset) {
      case .literal(let text, let start):
        used[kind, default: []].append(
          NameUse(id: Identifier(text), attribute: attribute, start: start))
      case .none, .computed:
        computed.insert(kind)
      }
    }
  }
}

/// The first argument of a function in an expression.
private enum FactArgument {
  case none
  /// A string that is written out, and the number of its first scalar in the expression.
  case literal(String, start: Int)
  case computed

  init(in scalars: [Unicode.Scalar], after offset: Int) {
    guard let open = scalars[min(offset, scalars.count)...].firstIndex(of: "("),
      let first = scalars[(open + 1)...].firstIndex(where: { !$0.properties.isWhitespace })
    else {
      self = .none
      return
    }
    let quote = scalars[first]
    guard quote == "'" || quote == "\"",
      let end = scalars[(first + 1)...].firstIndex(of: quote)
    else {
      self = quote == ")" ? .none : .computed
      return
    }
    self = .literal(String(String.UnicodeScalarView(scalars[(first + 1)..<end])), start: first + 1)
  }
}
