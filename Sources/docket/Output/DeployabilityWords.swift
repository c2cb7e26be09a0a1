import AuditLog
import Statechart
import WorkflowEngine

extension Deployability {
  /// What was found and what is asked of a unit, line by line.
  var lines: [String] {
    let findings = findings.map { finding in
      var line = "\(finding.severity.rawValue): \(finding.state): \(finding.message)"
      if finding.units.count > 0 {
        let named = finding.units.first.map(\.text).joined(separator: ", ")
        let more = finding.units.count > finding.units.first.count ? ", …" : ""
        line += ": \(counted(finding.units.count)) (\(named)\(more))"
      }
      if !finding.people.isEmpty {
        line += "; there is " + finding.people.map(\.text).joined(separator: ", ")
      }
      return line + " [\(finding.code)]"
    }
    return findings + (findings.isEmpty ? ["nothing stands in the way"] : []) + [burden.words]
  }

  var json: JSON {
    [
      "workflow": .string(workflow.name.text), "version": .string(workflow.version),
      "units": JSON(units),
      "findings": .array(
        findings.map { finding in
          [
            "code": .string(finding.code), "severity": .string(finding.severity.rawValue),
            "state": .string(finding.state.text), "message": .string(finding.message),
            "units": JSON(finding.units.count), "first": JSON(finding.units.first.map(\.text)),
            "people": JSON(finding.people.map(\.text)),
          ]
        }), "burden": burden.json,
    ]
  }
}

extension Burden {
  /// `asked of each unit: 6 files (report 1, session 4, summary 1), 9 steps by people, …`
  fileprivate var words: String {
    var counts: [String] = []
    func add(_ count: Int, _ one: String, _ many: String, _ details: [String] = []) {
      guard count > 0 else { return }
      counts.append(
        "\(count) \(count == 1 ? one : many)"
          + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"))
    }
    let kinds = filesByKind.map { "\($0.key) \($0.value)" }
    add(files, "file", "files", kinds)
    add(ledgerNames.count, "ledger", "ledgers", ledgerNames)
    add(steps, "step by a person", "steps by people")
    add(signOffs, "sign-off by somebody else", "sign-offs by somebody else")
    return "asked of each unit: " + (counts.isEmpty ? "nothing" : counts.joined(separator: ", "))
  }

  private var filesByKind: [(key: Identifier, value: Int)] {
    var kinds: [Identifier: Int] = [:]
    for part in parts { kinds.merge(part.files) { $0 + $1 } }
    return kinds.sorted { $0.key < $1.key }
  }

  private var ledgerNames: [String] { Set(parts.flatMap(\.ledgers)).sorted().map(\.text) }

  fileprivate var json: JSON {
    [
      "files": .object(JSONObject(filesByKind.map { ($0.key.text, JSON($0.value)) })),
      "ledgers": JSON(ledgerNames), "steps": JSON(steps), "signOffs": JSON(signOffs),
    ]
  }
}
