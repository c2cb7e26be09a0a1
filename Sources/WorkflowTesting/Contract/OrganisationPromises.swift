import AuditLog
import Statechart
import WorkflowEngine

/// "é" in one scalar and in two: one text to Swift's `==`, two ids here.
private let composed: Identifier = "\u{E9}"
private let decomposed: Identifier = "e\u{301}"

extension StoreContract {
  static let organisation: [StoreContract] = [
    StoreContract(description: "putting a record again replaces it") { store in
      try await store.apply(.unit(.sample("1")), .person(.sample("p-1")))
      var unit = Unit.sample("1")
      unit.kind = "company"
      let changed = unit

      try await store.apply(.unit(changed))

      let units = try await store.read { try $0.units() }
      try expect("the units", units, is: [changed])
    },
    StoreContract(description: "ids that differ only in normalization are two") { store in
      try await store.apply(.unit(.sample(composed)), .unit(.sample(decomposed)))

      let found = try await store.read { (try $0.units().count, try $0.unit(composed)?.code) }
      try expect("the number of units", found.0, is: 2)
      try expect("the unit", found.1, is: composed)
    },
    StoreContract(description: "lists are in the order of the ids' UTF-8 bytes") { store in
      let ids: [Identifier] = [
        "Z", "a", decomposed, "z", composed, "\u{FF21}", "\u{4E00}", "\u{1F600}",
      ]
      for id in ids.reversed() { try await store.apply(.person(.sample(id))) }

      let found = try await store.read { try $0.people().map(\.id) }
      try expect("the people", found, is: ids.sorted())
    },
    StoreContract(description: "parents come before children, then the codes' bytes count") {
      store in
      try await store.apply(
        .unit(.sample("1.2", parent: "1", level: 2)), .unit(.sample("1.10", parent: "1", level: 2)),
        .unit(.sample("0.1", parent: "1", level: 3)), .unit(.sample("1")))

      let found = try await store.read { try $0.units().map(\.code) }
      try expect("the units", found, is: ["1", "1.10", "1.2", "0.1"])
    },
    StoreContract(description: "a retired unit is no child any more, but can be read") { store in
      try await store.apply(
        .unit(.sample("1")), .unit(.sample("1.2", parent: "1", level: 2)),
        .unit(.sample("1.1", parent: "1", level: 2)),
        .unit(.sample("1.3", parent: "1", level: 2, retiredAt: ManualClock.start)))

      let found = try await store.read { reader in
        (try reader.children(of: "1").map(\.code), try reader.unit("1.3")?.retiredAt)
      }
      try expect("the children", found.0, is: ["1.1", "1.2"])
      try expect("the time of retirement", found.1, is: ManualClock.start)
    },
    StoreContract(description: "ancestors go from the parent to the top") { store in
      try await store.apply(
        .unit(.sample("1")), .unit(.sample("1.1", parent: "1", level: 2)),
        .unit(.sample("1.1.1", parent: "1.1", level: 3)))

      let found = try await store.read { reader in
        (try reader.ancestors(of: "1.1.1").map(\.code), try reader.ancestors(of: "nowhere"))
      }
      try expect("the ancestors", found.0, is: ["1.1", "1"])
      try expect("the ancestors of no unit", found.1, is: [])
    },
    StoreContract(description: "a circle of units is an error, not an endless loop") { store in
      try await store.apply(
        .unit(.sample("a", parent: "b")), .unit(.sample("b", parent: "a")))

      do {
        _ = try await store.read { try $0.ancestors(of: "a") }
      } catch StoreError.corrupt { return }
      throw Broken(reason: "the circle was not noticed")
    },
    StoreContract(description: "assignments are found by person and by exactly their unit") {
      store in
      let first = Assignment(role: "secretary", person: "p-1", unit: "1")
      let second = Assignment(role: "guidance", person: "p-1", unit: "1.1")
      let third = Assignment(role: "secretary", person: "p-2", unit: "1", onBehalfOf: "p-1")
      try await store.apply(.assignment(third), .assignment(first), .assignment(second))

      let found = try await store.read { reader in
        [
          try reader.assignments(of: "p-1"), try reader.assignments(at: "1"),
          try reader.assignments(),
        ]
      }
      try expect(
        "the assignments", found, is: [[second, first], [first, third], [second, first, third]])
    },
    StoreContract(description: "assignments differ in every member and are removed one by one") {
      store in
      let plain = Assignment(role: "secretary", person: "p-1", unit: "1")
      var dated = plain
      dated.from = CalendarDate("2023-09-01")
      var bounded = dated
      bounded.until = CalendarDate("2023-12-31")
      var acting = plain
      acting.onBehalfOf = "p-2"
      let (kept, removed) = ([plain, acting, bounded], dated)
      try await store.apply(
        .assignment(plain), .assignment(dated), .assignment(bounded), .assignment(acting),
        .assignment(plain))

      try await store.apply(.removeAssignment(removed))

      let found = try await store.read { try $0.assignments() }
      try expect("the assignments", found, is: kept)
    },
    StoreContract(description: "a calendar belongs to its unit") { store in
      let calendar = WorkCalendar(
        unit: "1", zone: "Asia/Shanghai", holidays: [CalendarDate(dayNumber: 19_631)],
        workdays: [CalendarDate(dayNumber: 19_637)])
      try await store.apply(
        .calendar(calendar), .calendar(WorkCalendar(unit: "0", zone: "Europe/Berlin")))

      let found = try await store.read { reader in
        (try reader.calendar(of: "1"), try reader.calendar(of: "2"), try reader.calendars())
      }
      try expect("the calendar", found.0, is: calendar)
      try expect("the calendar of another unit", found.1, is: nil)
      try expect("the zones", found.2.map(\.zone), is: ["Europe/Berlin", "Asia/Shanghai"])
    },
    StoreContract(description: "a workflow is found by version, or the one registered last") {
      store in
      try await store.apply(
        .workflow(.sample("drive", "10")), .workflow(.sample("drive", "9")),
        .workflow(.sample("item", "1")))

      let found = try await store.read { reader in
        [
          try reader.workflow("drive", version: "10"), try reader.workflow("drive", version: nil),
          try reader.workflow("drive", version: "8"), try reader.workflow("other", version: nil),
        ]
      }
      try expect(
        "the workflows", found, is: [.sample("drive", "10"), .sample("drive", "9"), nil, nil])
    },
    StoreContract(description: "workflows are listed by name and version, with their bytes") {
      store in
      var binary = WorkflowRecord.sample("item", "2")
      binary.text = [0xFF, 0xFE, 0x00, 0x3C]
      let other = binary
      try await store.apply(
        .workflow(other), .workflow(.sample("item", "10")), .workflow(.sample("drive", "1")))

      let found = try await store.read { try $0.workflows() }
      try expect(
        "the workflows", found, is: [.sample("drive", "1"), .sample("item", "10"), other])
    },
  ]
}
