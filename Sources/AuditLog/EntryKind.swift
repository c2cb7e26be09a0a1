/// What an entry records. A reader keeps kinds that it does not know: a newer Docket may have made
/// them.
public struct EntryKind: RawRepresentable, Sendable {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

extension EntryKind {
  /// The store was made.
  public static let initialized = EntryKind("initialized")

  // What the store knows.
  public static let registered = EntryKind("registered")
  public static let retired = EntryKind("retired")
  public static let moved = EntryKind("moved")
  public static let merged = EntryKind("merged")
  public static let split = EntryKind("split")
  public static let appointed = EntryKind("appointed")
  public static let dismissed = EntryKind("dismissed")
  public static let erased = EntryKind("erased")

  // Minutes.
  public static let approved = EntryKind("approved")
  public static let enacted = EntryKind("enacted")
  public static let launched = EntryKind("launched")
  /// The plan of an order that is carried out unit by unit was frozen.
  public static let ordered = EntryKind("ordered")
  /// Such an order was carried out for every unit of its plan.
  public static let carriedOut = EntryKind("carried-out")
  public static let superseded = EntryKind("superseded")

  // One instance.
  public static let started = EntryKind("started")
  public static let event = EntryKind("event")
  public static let refused = EntryKind("refused")
  public static let timer = EntryKind("timer")
  public static let delivered = EntryKind("delivered")
  public static let evidenceAdded = EntryKind("evidence-added")
  public static let withdrawn = EntryKind("withdrawn")
  public static let suspended = EntryKind("suspended")
  public static let resumed = EntryKind("resumed")
  public static let cancelled = EntryKind("cancelled")
  public static let exempted = EntryKind("exempted")
  /// What an instance had to do goes on elsewhere, because its unit left the tree.
  public static let transferred = EntryKind("transferred")
  public static let migrated = EntryKind("migrated")
  public static let extended = EntryKind("extended")

  // What people are told, and what inspectors draw.
  public static let reminded = EntryKind("reminded")
  public static let notified = EntryKind("notified")
  public static let sampled = EntryKind("sampled")

  /// Every kind that this version of Docket writes.
  public static let known: [EntryKind] = [
    .initialized, .registered, .retired, .appointed, .dismissed, .erased, .approved, .enacted,
    .launched, .ordered, .carriedOut, .superseded, .started, .event, .refused, .timer, .delivered,
    .evidenceAdded, .withdrawn,
    .suspended, .resumed, .cancelled, .exempted, .migrated, .extended,
    .reminded, .notified, .sampled, .moved, .merged, .split, .transferred,
  ]
}

extension EntryKind: Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  public init(_ rawValue: String) {
    self.init(rawValue: rawValue)
  }

  public init(stringLiteral rawValue: String) {
    self.init(rawValue: rawValue)
  }

  public var description: String { rawValue }

  public static func == (left: Self, right: Self) -> Bool {
    sameBytes(left.rawValue, right.rawValue)
  }

  public func hash(into hasher: inout Hasher) {
    hashBytes(of: rawValue, into: &hasher)
  }
}
