public import Statechart
public import StatechartXML

extension WorkflowReader {
  /// Everything that can be said about a document in a folder, and the files to register with it:
  /// data, scripts and documents that `src` names, what those name in their turn, and `d:file`.
  ///
  /// - Parameter folder: The folder of the document; nothing outside of it is read.
  public static func check(
    _ text: [UInt8], in folder: ResourceFolder, options: SCXMLOptions = standardOptions
  ) -> (workflow: Workflow?, diagnostics: [Diagnostic], files: [Identifier: [UInt8]]) {
    let collector = ResourceCollector(folder)
    var options = options
    options.resources = collector
    var (workflow, diagnostics) = check(
      WorkflowSource(text), options: options, needsRegistration: true)
    guard let chart = workflow?.chart else { return (nil, diagnostics, [:]) }
    var search = InvokedFiles(options: options)
    search.follow(chart.document.root, from: collector, location: nil)
    diagnostics = InvalidDocument(diagnostics + search.diagnostics).diagnostics
    let source = WorkflowSource(text, files: collector.files)
    workflow?.reference.digest = source.digest
    workflow?.source = WorkflowSource([], files: source.files)
    let isUsable = !diagnostics.contains { $0.severity == .error }
    return (isUsable ? workflow : nil, diagnostics, collector.files)
  }
}

/// Finds the documents that a document invokes by `src`, and those that they invoke.
private struct InvokedFiles {
  let options: SCXMLOptions
  private(set) var diagnostics: [Diagnostic] = []
  /// Documents in documents, as deep as sessions can be inside each other.
  private var depth = 0

  init(options: SCXMLOptions) { self.options = options }

  /// - Parameter location: Where the workflow's own document leads to this one; nil inside of it.
  mutating func follow(
    _ state: State, from loader: any ResourceLoader, location: SourceLocation?
  ) {
    for invoke in state.invokes {
      let place = location ?? invoke.location
      switch invoke.source {
      case .reference(.literal(let reference)):
        do {
          let resource = try loader.load(reference)
          read(resource.bytes, from: resource.loader, place)
        } catch {
          diagnostics.append(
            Diagnostic(
              .error, "invoke.src.unreadable", at: place,
              "\"\(reference)\" cannot be invoked: \(error.reason)"))
        }
      case .content(let source): read(Array(source.utf8), from: loader, place)
      case .reference(.expression), .expression: break
      }
    }
    for child in state.children { follow(child, from: loader, location: location) }
  }

  private mutating func read(
    _ text: [UInt8], from loader: any ResourceLoader, _ place: SourceLocation
  ) {
    guard depth < 32 else { return }
    depth += 1
    defer { depth -= 1 }
    var options = options
    options.deferrable = .executed
    options.resources = loader
    let reading = SCXMLReader.check(text, options: options)
    if let root = reading.document?.document.root {
      follow(root, from: loader, location: place)
    } else if let first = reading.diagnostics.first(where: { $0.severity == .error }) {
      diagnostics.append(
        Diagnostic(
          .error, "invoke.document.invalid", at: place,
          "what is invoked here cannot be used: \(first.location): \(first.message)"))
    }
  }
}
