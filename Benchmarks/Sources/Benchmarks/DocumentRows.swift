import CBaselines
import Foundation
import Statechart
import StatechartXML

/// Reading, checking and compiling documents.
enum DocumentRows {
  static let table = "Documents"

  static func rows(_ size: Size) -> [Row] {
    let states = size == .small ? [10, 500] : [10, 100, 1_000, 5_000]
    return states.flatMap { [withProgram($0), inProcess($0)] }
  }

  /// A valid document of so many states, in groups of ten, each state with what a state of a workflow
  /// has: a guarded transition with an assignment, an eventless one, content on entry.
  static func document(states: Int) -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="generated"
             datamodel="xpath" initial="s0">
        <datamodel><data id="n" expr="0"/></datamodel>

      """
    for number in 0..<states {
      let isFirst = number % 10 == 0
      if isFirst { text += "  <state id=\"g\(number / 10)\" initial=\"s\(number)\">\n" }
      text += """
            <state id="s\(number)">
              <onentry><log label="entered" expr="$n"/></onentry>
              <transition event="next" cond="$n &lt; \(number + 1000)" target="s\((number + 1) % states)">
                <assign location="$n" expr="$n + 1"/>
              </transition>
              <transition event="back" target="s\(max(0, number - 1))"/>
            </state>

        """
      if number % 10 == 9 || number == states - 1 { text += "  </state>\n" }
    }
    return text + "</scxml>\n"
  }

  static func compile(_ bytes: [UInt8]) throws {
    let document = try SCXMLReader.read(bytes)
    let chart = try Chart(document.document)
    _ = document.datamodel(for: chart)
  }

  private static let schema = FileManager.default.currentDirectoryPath + "/schemas/scxml.xsd"

  private static func withProgram(_ states: Int) -> Row {
    Row(
      table, "parse, check and compile \(states) states", against: "`xmllint --schema`, a process",
      .within(2)
    ) {
      let scratch = try Scratch()
      let path = scratch.file("document.scxml")
      let text = document(states: states)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let bytes = Array(text.utf8)
      return Sides(
        count: 1, subject: { try compile(bytes) },
        reference: .timed {
          try Program.run("xmllint", ["--nonet", "--noout", "--schema", schema, path])
        }, finish: { scratch.remove() })
    }
  }

  /// Stated, because the process of `xmllint` also starts and compiles the schema.
  private static func inProcess(_ states: Int) -> Row {
    Row(
      table, "parse, check and compile \(states) states",
      against: "libxml2 in C: parse and validate, the schema kept", .stated
    ) {
      guard let kept = cb_schema_open(schema) else { throw WentWrong("no schema at \(schema)") }
      let text = document(states: states)
      let bytes = Array(text.utf8)
      return Sides(
        count: 1, subject: { try compile(bytes) },
        reference: .timed {
          guard cb_schema_check(kept, text, Int32(bytes.count)) == 0 else {
            throw WentWrong("the document does not follow the schema")
          }
        }, finish: { cb_schema_close(kept) })
    }
  }
}

/// Another program, run to its end.
enum Program {
  static func run(_ name: String, _ arguments: [String], input: String? = nil) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    if let input { process.standardInput = FileHandle(forReadingAtPath: input) }
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw WentWrong("\(name) ended with \(process.terminationStatus)")
    }
  }
}
