import Foundation
import Minutes
import Statechart
import StatechartXML
import WorkflowEngine
import XML

/// A file that defines something: a workflow, parts of an organisation, or minutes.
struct DefinitionFile {
  enum Content {
    case workflow
    case organisation
    case sheet
    case minutes
  }

  let file: InputFile
  let content: Content
  /// The encoding of a sheet, where the caller knows it.
  let encoding: String?

  init(_ path: String, encoding: String? = nil) throws {
    file = try InputFile(path)
    self.encoding = encoding
    content = Self.content(of: file, isSheet: path.lowercased().hasSuffix(".csv"))
  }

  /// By the name's end, else by what the text looks like; XML by its root element.
  private static func content(of file: InputFile, isSheet: Bool) -> Content {
    if isSheet { return .sheet }
    let text = file.bytes.prefix(4_096).drop {
      [0xEF, 0xBB, 0xBF, 0x09, 0x0A, 0x0D, 0x20].contains($0)
    }
    let isWide = text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF])
    guard text.first == UInt8(ascii: "<") || text.isEmpty || isWide || text.contains(0) else {
      return .sheet
    }
    let root = try? XMLDocument(parsing: file.bytes).root.name
    if root?.namespace == MinutesReader.namespace { return .minutes }
    // A text that cannot be parsed gets the same diagnostics from either reader.
    return root?.namespace == OrganisationReader.namespace || root?.local == "organisation"
      ? .organisation : .workflow
  }
}

/// What was read from several files that may refer to each other, in any order.
struct Definitions {
  struct Reading {
    var file: InputFile
    var workflow: Workflow?
    var minutes: MinutesDocument?
    var diagnostics: [Diagnostic]
    /// What the workflow names by `src`.
    var files: [Identifier: [UInt8]] = [:]
    /// Whether there is nothing wrong with it but that it is no workflow.
    var isMereChart = false
  }

  /// In the order of the files.
  private(set) var readings: [Reading]
  /// What all organisation files say together.
  private(set) var organisation = Organisation()

  /// - Parameter known: What the files may refer to beside each other.
  init(_ files: [DefinitionFile], knowing known: Organisation = Organisation()) {
    readings = files.map { Reading(file: $0.file, diagnostics: []) }
    var waiting: [Int] = []
    for (index, file) in files.enumerated() {
      if file.content == .minutes {
        (readings[index].minutes, readings[index].diagnostics) = MinutesReader.check(
          file.file.bytes)
        continue
      }
      guard file.content == .workflow else {
        waiting.append(index)
        continue
      }
      let (workflow, diagnostics, found) = Self.check(file.file)
      readings[index].files = found
      readings[index].workflow = workflow
      readings[index].diagnostics = diagnostics
      readings[index].isMereChart =
        workflow == nil && !diagnostics.contains { $0.severity == .error }
    }
    // People may stand in one file and their roles in another that was named before: what can be
    // read makes more readable, until nothing moves.
    var everything = known
    var moved = true
    while moved, !waiting.isEmpty {
      moved = false
      for index in waiting {
        let (found, diagnostics) = Self.check(files[index], knowing: everything)
        readings[index].diagnostics = diagnostics
        guard let found else { continue }
        organisation.add(found)
        everything.add(found)
        waiting.removeAll { $0 == index }
        moved = true
      }
    }
  }

  private static func check(_ file: InputFile) -> (Workflow?, [Diagnostic], [Identifier: [UInt8]]) {
    guard let folder = file.folder else {
      let (workflow, diagnostics) = WorkflowReader.check(file.bytes)
      return (workflow, diagnostics, [:])
    }
    return WorkflowReader.check(file.bytes, in: ResourceFolder(folder))
  }

  var hasErrors: Bool {
    readings.contains { $0.diagnostics.contains { $0.severity == .error } }
  }

  private static func check(_ file: DefinitionFile, knowing known: Organisation)
    -> (Organisation?, [Diagnostic])
  {
    let (organisation, diagnostics) =
      file.content == .sheet
      ? OrganisationCSV.check(file.file.bytes, encoding: file.encoding, knowing: known)
      : OrganisationReader.check(file.file.bytes, knowing: known)
    return (organisation, diagnostics)
  }
}

extension Organisation {
  mutating func add(_ other: Organisation) {
    units += other.units
    people += other.people
    assignments += other.assignments
    calendars += other.calendars
  }

  /// Everything that a store knows.
  init(in reader: any StoreReader) throws {
    self.init(
      units: try reader.units(), people: try reader.people(),
      assignments: try reader.assignments(), calendars: try reader.calendars())
  }
}
