public import AuditLog
public import Statechart
public import WorkflowEngine

/// The minutes of a meeting: what `urn:docket:minutes:1` says, as values.
public struct MinutesDocument: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case regular, special
    /// It launches a programme or a batch.
    case launching
    /// It closes one, with figures.
    case closing
  }

  public var id: MinutesID
  public var kind: Kind
  /// The issuer's own number.
  public var number: String?
  public var issuers: LocalizedText
  public var titles: LocalizedText
  public var meeting: Meeting
  public var attendance: [Group]
  public var guidanceGroups: [GuidanceGroup]
  public var programmes: [Programme]
  public var items: [Item]
  public var publication: Publication?
  /// SHA-256 of the bytes that were read.
  public var digest: Digest
}

extension MinutesDocument {
  /// Every decision, adopted or not, in document order.
  public var resolutions: [Resolution] {
    items.flatMap(\.contents).compactMap {
      if case .resolution(let resolution) = $0 { resolution } else { nil }
    }
  }

  /// Every figure, in document order.
  public var figures: [Figure] {
    items.flatMap(\.contents).compactMap {
      if case .figure(let figure) = $0 { figure } else { nil }
    }
  }

  /// What the engine shall do: the adopted decisions.
  public var orders: MinutesOrders {
    MinutesOrders(
      id: id, decisions: resolutions.filter { $0.disposition == .adopted }.map(\.decision),
      lessons: lessons)
  }

  /// The lessons that can be cited, in document order.
  public var lessons: [Lesson] {
    items.flatMap(\.contents).compactMap {
      guard case .passage(let passage) = $0, passage.kind == .lesson, let id = passage.id else {
        return nil
      }
      return Lesson(id: id, text: passage.wholeText)
    }
  }

  /// The document as the store keeps it before anybody has approved it.
  public var record: MinutesRecord {
    MinutesRecord(
      id: id, titles: titles, issuer: issuers, number: number, date: meeting.date, digest: digest)
  }
}

// MARK: The meeting

extension MinutesDocument {
  public struct Meeting: Hashable, Sendable {
    public var date: PartialDate
    /// The parts of the date that the source does not say.
    public var inferred: Set<PartialDate.Precision>
    /// `HH:MM`.
    public var opened: String?
    /// `HH:MM`.
    public var adjourned: String?
    public var venues: [Venue]
    public var chair: Participant?
    public var recorder: Participant?
    public var previous: PreviousMinutes?
  }

  public struct Venue: Hashable, Sendable {
    public enum Mode: String, Hashable, Sendable, CaseIterable {
      case room, video
    }

    public var names: LocalizedText
    /// The main venue; the others are branches of it.
    public var isMain: Bool
    public var mode: Mode
  }

  /// The minutes of the meeting before, and what became of them.
  public struct PreviousMinutes: Hashable, Sendable {
    public enum Disposition: String, Hashable, Sendable, CaseIterable {
      case approved, corrected
    }

    public var minutes: MinutesID
    public var disposition: Disposition
  }

  /// Somebody who was there, or should have been.
  public struct Participant: Hashable, Sendable {
    /// Nil for somebody whom the store does not know.
    public var id: PersonID?
    public var names: LocalizedText
    /// Empty where none was given.
    public var posts: LocalizedText
    /// The id or the name of the person who is represented.
    public var onBehalfOf: String?
  }

  /// People of one class and what is known of their number.
  public struct Group: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
      case present, leave, guest
    }

    public var status: Status
    public var names: LocalizedText
    public var classification: Identifier?
    /// The level of the units that they come from.
    public var level: Int?
    public var headcount: Headcount?
    public var people: [Participant]
  }

  public struct Headcount: Hashable, Sendable {
    public var minimum: Int
    /// "Over", "about": the number is not exact.
    public var isApproximate: Bool
  }

  public struct GuidanceGroup: Hashable, Sendable {
    public var level: Identifier
    public var number: Int
    public var names: LocalizedText
  }

  /// A programme as the meeting described it.
  public struct Programme: Hashable, Sendable {
    public struct Workstream: Hashable, Sendable {
      public var id: Identifier
      public var names: LocalizedText
    }

    public struct Batch: Hashable, Sendable {
      public var number: Int
      public var window: DateWindow
      public var scope: LocalizedText
    }

    public var id: ProgrammeName
    public var titles: LocalizedText
    public var workstreams: [Workstream]
    public var batches: [Batch]
  }

  public struct Publication: Hashable, Sendable {
    public var authors: LocalizedText
    public var date: CalendarDate?
    /// Who gets a copy.
    public var distribution: [LocalizedText]
  }
}
