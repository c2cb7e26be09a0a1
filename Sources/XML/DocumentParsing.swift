internal import CLibXML2

/// A document after libxml2 read it, with the scan that knows where everything stands.
///
/// Not copyable, because it owns libxml2's tree.
@safe struct ParsedDocument: ~Copyable {
  /// The tree; freed with this value unless `release` was called.
  private(set) var pointer: UnsafeMutablePointer<xmlDoc>?
  let text: SourceText
  let scan: SourceScan

  /// - Throws: `InvalidXML` if the limits, well-formedness or namespaces are violated.
  init(_ source: [UInt8], limits: XMLLimits) throws(InvalidXML) {
    _ = LibXML2.ready
    let text = try SourceText(source, limits: limits)
    let scan = try SourceScan(text, limits: limits)
    try text.checkUTF8()

    let errors = LibXML2Errors()
    let document = unsafe errors.collect { sink in
      unsafe text.bytes.withUnsafeBufferPointer { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
          unsafe shim_parse(chars.baseAddress, CInt(chars.count), sink)
        }
      }
    }
    let diagnostics = ParserDiagnostics(text: text, scan: scan).diagnostics(for: errors.all)
    guard let document = unsafe document, diagnostics.isEmpty else {
      unsafe xmlFreeDoc(document)
      throw diagnostics.isEmpty
        ? InvalidXML(
          XMLDiagnostic(
            position: .start, code: "xml.malformed", message: "the document cannot be read"),
          bytesExamined: source.count)
        : InvalidXML(
          diagnostics[0], others: Array(diagnostics.dropFirst()),
          bytesExamined: errors.all.first?.offset ?? source.count)
    }
    unsafe self.pointer = document
    self.text = text
    self.scan = scan
  }

  /// Hands the tree over to the caller, who frees it. Afterwards this value has none.
  mutating func release() -> UnsafeMutablePointer<xmlDoc>? {
    defer { unsafe pointer = nil }
    return unsafe pointer
  }

  deinit { unsafe xmlFreeDoc(pointer) }
}
