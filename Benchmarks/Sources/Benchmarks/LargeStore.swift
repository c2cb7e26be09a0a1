import CBaselines
import Foundation
import SQLiteStore
import Statechart
import WorkflowEngine

/// A store of very many instances, made once for all rows that look at it.
///
/// 500 units were launched two hundred days ago and have let both of their timers pass; 1,000 units
/// are launched today, and every second one has acknowledged. All of that is done by the engine. The
/// rest are copies of today's 1,000, made by statements of SQL: rows, entries with their true hashes,
/// the tree above. Only the sizes and digests of batches still speak of those that were launched.
struct LargeStore: Sendable {
  static let (late, real) = (500, 1_000)
  /// Instances in all.
  let size: Int
  let path: String

  /// How many copies there are of each of today's units.
  private var copies: Int { max(1, (size - Self.late - Self.real) / Self.real) }

  /// The store in a folder that all rows share; made if it is not there yet.
  init(of size: Int, in folder: String) async throws {
    self.size = size
    path = folder + "/instances-\(size).sqlite"
    if FileManager.default.fileExists(atPath: path) { return }
    let draft = path + ".draft"
    let house = House(units: Self.late + Self.real)
    try await house.make(draft) { engine in
      try await house.launch(0..<Self.late, engine)
      let today = House.engine(engine.store, day: Self.today)
      try await house.launch(Self.late..<house.units, batch: 2, today)
      let requests = stride(from: Self.late, to: house.units, by: 2).map(House.acknowledgement)
      guard try await today.send(requests).allSatisfy(\.isAccepted) else {
        throw WentWrong("an event was refused")
      }
    }
    guard cb_store_multiply(draft, 2, Int32(copies)) == 0 else {
      throw WentWrong("the store could not be filled")
    }
    try FileManager.default.moveItem(atPath: draft, toPath: path)
  }

  static let today: Int64 = 200
  /// When nothing of today's is due yet, and all of the late ones' is.
  static var now: Int64 {
    House.start.advanced(byMilliseconds: today * 86_400_000 + 3_600_000).millisecondsSinceEpoch
  }

  static func engine(_ store: any Store) -> Engine {
    Engine(
      store: store,
      clock: House.FixedClock(
        time: House.start.advanced(byMilliseconds: today * 86_400_000 + 3_600_000)))
  }

  /// Copied units from all over the store, the same in every run.
  func someUnits(_ count: Int) -> [UnitCode] {
    var random = SplitMix(state: 6)
    return (0..<count).map { _ in
      let unit = Self.late + Int(random.next() % UInt64(Self.real))
      return Identifier("U-\(unit).\(1 + random.next() % UInt64(copies))")
    }
  }

  private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
