import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// What a meeting learnt from batch 1 becomes what another one asks of batch 2.
@Suite struct LessonTests {
  private static let lesson: Authority = Authority(minutes: "m-1", decision: "owned-above")

  /// Minutes that close batch 1, with one lesson.
  private static var closing: MinutesSubmission {
    var minutes = Campaign.minutes("m-1", [])
    minutes.orders.lessons = [Lesson(id: "owned-above", text: LocalizedText("上级问题由上级认领。"))]
    return minutes
  }

  /// Minutes that launch batch 2 with a requirement drawn from a lesson.
  private static func launching(from lesson: Authority = lesson) -> MinutesSubmission {
    var minutes = Campaign.minutes("m-2", [.launch("@level = 2", batch: 2)])
    minutes.orders.decisions[0].requirements = [
      MeetingRequirement(
        id: "linked", titles: LocalizedText("上下联动"), text: LocalizedText("不把问题推给下级。"),
        lesson: lesson)
    ]
    return minutes
  }

  @Test func `a batch brings its units what the meeting asks, and the lesson behind it`()
    async throws
  {
    try await Campaign.audited { campaign in
      try await campaign.hold(Self.closing)
      try await campaign.hold(Self.launching())

      let asked = try await campaign.store.read { reader in
        try reader.requirements(of: try #require(try reader.batch("drive", 2)))
      }

      #expect(asked.map(\.requirement.id) == ["linked"])
      #expect(asked.map(\.decision.description) == ["m-2#d-1"])
      #expect(asked.first?.lesson?.text == LocalizedText("上级问题由上级认领。"))
    }
  }

  @Test func `a lesson tells what was drawn from it`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.hold(Self.closing)
      try await campaign.submit(Self.launching())

      let drawn = try await campaign.store.read { try $0.requirements(drawnFrom: "m-1") }

      #expect(drawn["owned-above"]?.map(\.decision.description) == ["m-2#d-1"])
    }
  }

  @Test func `a lesson that nobody drew cannot be cited`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.hold(Self.closing)

      await #expect(
        throws: RequestError.unknown(.lesson, "m-1#owned-abov", nearest: ["m-1#owned-above"])
      ) {
        try await campaign.submit(
          Self.launching(from: Authority(minutes: "m-1", decision: "owned-abov")))
      }
    }
  }

  @Test func `what draws on a lesson is approved after the minutes that have it`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Self.closing)
      try await campaign.submit(Self.launching())

      await #expect(throws: RequestError.self) { try await campaign.approve("m-2") }
      try await campaign.approve("m-1")
      try await campaign.approve("m-2")
    }
  }

  @Test func `a lesson of the same minutes needs nothing before`() async throws {
    try await Campaign.audited { campaign in
      var minutes = Self.launching(from: Authority(minutes: "m-2", decision: "own"))
      minutes.orders.lessons = [Lesson(id: "own", text: LocalizedText("先学后做。"))]

      try await campaign.hold(minutes)

      let asked = try await campaign.store.read {
        try $0.requirements(under: Authority(minutes: "m-2", decision: "d-1"))
      }
      #expect(asked.first?.lesson?.id == "own")
    }
  }
}
