internal import CLibXML2

/// Makes the elements of a document while libxml2 parses it, walking over the scan's tokens in step.
///
/// No tree of libxml2's is made, which would be larger than all that comes of it. A schema can follow
/// at the same time.
struct ElementReading: ~Copyable {
  private let text: SourceText
  private let scan: SourceScan
  private let schema: SchemaFollower?
  private var next = 0
  private var cursor: SourceCursor
  private var names = NameCache()

  private var elements: [ElementTable.Element] = []
  private var attributes: [XMLAttribute] = []
  private var nodes: [ElementTable.Node] = []
  private var scopes: [[String: String]] = [[:]]

  /// The elements around.
  private var open: [Opened] = []
  /// The children so far of all elements around, those of the innermost at the end.
  private var children: [ElementTable.Node] = []
  /// The bytes of a text that may go on, in pieces as the parser finds them.
  private var characters: [UInt8] = []
  private var hasText = false
  /// Whether there is something that the parser leaves to whoever makes a tree to judge.
  private var isDoubtful = false
  /// Whether the parser has seen something that the scan has not: nothing is made of it.
  private var isLost = false

  private struct Opened {
    /// In `elements`.
    var index: Int
    /// In `children`.
    var firstChild: Int
  }

  private init(_ source: ScannedSource, _ schema: SchemaFollower?) {
    text = source.text
    scan = source.scan
    cursor = source.cursor
    self.schema = schema
    elements.reserveCapacity(scan.elements)
    attributes.reserveCapacity(scan.attributes.count)
    nodes.reserveCapacity(scan.nodes - scan.attributes.count)
  }

  /// What came of reading.
  struct Outcome {
    var root: XMLElement?
    /// Whether nothing is wrong with the document as XML. To say what is wrong, or to know it where this
    /// cannot tell, needs the tree.
    var isCertain: Bool
  }

  /// - Parameter schema: Follows what is read.
  static func read(_ source: ScannedSource, schema: SchemaFollower? = nil) -> Outcome {
    _ = LibXML2.ready
    var reading = ElementReading(source, schema)
    let errors = LibXML2Errors()
    var handler = unsafe xmlSAXHandler()
    _ = unsafe xmlSAXVersion(&handler, 2)
    unsafe listen(&handler)
    let isWellFormed = unsafe errors.collect { sink in
      unsafe source.text.bytes.withUnsafeBufferPointer { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
          unsafe withUnsafeMutablePointer(to: &reading) { reading in
            unsafe shim_read(chars.baseAddress, CInt(chars.count), &handler, reading, sink)
          }
        }
      }
    }
    let hasErrors = errors.all.contains { !$0.isWarning }
    return Outcome(
      root: reading.root, isCertain: isWellFormed == 1 && !hasErrors && !reading.isDoubtful)
  }

  private var root: XMLElement? {
    if elements.isEmpty || !open.isEmpty || isLost { return nil }
    return XMLElement(
      0,
      of: ElementTable(elements: elements, attributes: attributes, nodes: nodes, scopes: scopes))
  }
}

// MARK: - What libxml2 reports

extension ElementReading {
  private static func listen(_ handler: inout xmlSAXHandler) {
    unsafe handler.startElementNs = {
      context, local, prefix, uri, declared, declarations, count, _, attributes in
      unsafe ElementReading.of(context).pointee.start(
        local, prefix, uri, UnsafeBufferPointer(start: declarations, count: 2 * Int(declared)),
        UnsafeBufferPointer(start: attributes, count: 5 * Int(count)))
      unsafe ElementReading.of(context).pointee.schema?.start(
        local, prefix, uri, declared, declarations, count, attributes)
    }
    unsafe handler.endElementNs = { context, local, prefix, uri in
      unsafe ElementReading.of(context).pointee.end()
      unsafe ElementReading.of(context).pointee.schema?.end(local, prefix, uri)
    }
    // Where both are one function, libxml2 does not ask which of them a blank text is.
    let characters: charactersSAXFunc = { context, bytes, count in
      unsafe ElementReading.of(context).pointee.add(
        UnsafeBufferPointer(start: bytes, count: Int(count)))
      unsafe ElementReading.of(context).pointee.schema?.text(bytes, count)
    }
    unsafe handler.characters = unsafe characters
    unsafe handler.ignorableWhitespace = unsafe characters
    unsafe handler.cdataBlock = nil
    unsafe handler.comment = { context, text in
      unsafe ElementReading.of(context).pointee.add(.comment(copied(text) ?? ""))
    }
    unsafe handler.processingInstruction = { context, target, data in
      unsafe ElementReading.of(context).pointee.add(
        .instruction(target: copied(target) ?? "", data: copied(data) ?? ""))
    }
  }

  /// Whoever reads, of a parser's context.
  private static func of(
    _ context: UnsafeMutableRawPointer?
  ) -> UnsafeMutablePointer<ElementReading> {
    unsafe shim_reader(context).assumingMemoryBound(to: ElementReading.self)
  }
}

// MARK: - What becomes of it

extension ElementReading {
  /// - Parameters:
  ///   - declared: Prefix and URI of each namespace that is declared here.
  ///   - found: Of each attribute its local name, its prefix, its URI, the start and the end of its
  ///     value.
  private mutating func start(
    _ local: UnsafePointer<xmlChar>?, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?,
    _ declared: UnsafeBufferPointer<UnsafePointer<xmlChar>?>,
    _ found: UnsafeBufferPointer<UnsafePointer<xmlChar>?>
  ) {
    finishText()
    guard let tag = nextTag() else { return }
    let position = place(tag.offset)
    let firstAttribute = attributes.count
    unsafe addAttributes(found, tag.attributes)
    open.append(Opened(index: elements.count, firstChild: children.count))
    unsafe elements.append(
      ElementTable.Element(
        name: names.look(up: local, prefix, uri),
        attributes: Range(from: firstAttribute, to: attributes.count),
        scope: scope(with: declared), position: position))
  }

  private mutating func end() {
    finishText()
    guard !isLost, let last = open.popLast() else { return }
    let start = nodes.count
    nodes += children[last.firstChild...]
    children.removeLast(children.count - last.firstChild)
    elements[last.index].children = Range(from: start, to: nodes.count)
    if !open.isEmpty { children.append(.element(Int32(truncatingIfNeeded: last.index))) }
  }

  private mutating func add(_ bytes: UnsafeBufferPointer<xmlChar>) {
    hasText = true
    unsafe characters.append(contentsOf: bytes)
  }

  private mutating func add(_ node: ElementTable.Node) {
    finishText()
    if !open.isEmpty { children.append(node) }
  }

  private mutating func finishText() {
    guard hasText else { return }
    hasText = false
    guard let position = nextText(), !characters.isEmpty else { return }
    children.append(.text(String(decoding: characters, as: UTF8.self), position))
    characters.removeAll(keepingCapacity: true)
  }

  /// The number of the scope of an element that begins inside of those open.
  private mutating func scope(
    with declared: UnsafeBufferPointer<UnsafePointer<xmlChar>?>
  ) -> Int32 {
    let around = open.dropLast().last.map { elements[$0.index].scope } ?? 0
    if declared.isEmpty { return around }
    var scope = scopes[Int(around)]
    for index in stride(from: 0, to: declared.count, by: 2) {
      let uri = unsafe copied(declared[index + 1]) ?? ""
      unsafe scope[copied(declared[index]) ?? ""] = uri.isEmpty ? nil : uri
    }
    scopes.append(scope)
    return Int32(truncatingIfNeeded: scopes.count - 1)
  }

  private mutating func addAttributes(
    _ found: UnsafeBufferPointer<UnsafePointer<xmlChar>?>, _ written: Range<Int>
  ) {
    var index = 0
    for number in written where index < found.count {
      let source = scan.attributes[number]
      if source.isDeclaration(in: text.bytes) { continue }
      let name = unsafe names.look(up: found[index], found[index + 1], found[index + 2])
      // What libxml2 looks at where it makes a tree: that such ids are names, and different.
      if name.prefix != nil, name.name == XMLName("id", namespace: XMLName.xmlNamespace) {
        isDoubtful = true
      }
      let (value, written) = unsafe value(found[index + 3], found[index + 4], source.value.range)
      attributes.append(
        XMLAttribute(
          value: value, position: place(source.name.lowerBound),
          valuePosition: place(source.value.lowerBound), qualified: name, source: written))
      index += 5
    }
  }

  /// The value of an attribute, and as it is written where places in it cannot be told from it.
  private func value(
    _ start: UnsafePointer<xmlChar>?, _ end: UnsafePointer<xmlChar>?, _ written: Range<Int>
  ) -> (value: String, written: String?) {
    guard let start = unsafe start, let end = unsafe end else { return ("", nil) }
    let bytes = unsafe UnsafeBufferPointer(start: start, count: end - start)
    let value = unsafe String(decoding: bytes, as: UTF8.self)
    // The parser shows plain values where they stand, before the quotation mark. Others it has put
    // together, with every "&" escaped once more.
    if unsafe end.pointee != 0 { return (value, nil) }
    let plain = value.utf8.contains(UInt8(ascii: "&")) ? value.unescapingAmpersands : value
    let isSpecial = text.bytes[written].contains {
      $0 == UInt8(ascii: "&") || $0 == 0x0A || $0 == 0x0D
    }
    return (plain, isSpecial ? String(decoding: text.bytes[written], as: UTF8.self) : nil)
  }
}

// MARK: - Places

extension ElementReading {
  private mutating func nextTag() -> SourceToken? {
    guard let tag = nextToken(where: \.isTag) else { return nil }
    next += 1
    return tag
  }

  /// The start of the next run of text and CDATA, which are one text.
  private mutating func nextText() -> XMLPosition? {
    guard let text = nextToken(where: { $0.kind == .text }) else { return nil }
    while next < scan.tokens.count, scan.tokens[next].kind == .text { next += 1 }
    return place(text.offset)
  }

  private mutating func nextToken(where isMeant: (SourceToken) -> Bool) -> SourceToken? {
    while next < scan.tokens.count {
      let token = scan.tokens[next]
      if isMeant(token) { return token }
      next += 1
    }
    isLost = true
    return nil
  }

  /// Offsets must not decrease from call to call.
  private mutating func place(_ byte: Int) -> XMLPosition {
    cursor.advance(to: byte, in: text.bytes)
  }
}

/// The names that were met last, so that a name that comes a thousand times is not copied a thousand
/// times.
///
/// While a document is parsed, libxml2 keeps each name in one place: where it stands tells which it is.
private struct NameCache {
  /// Addresses, only to be compared.
  private struct Place: Equatable {
    var local: UInt
    var prefix: UInt
    var uri: UInt

    /// Where to look first. The multiplier (2^64 by the golden ratio) spreads what is close together.
    var index: Int {
      Int(truncatingIfNeeded: ((local ^ (uri << 1)) &* 0x9E37_79B9_7F4A_7C15) >> 57)
    }
  }

  private struct Slot {
    var place: Place
    var name: QualifiedName
  }

  private var slots: [Slot?] = Array(repeating: nil, count: 128)

  mutating func look(
    up local: UnsafePointer<xmlChar>?, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?
  ) -> QualifiedName {
    let place = Place(
      local: UInt(bitPattern: local), prefix: UInt(bitPattern: prefix), uri: UInt(bitPattern: uri))
    // A name stands in its slot or one of the three behind it. Where all are taken, one gives way: a
    // document with so many names costs the copies that it would have cost.
    let first = place.index
    var free = first
    for index in first..<first + 4 {
      guard let slot = slots[index & 127] else {
        free = index & 127
        break
      }
      if slot.place == place { return slot.name }
    }
    let name = QualifiedName(
      XMLName(unsafe copied(local) ?? "", namespace: unsafe copied(uri)),
      prefix: unsafe copied(prefix))
    slots[free] = Slot(place: place, name: name)
    return name
  }
}

extension String {
  /// The text with `&#38;` made `&`.
  fileprivate var unescapingAmpersands: String {
    var bytes: [UInt8] = []
    var rest = Substring(self).utf8
    while let byte = rest.popFirst() {
      bytes.append(byte)
      if byte == UInt8(ascii: "&"), rest.starts(with: "#38;".utf8) { rest.removeFirst(4) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
