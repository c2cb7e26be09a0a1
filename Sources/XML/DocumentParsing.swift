internal import CLibXML2

/// The text of a document within its limits, and where everything stands in it: before libxml2 reads it.
struct ScannedSource {
  let text: SourceText
  let scan: SourceScan
  /// Turns offsets into places, from the start of the text on.
  let cursor: SourceCursor

  /// - Throws: `InvalidXML` if the limits, the structure of markup or the encoding are violated.
  init(_ source: [UInt8], limits: XMLLimits) throws(InvalidXML) {
    text = try SourceText(source, limits: limits)
    scan = try SourceScan(text, limits: limits)
    let isPlain = try text.checkUTF8() && !scan.hasReturns
    cursor = SourceCursor(lines: isPlain ? scan.lines : nil)
  }
}

/// A document as libxml2's tree, with the scan that knows where everything stands.
///
/// Not copyable, because it owns the tree.
@safe struct ParsedDocument: ~Copyable {
  /// The tree; freed with this value unless `release` was called.
  private(set) var pointer: UnsafeMutablePointer<xmlDoc>?
  let text: SourceText
  let scan: SourceScan

  /// - Throws: `InvalidXML` if well-formedness or namespaces are violated.
  init(_ source: ScannedSource) throws(InvalidXML) {
    _ = LibXML2.ready
    text = source.text
    scan = source.scan
    let text = text
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
          bytesExamined: text.bytes.count)
        : InvalidXML(
          diagnostics[0], others: Array(diagnostics.dropFirst()),
          bytesExamined: errors.all.first?.offset ?? text.bytes.count)
    }
    unsafe self.pointer = document
  }

  /// Hands the tree over to the caller, who frees it. Afterwards this value has none.
  mutating func release() -> UnsafeMutablePointer<xmlDoc>? {
    defer { unsafe pointer = nil }
    return unsafe pointer
  }

  deinit { unsafe xmlFreeDoc(pointer) }
}
