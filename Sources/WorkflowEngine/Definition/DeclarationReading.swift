import Statechart
import StatechartXML
import XML

/// What `d:workflow` declares.
extension WorkflowBuilder {
  /// 20 MiB.
  static let standardMaxBytes = 20 << 20

  mutating func readWorkflow(_ element: XMLElement) {
    isWorkflow = true
    explaining(element) { $0.readDeclarations(of: element) }
  }

  private mutating func readDeclarations(of element: XMLElement) {
    let children = vocabulary.inspect(element, &findings)
    version = vocabulary.value(
      "version", of: element, &findings,
      is: "one word of letters, digits, \"-\", \".\" and \"_\""
    ) { $0.isNameToken ? $0 : nil }
    _ = vocabulary.value(
      "faults", of: element, &findings, is: "\"refused\" or \"executed\""
    ) { ["refused", "executed"].contains($0) ? true : nil }
    titles = vocabulary.texts(children.filter { $0.name.local == "title" }, &findings)
    for child in children {
      switch child.name.local {
      case "role": readRole(child)
      case "evidence": readEvidenceKind(child)
      case "ledger": readLedger(child)
      case "file": readFile(child)
      case "withdraw": readWithdraw(child)
      default: continue
      }
    }
  }

  private mutating func readRole(_ element: XMLElement) {
    let titles = vocabulary.texts(vocabulary.inspect(element, &findings), &findings)
    let manages = vocabulary.flag("manages", of: element, &findings)
    let reads = vocabulary.value(
      "reads", of: element, &findings, is: "a list of \"evidence\" and \"reasons\""
    ) { text in
      let rights = text.words.map { ReadingRight(rawValue: $0.text) }
      return rights.isEmpty || rights.contains(nil) ? nil : Set(rights.compactMap(\.self))
    }
    guard let id = declare(.role, element) else { return }
    if manages || reads != nil, let attribute = element.attribute("id") { use(.role, attribute) }
    roles.append(RoleDeclaration(id: id, titles: titles, manages: manages, reads: reads ?? []))
  }

  private mutating func readEvidenceKind(_ element: XMLElement) {
    let titles = vocabulary.texts(vocabulary.inspect(element, &findings), &findings)
    let maxBytes = vocabulary.number("max-bytes", of: element, &findings, in: 1...(1 << 40))
    let kinds = vocabulary.value(
      "kinds", of: element, &findings,
      is: "a list of file name extensions, in lower case without the dot"
    ) { text in
      let words = text.words.map(\.text)
      let isList = !words.isEmpty && words.allSatisfy { $0.utf8.allSatisfy(\.isLowerOrDigit) }
      return isList ? words : nil
    }
    guard let id = declare(.evidence, element) else { return }
    evidenceKinds.append(
      EvidenceDeclaration(
        id: id, titles: titles, maxBytes: maxBytes ?? Self.standardMaxBytes,
        fileKinds: kinds ?? []))
  }

  private mutating func readLedger(_ element: XMLElement) {
    let titles = vocabulary.texts(vocabulary.inspect(element, &findings), &findings)
    let workflow = vocabulary.value(
      "workflow", of: element, &findings, is: "the name of a workflow"
    ) { $0.isNameToken ? $0 : nil }
    let closed = vocabulary.value(
      "closed", of: element, &findings, is: "a list of states of the items' workflow"
    ) { text in
      let words = text.words.map(\.text)
      return !words.isEmpty && words.allSatisfy { XMLName.isLocalName($0) } ? words : nil
    }
    let continues = vocabulary.flag("continues", of: element, &findings)
    guard let id = declare(.ledger, element) else { return }
    ledgers.append(
      LedgerDeclaration(
        id: id, titles: titles, workflow: Identifier(workflow ?? ""),
        closed: (closed ?? []).map { Identifier($0) }, continues: continues))
  }

  private mutating func readFile(_ element: XMLElement) {
    _ = vocabulary.inspect(element, &findings)
    guard let src = element.attribute("src") else { return }
    do throws(ResourceError) {
      guard let resources else { throw ResourceError("the document is not in a folder") }
      _ = try resources.load(src.value)
    } catch {
      findings.error(
        "workflow.file.unreadable", at: SourceLocation(src.position),
        "the file \"\(src.value)\" cannot be read: \(error.reason)")
    }
  }

  private mutating func readWithdraw(_ element: XMLElement) {
    _ = vocabulary.inspect(element, &findings)
    guard let role = element.attribute("role") else { return }
    use(.role, role)
    withdrawingRoles.append(name(in: role))
  }

  /// The id that an element declares; nil, and reported, where it is none or declared before.
  private mutating func declare(_ kind: NameKind, _ element: XMLElement) -> Identifier? {
    guard let attribute = element.attribute("id") else { return nil }
    let id = name(in: attribute)
    guard XMLName.isLocalName(id.text) else {
      declared[kind, default: [:]][id] = SourceLocation(attribute.position)
      use(kind, attribute)
      findings.error(
        "workflow.id.invalid", at: SourceLocation(attribute.position),
        "\"\(attribute.value)\" cannot be an id: an id is a name that begins with a letter or \"_\""
          + " and has no spaces or colons")
      return nil
    }
    if let first = declared[kind]?[id] {
      findings.error(
        "workflow.\(kind.rawValue).duplicate", at: SourceLocation(attribute.position),
        "\(kind.words) \"\(id)\" is declared in line \(first.line) already")
      return nil
    }
    declared[kind, default: [:]][id] = SourceLocation(attribute.position(ofScalar: 0))
    return id
  }
}

extension WorkflowBuilder.NameKind {
  var words: String {
    switch self {
    case .role: "the role"
    case .evidence: "the kind of evidence"
    case .ledger: "the ledger"
    }
  }
}

extension UInt8 {
  fileprivate var isLowerOrDigit: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }
}
