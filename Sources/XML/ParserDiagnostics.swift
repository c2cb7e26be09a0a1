/// Turns libxml2's parser errors into sentences with exact places.
///
/// Structure was judged by the scan; what is left are names, characters, references, the XML declaration
/// and namespaces. libxml2 says where it stood when it noticed; the place meant is found from there.
struct ParserDiagnostics {
  let text: SourceText
  let scan: SourceScan

  /// The first error of well-formedness, and every error of namespaces before it.
  func diagnostics(for errors: [LibXML2Error]) -> [XMLDiagnostic] {
    var faults: [Fault] = []
    for error in errors where !error.isWarning {
      let isNamespace = (200...205).contains(error.code)
      let fault = isNamespace ? namespaceFault(error) : syntaxFault(error)
      if !faults.contains(fault) { faults.append(fault) }
      if !isNamespace { break }
    }
    let positions = XMLPosition.positions(ofBytes: faults.map(\.place), in: text.bytes)
    return zip(faults, positions).map { fault, position in
      XMLDiagnostic(position: position, code: fault.code, message: fault.message)
    }
  }

  /// A diagnostic whose place is still a byte.
  private struct Fault: Equatable {
    var place: Int
    var code: String
    var message: String
  }

  private func syntaxFault(_ error: LibXML2Error) -> Fault {
    let offset = error.offset ?? 0
    var place = offset
    var code = "xml.malformed"
    let message: String
    switch error.code {
    case 6, 7, 8, 9:  // XML_ERR_INVALID_HEX_CHARREF, …_DEC_CHARREF, …_CHARREF, …_CHAR
      if let reference = lastIndex(of: "&", before: offset), offset - reference < 20 {
        place = reference
        message = "this character reference does not name a character that XML allows"
      } else {
        code = "xml.character"
        message = "this character is not allowed in XML"
      }
    case 23:  // XML_ERR_ENTITYREF_SEMICOL_MISSING
      place = lastIndex(of: "&", before: offset) ?? offset
      message = "';' is missing after this reference (a plain '&' must be written &amp;)"
    case 26, 27:  // XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY
      place = lastIndex(of: "&", before: offset) ?? offset
      let name = error.first.map { " &\($0);" } ?? ""
      message = "the entity\(name) is not known; only &lt; &gt; &amp; &quot; and &apos; are"
    case 42:  // XML_ERR_ATTRIBUTE_REDEFINED
      let name = error.first ?? ""
      let tag = tag(before: offset)
      let same = tag.map { attributes(of: $0).filter { self.name($0) == name } } ?? []
      return Fault(
        place: same.dropFirst().first?.name.lowerBound ?? tag?.offset ?? offset, code: code,
        message: "attribute '\(name)' is given twice")
    case 62:  // XML_ERR_MISPLACED_CDATA_END
      message = "']]>' must be written ]]&gt; in text"
    case 64:  // XML_ERR_RESERVED_XML_NAME
      message = "an XML declaration may stand only at the very start of the document"
    case 68:  // XML_ERR_NAME_REQUIRED
      if let reference = lastIndex(of: "&", before: offset + 1), offset - reference <= 1 {
        place = reference
        message = "a plain '&' must be written &amp;"
      } else {
        message = "a name is expected here"
      }
    case 80:  // XML_ERR_HYPHEN_IN_COMMENT
      message = "'--' is not allowed inside a comment"
    case 1 where error.message.contains("depth"):  // XML_ERR_INTERNAL_ERROR
      code = "xml.depth"
      message = "elements are nested more than 256 deep"
    default:
      message = plain(error.message)
    }
    return Fault(place: place, code: code, message: message)
  }

  /// Namespace errors are noticed at the end of a tag and name the prefix.
  private func namespaceFault(_ error: LibXML2Error) -> Fault {
    let offset = error.offset ?? 0
    let tag = tag(before: offset)
    var place = tag?.offset ?? offset
    let message: String
    switch error.code {
    case 201:  // XML_NS_ERR_UNDEFINED_NAMESPACE
      let prefix = error.first ?? ""
      if error.message.contains(" for "), let tag {
        let wanted = "\(prefix):\(error.second ?? "")"
        place = attributes(of: tag).first { name($0) == wanted }?.name.lowerBound ?? place
      }
      message = "the prefix '\(prefix)' is not declared"
    case 203:  // XML_NS_ERR_ATTRIBUTE_REDEFINED
      message = "attribute '\(error.first ?? "")' is given twice under two prefixes"
    default:
      message = plain(error.message)
    }
    return Fault(place: place, code: "xml.namespace", message: message)
  }

  // MARK: Places

  /// The last tag that starts before `offset`.
  private func tag(before offset: Int) -> SourceToken? {
    scan.tokens.last { $0.offset < offset && $0.isTag }
  }

  private func attributes(of tag: SourceToken) -> ArraySlice<SourceAttribute> {
    scan.attributes[tag.attributes]
  }

  private func name(_ attribute: SourceAttribute) -> String {
    String(decoding: text.bytes[attribute.name.range], as: UTF8.self)
  }

  private func lastIndex(of character: Unicode.Scalar, before offset: Int) -> Int? {
    text.bytes[..<min(offset, text.bytes.count)].lastIndex(of: UInt8(ascii: character))
  }

  /// libxml2's words in our form: one line, no capital at the start, no full stop.
  private func plain(_ message: String) -> String {
    var words = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "not readable"
    while words.hasSuffix(".") || words.hasSuffix(" ") { words.removeLast() }
    guard let first = words.first else { return "not well-formed" }
    let second = words.dropFirst().first
    return second?.isLowercase == true ? first.lowercased() + words.dropFirst() : words
  }
}
