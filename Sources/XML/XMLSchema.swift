internal import CLibXML2
internal import Synchronization

/// A compiled XML Schema 1.0, to be used again and again, from any thread.
///
/// Documents are validated one after the other: libxml2 does not promise in writing that reading a
/// compiled schema never changes it, and a validation takes microseconds.
public final class XMLSchema: Sendable {
  private let handle: Mutex<Handle>
  private let vocabulary: SchemaVocabulary
  /// Whether nothing in the schema needs the tree of a document: ids, say, are looked up there.
  private let canFollow: Bool

  /// libxml2's schema, which lives as long as this.
  @safe private struct Handle: ~Copyable {
    let pointer: xmlSchemaPtr

    deinit { unsafe xmlSchemaFree(pointer) }
  }

  private static let loads = Mutex(0)

  /// Compiles a schema from texts in memory; nothing is fetched from anywhere.
  ///
  /// - Parameters:
  ///   - texts: The schema documents by name, as `schemaLocation` names them.
  ///   - root: The name of the one to start with.
  /// - Throws: `InvalidXMLSchema`.
  public init(_ texts: [String: [UInt8]], root: String) throws(InvalidXMLSchema) {
    _ = LibXML2.ready
    var documents: [XMLDocument] = []
    for (name, bytes) in texts.sorted(by: { $0.key < $1.key }) {
      do throws(InvalidXML) {
        documents.append(try XMLDocument(parsing: bytes))
      } catch {
        throw InvalidXMLSchema(name: name, diagnostics: error.diagnostics)
      }
    }
    vocabulary = SchemaVocabulary(documents)
    canFollow = !documents.contains { $0.root.namesTypeOfTree }

    // A folder of its own in an invented scheme keeps the texts of two schemas apart.
    let number = Self.loads.withLock { count in
      count += 1
      return count
    }
    let folder = "docket-schema:///\(number)/"
    LibXML2.served.withLock { served in
      for (name, bytes) in texts { served[folder + name] = bytes }
    }
    defer {
      LibXML2.served.withLock { served in
        for name in texts.keys { served[folder + name] = nil }
      }
    }
    let errors = LibXML2Errors()
    let compiled = unsafe errors.collect { sink -> xmlSchemaPtr? in
      guard let parser = unsafe xmlSchemaNewParserCtxt(folder + root) else { return nil }
      defer { unsafe xmlSchemaFreeParserCtxt(parser) }
      unsafe shim_schema_parser_errors(parser, sink)
      return unsafe xmlSchemaParse(parser)
    }
    guard let compiled = unsafe compiled, errors.all.isEmpty else {
      if let compiled = unsafe compiled { unsafe xmlSchemaFree(compiled) }
      let messages = errors.all.map {
        XMLDiagnostic(
          position: .start, code: "schema.invalid",
          message: $0.message.split(whereSeparator: \.isNewline).joined(separator: " "))
      }
      let unknown = XMLDiagnostic(
        position: .start, code: "schema.invalid", message: "the schema cannot be compiled")
      throw InvalidXMLSchema(name: root, diagnostics: messages.isEmpty ? [unknown] : messages)
    }
    handle = Mutex(unsafe Handle(pointer: compiled))
  }

  /// What in a document breaks the schema, in document order; nothing if it is valid.
  ///
  /// - Throws: If the document cannot be read at all.
  public func validate(
    _ bytes: [UInt8], limits: XMLLimits = .standard
  ) throws(InvalidXML) -> [XMLDiagnostic] {
    faults(in: try ParsedDocument(ScannedSource(bytes, limits: limits)))
  }

  /// What in a document breaks the schema. A document with faults is not whole afterwards.
  func faults(in document: borrowing ParsedDocument) -> [XMLDiagnostic] {
    var errors = validate(document)
    if errors.isEmpty { return [] }
    let places = DocumentPlaces(document)
    // libxml2 looks at no sibling behind an element that is not allowed. So these are taken out, and
    // what is left is validated again, until nothing new turns up.
    var removed: Set<UInt> = []
    var parents: Set<UInt> = []
    var found = errors
    for _ in 0..<Self.roundLimit {
      let unexpected = Set(found.filter(\.isUnexpectedElement).compactMap(\.node))
        .subtracting(removed)
      if unexpected.isEmpty { break }
      for address in unexpected {
        guard let node = unsafe UnsafeMutablePointer<xmlNode>(bitPattern: address) else { continue }
        if let parent = unsafe node.pointee.parent { parents.insert(UInt(bitPattern: parent)) }
        unsafe xmlUnlinkNode(node)
      }
      removed.formUnion(unexpected)
      let known = Set(errors.map(\.identity))
      found = validate(document).filter { error in
        // What was taken out cannot be missed.
        let isOurs = error.isIncompleteElement && error.node.map(parents.contains) == true
        return !isOurs && !known.contains(error.identity)
      }
      // Nor does an element stand wrong that may only have lost what must come before it.
      errors += found.filter { error in
        guard error.isUnexpectedElement, let place = places[error.node], let parent = place.parent
        else { return true }
        return !vocabulary.children(of: parent.local).contains(place.element.local)
      }
    }
    for address in removed {
      unsafe xmlFreeNode(UnsafeMutablePointer(bitPattern: address))
    }
    return SchemaMessages(vocabulary: vocabulary, places: places).diagnostics(for: errors)
  }

  private static let roundLimit = 20

  /// Whether a document is valid, told while it is read. One that is may still be said not to be, where
  /// that cannot be told.
  ///
  /// - Parameter read: Reads the document and lets the schema follow.
  func isKept(reading read: (SchemaFollower) -> Void) -> Bool {
    guard canFollow else { return false }
    return handle.withLock { handle in
      // Its address, because what the body reads is not locked with the schema.
      let schema = unsafe UInt(bitPattern: handle.pointer)
      let errors = LibXML2Errors()
      return unsafe errors.collect { sink in
        guard let context = unsafe xmlSchemaNewValidCtxt(OpaquePointer(bitPattern: schema)) else {
          return false
        }
        defer { unsafe xmlSchemaFreeValidCtxt(context) }
        unsafe shim_schema_valid_errors(context, sink)
        return unsafe withPlug(in: context, read) && errors.all.isEmpty
      }
    }
  }

  /// - Returns: Whether the body was run.
  private func withPlug(
    in context: xmlSchemaValidCtxtPtr, _ body: (SchemaFollower) -> Void
  ) -> Bool {
    var handler: UnsafeMutablePointer<xmlSAXHandler>?
    var user: UnsafeMutableRawPointer?
    // libxml2 writes through both addresses when the plug is taken out.
    return unsafe withUnsafeMutablePointer(to: &handler) { handler in
      unsafe withUnsafeMutablePointer(to: &user) { user in
        guard let plug = unsafe xmlSchemaSAXPlug(context, handler, user) else { return false }
        defer { _ = unsafe xmlSchemaSAXUnplug(plug) }
        guard let listener = unsafe handler.pointee else { return false }
        unsafe body(SchemaFollower(handler: listener, context: user.pointee))
        return true
      }
    }
  }

  private func validate(_ document: borrowing ParsedDocument) -> [LibXML2Error] {
    // The address crosses into the lock as a number: what is locked is the schema, not the document.
    let address = unsafe UInt(bitPattern: document.pointer)
    return handle.withLock { handle in
      let errors = LibXML2Errors()
      unsafe errors.collect { sink in
        guard let context = unsafe xmlSchemaNewValidCtxt(handle.pointer) else { return }
        defer { unsafe xmlSchemaFreeValidCtxt(context) }
        unsafe shim_schema_valid_errors(context, sink)
        _ = unsafe xmlSchemaValidateDoc(context, UnsafeMutablePointer(bitPattern: address))
      }
      return errors.all
    }
  }
}

extension XMLElement {
  /// Whether a definition inside names a type whose values libxml2 looks up in the tree.
  fileprivate var namesTypeOfTree: Bool {
    for attribute in attributes where attribute.value.mayNameTypeOfTree {
      let words = attribute.value.split(separator: " ")
      if words.contains(where: { Self.typesOfTree.contains($0.split(separator: ":").last ?? "") }) {
        return true
      }
    }
    for case .element(let child) in children where child.namesTypeOfTree { return true }
    return false
  }

  private static let typesOfTree: Set<Substring> = [
    "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NOTATION",
  ]
}

extension String {
  /// Most values of attributes end in a small letter and are one word.
  fileprivate var mayNameTypeOfTree: Bool {
    let last = utf8.last ?? 0
    return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(last)
      || utf8.contains(UInt8(ascii: " "))
  }
}

extension LibXML2Error {
  fileprivate struct Identity: Hashable {
    var code: Int
    var node: UInt?
    var message: String
  }

  fileprivate var identity: Identity { Identity(code: code, node: node, message: message) }

  /// XML_SCHEMAV_ELEMENT_CONTENT stands for an element too many and for one too few.
  fileprivate var isUnexpectedElement: Bool { code == 1871 && !message.contains("Missing child") }

  fileprivate var isIncompleteElement: Bool { code == 1871 && message.contains("Missing child") }
}

/// The schema itself is wrong.
public struct InvalidXMLSchema: Error, Hashable, Sendable {
  /// Of the text concerned.
  public let name: String
  /// Never empty.
  public let diagnostics: [XMLDiagnostic]
}
