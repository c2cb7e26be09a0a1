import AuditLog
import Statechart
import WorkflowEngine

extension Store {
  /// Two branches, the first with two leaves and one retired branch with a leaf below it.
  fileprivate func plant() async throws {
    try await apply(
      .unit(.sample("1")), .unit(.sample("1.2", parent: "1", level: 2)),
      .unit(.sample("1.1", parent: "1", level: 2)),
      .unit(.sample("1.1.10", parent: "1.1", level: 3)),
      .unit(.sample("1.1.9", parent: "1.1", level: 3)),
      .unit(.sample("1.3", parent: "1", level: 2, retiredAt: ManualClock.start)),
      .unit(.sample("1.3.1", parent: "1.3", level: 3)), .unit(.sample("2")))
  }
}

extension StoreContract {
  static let subtrees: [StoreContract] = [
    StoreContract(description: "descendants come each before its children, by code, none retired") {
      store in
      try await store.plant()

      let found = try await store.read { reader in
        (
          try reader.descendants(of: "1").map(\.code), try reader.descendants(of: "1.2"),
          try reader.descendants(of: "nowhere")
        )
      }
      try expect("the descendants", found.0, is: ["1.1", "1.1.10", "1.1.9", "1.2"])
      try expect("the descendants of a leaf", found.1, is: [])
      try expect("the descendants of no unit", found.2, is: [])
    },
    StoreContract(description: "instances of a subtree are those of its root and of all below") {
      store in
      try await store.plant()
      for unit in ["1", "1.1", "1.1.9", "1.2", "1.3.1", "2"] {
        try await store.apply(.instance(.sample(Identifier(unit)), after: nil))
      }

      let found = try await store.read { reader in
        [
          try reader.instances(InstanceQuery(subtree: "1")).map(\.unit),
          try reader.instances(InstanceQuery(subtree: "1.1")).map(\.unit),
          try reader.instances(InstanceQuery(subtree: "1", after: "drive-2023/1.1", limit: 1))
            .map(\.unit),
        ]
      }
      try expect(
        "the units", found, is: [["1", "1.1", "1.1.9", "1.2"], ["1.1", "1.1.9"], ["1.1.9"]])
    },
    StoreContract(description: "a gate sees the members below, with status and states") { store in
      try await store.plant()
      for (position, unit) in ["1.1", "1.1.9", "1.1.10", "1.2", "1.3.1"].enumerated() {
        try await store.apply(
          .members([
            Member(
              programme: "drive-2023", unit: Identifier(unit), batch: 1, position: position)
          ]))
      }
      try await store.apply(
        .instance(.sample("1.1", in: ["done"]), after: nil),
        .instance(.sample("1.1.9", status: .suspended), after: nil),
        .instance(.sample("1.2", in: ["study", "deep"]), after: nil))

      let found = try await store.read { reader in
        [
          try reader.standings(
            in: "drive-2023", below: "1", .descendants, in: ["done", "deep"]),
          try reader.standings(in: "drive-2023", below: "1", .children, in: []),
          try reader.standings(in: "other", below: "1", .children, in: ["done"]),
        ]
      }
      try expect(
        "the standings", found,
        is: [
          [
            MemberStanding(unit: "1.1", status: .running, isThere: true),
            MemberStanding(unit: "1.1.10", status: nil, isThere: false),
            MemberStanding(unit: "1.1.9", status: .suspended, isThere: false),
            MemberStanding(unit: "1.2", status: .running, isThere: true),
          ],
          [
            MemberStanding(unit: "1.1", status: .running, isThere: false),
            MemberStanding(unit: "1.2", status: .running, isThere: false),
          ],
          [],
        ])
    },
    StoreContract(description: "evidence is found by its bytes and by the unit that gave it") {
      store in
      let (one, two) = (Instance.sample("1"), Instance.sample("2"))
      let later = Instance.sample("1", programme: "drive-2024")
      try await store.apply(
        .instance(one, after: nil), .instance(two, after: nil), .instance(later, after: nil),
        .evidence(.sample(1, of: one.id)), .evidence(.sample(2, of: one.id)),
        .evidence(.sample(1, of: two.id)), .evidence(.sample(2, of: later.id)))
      let digest = Digest.sha256([1])

      let found = try await store.read { reader in
        [
          try reader.evidence(withDigest: digest), try reader.evidence(givenBy: "1"),
          try reader.evidenceOfSeveralUnits(in: nil),
          try reader.evidenceOfSeveralUnits(in: "drive-2024"),
        ]
      }
      try expect(
        "the evidence", found,
        is: [
          [.sample(1, of: one.id), .sample(1, of: two.id)],
          [.sample(1, of: one.id), .sample(2, of: one.id), .sample(2, of: later.id)],
          [.sample(1, of: one.id), .sample(1, of: two.id)], [],
        ])
    },
  ]

  static let notices: [StoreContract] = [
    StoreContract(description: "notices are found by instance, person and whether they wait") {
      store in
      try await store.apply(
        .notice(.sample(1, of: "i", to: "p")), .notice(.sample(2, of: "j", to: "p")),
        .notice(.sample(3, of: "i", to: "q", deliveredAt: ManualClock.start)))

      let found = try await store.read { reader in
        try [
          NoticeQuery(), NoticeQuery(instance: "i"), NoticeQuery(person: "p"),
          NoticeQuery(isPending: true), NoticeQuery(after: 1, limit: 1),
        ].map { try reader.notices($0).map(\.sequence) }
      }
      try expect("the notices", found, is: [[1, 2, 3], [1, 3], [1, 2], [1, 2], [2]])
    },
    StoreContract(description: "a notice that was delivered waits no more") { store in
      try await store.apply(.notice(.sample(1)), .notice(.sample(2)))
      try await store.apply(.notice(.sample(1, deliveredAt: ManualClock.start)))

      let found = try await store.read { reader in
        (
          try reader.notices(NoticeQuery(isPending: true)).map(\.sequence),
          try reader.notices(NoticeQuery()).first?.deliveredAt
        )
      }
      try expect("the notices that wait", found.0, is: [2])
      try expect("the time of delivery", found.1, is: ManualClock.start)
    },
  ]
}
