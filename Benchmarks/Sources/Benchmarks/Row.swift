/// One line of a table: something that Docket does, timed beside something that does as much of it
/// as must be done.
struct Row: Sendable {
  /// The heading of the table it stands in.
  var table: String
  var what: String
  /// What it is measured against, in words.
  var against: String
  var aim: Aim
  /// The runs of `make bench` that measure it.
  var sizes: Set<Size>
  /// Makes what the row needs, outside of what is timed.
  var prepare: @Sendable () async throws -> Sides

  init(
    _ table: String, _ what: String, against: String, _ aim: Aim,
    in sizes: Set<Size> = [.small, .normal], prepare: @escaping @Sendable () async throws -> Sides
  ) {
    self.table = table
    self.what = what
    self.against = against
    self.aim = aim
    self.sizes = sizes
    self.prepare = prepare
  }
}

/// How much is measured.
enum Size: String, CaseIterable, Sendable {
  /// A smoke test: that every row runs.
  case small
  case normal
  /// Fixtures that take minutes to make.
  case large
}

/// What is good enough.
enum Aim: Sendable {
  /// At least so many times as fast as the reference.
  case atLeast(Double)
  /// At most so many times the reference's time.
  case within(Double)
  /// Measured, and promised by nobody.
  case stated

  /// The ratio in the terms of the aim.
  func ratio(subject: Double, reference: Double) -> Double {
    switch self {
    case .atLeast: reference / subject
    case .within, .stated: subject / reference
    }
  }

  func isMet(by ratio: Double) -> Bool? {
    switch self {
    case .atLeast(let least): ratio >= least
    case .within(let most): ratio <= most
    case .stated: nil
    }
  }

  var text: String {
    switch self {
    case .atLeast(let least): "≥ \(Numbers.short(least))"
    case .within(let most): "≤ \(Numbers.short(most))"
    case .stated: "–"
    }
  }
}

/// The two things that a row times, in turn.
struct Sides {
  /// How many operations one round is.
  var count: Int
  /// Before and after every round of a side; not timed.
  var before: (Side) async throws -> Void = { _ in }
  var subject: () async throws -> Void
  var reference: Reference
  var after: (Side) async throws -> Void = { _ in }
  /// After all rounds.
  var finish: () async throws -> Void = {}
  /// Whether the subject is another program, whose memory counts.
  var isProgram = false
  /// The most memory that the subject may take, in MiB, where there is an aim.
  var memoryAim: Double?

  enum Side { case subject, reference }

  enum Reference {
    case timed(() async throws -> Void)
    /// Nanoseconds for one operation, measured elsewhere.
    case figure(Double)
  }
}
