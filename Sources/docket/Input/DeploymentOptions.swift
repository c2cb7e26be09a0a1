import ArgumentParser
import AuditLog
import Foundation
import Minutes
import Reports
import SQLiteStore
import Statechart
import WorkflowEngine

/// Which store and which units a workflow is held against before it is launched.
struct DeploymentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The store in which it would be launched.", valueName: "file"))
  var against: String?

  @Option(
    help: ArgumentHelp("With --against: the units of this programme.", valueName: "name"))
  var programme: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "With --against: the units for which an XPath predicate holds.", valueName: "xpath"))
  var predicate: String?

  func validate() throws {
    guard against != nil || (programme == nil && predicate == nil) else {
      throw ValidationError("--programme and --where need --against a store")
    }
  }

  /// One launch that was looked at.
  struct Report: Sendable {
    /// The file, and the decision that would launch.
    var subject: String
    var deployability: Deployability
  }

  /// A report for every workflow, and for every launch that minutes order.
  func reports(on checked: Definitions) async throws -> [Report] {
    guard let against else { return [] }
    let path = try StoreOptions.path(of: against)
    let store = try StoreOptions.opened(path) { try SQLiteStore.openReadOnly(at: $0) }
    let now = ProgramClock().now()
    let selector = try predicate.map { try UnitSelector($0) }
    let programme = programme.map { Identifier($0) }
    let reports = try await store.read { reader in
      try checked.readings.flatMap { reading -> [Report] in
        let zone = try Zone(reader.info().zone)
        let day = zone.date(at: now)
        if let workflow = reading.workflow {
          let units = try reader.units(selector, in: programme)
          let question = DeploymentQuestion(
            workflow: workflow, units: units, programme: programme,
            window: try reader.window(of: programme), day: day)
          return [
            Report(
              subject: reading.file.name, deployability: try reader.deployability(question))
          ]
        }
        guard let minutes = reading.minutes else { return [] }
        return try reader.launches(of: minutes, among: checked, day: day).map { launch in
          Report(
            subject: "\(reading.file.name), \(launch.authority)",
            deployability: try reader.deployability(launch.question))
        }
      }
    }
    try await store.close()
    return reports
  }

  func show(_ reports: [Report], as output: CheckOutput) throws {
    guard output == .table else {
      let json = JSON.array(
        reports.map { report in
          var members = report.deployability.json.object ?? [:]
          members["subject"] = .string(report.subject)
          return .object(members)
        })
      return try Terminal.print(json.indented + "\n")
    }
    for report in reports {
      let lines = report.deployability.lines.map { "  \($0)" }
      try Terminal.print(
        ([
          "\(report.subject): \(report.deployability.workflow) for"
            + " \(counted(report.deployability.units))"
        ] + lines).map { $0.visible + "\n" }.joined())
    }
    if reports.isEmpty {
      throw UsageError("the files hold no workflow, and no minutes that launch one")
    }
  }
}

extension StoreReader {
  /// The units that are asked for: of a programme, those that a predicate selects, or all.
  fileprivate func units(_ selector: UnitSelector?, in programme: ProgrammeName?) throws
    -> [UnitCode]
  {
    if let programme { try check(programme: programme) }
    let units =
      try selector.map { try self.units(where: $0) }
      ?? units().filter {
        $0.retiredAt == nil
      }
    return try units.map(\.code).filter { code in
      try programme.map { try member($0, code) != nil } ?? true
    }
  }

  fileprivate func window(of programme: ProgrammeName?) throws -> DateWindow {
    try batches().last { $0.programme == programme }?.window ?? DateWindow()
  }

  /// What minutes would launch, with what they appoint.
  fileprivate func launches(
    of minutes: MinutesDocument, among checked: Definitions, day: CalendarDate
  ) throws -> [(authority: Authority, question: DeploymentQuestion)] {
    let orders = minutes.orders.decisions.flatMap { decision in
      decision.orders.map { (decision.id, $0) }
    }
    let appointments = orders.compactMap { _, order -> Assignment? in
      if case .appoint(let assignment) = order { assignment } else { nil }
    }
    let launches = orders.compactMap { decision, order -> (Identifier, LaunchOrder)? in
      if case .launch(let launch) = order { (decision, launch) } else { nil }
    }
    let chosen = try launches.map { _, launch in
      try units(where: UnitSelector(launch.predicate)).map(\.code).filter {
        try member(launch.programme, $0) == nil
      }
    }
    return try zip(launches, chosen).map { launched, units in
      let (decision, launch) = launched
      let joining = zip(launches, chosen).filter { $0.0.1.programme == launch.programme }
        .flatMap(\.1)
      return (
        Authority(minutes: minutes.id, decision: decision),
        DeploymentQuestion(
          workflow: try workflow(launch.workflow, launch.version, among: checked), units: units,
          programme: launch.programme, batch: launch.batch, window: launch.window,
          appointments: appointments,
          joining: Set(joining), day: minutes.meeting.date.firstDay)
      )
    }
  }

  /// Of the files, else of the store.
  private func workflow(_ name: Identifier, _ version: String?, among checked: Definitions) throws
    -> Workflow
  {
    let given = checked.readings.compactMap(\.workflow).last { workflow in
      workflow.reference.name == name && (version.map { $0 == workflow.reference.version } ?? true)
    }
    if let given { return given }
    guard let record = try workflow(name, version: version) else {
      let known = Set(try workflows().map(\.reference.name.text)).sorted()
      throw RequestError.unknown(.workflow, name.text, nearest: known.filter { $0 != name.text })
    }
    return try WorkflowReader.read(record.text)
  }
}
