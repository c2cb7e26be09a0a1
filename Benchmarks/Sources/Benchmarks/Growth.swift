import Foundation
import SQLiteStore
import Statechart
import StatechartXML
import Synchronization
import WorkflowEngine

/// How cost grows: time and memory over three decades of a size, each with the exponent that fits.
///
/// A line of slope 1 is linear; what lies above 1 by more than a logarithm is explained in
/// `docs/benchmarks.md`, or mended.
struct Growth: Sendable {
  /// The name of the file, and what is done.
  var name: String
  var title: String
  var axis: String
  var sizes: [Int]
  /// Prepares a size and answers what is to be timed.
  var prepare: @Sendable (Int) async throws -> @Sendable () async throws -> Void

  struct Point: Sendable {
    var size: Double
    /// In nanoseconds, for all of it.
    var time: Double
    /// In MiB, beyond what the process held before.
    var memory: Double
  }

  /// One size, in a process of its own.
  func point(_ size: Int) async throws -> Point {
    let work = try await prepare(size)
    ProcessMemory.resetPeak()
    let before = ProcessMemory.peak
    let first = try await Measurement.time(work)
    let memory = max(0, ProcessMemory.peak - before)
    var times = [first]
    // What is quick is measured until it has taken a tenth of a second.
    while times.reduce(0, +) < 1e8, times.count < 101 {
      times.append(try await Measurement.time(work))
    }
    return Point(size: Double(size), time: Measurement.median(times), memory: memory)
  }

  /// The exponent of the power law that fits best: the slope of the line through the logarithms.
  static func exponent(_ points: [(x: Double, y: Double)]) -> Double? {
    let logarithms = points.filter { $0.x > 0 && $0.y > 0 }.map { (log($0.x), log($0.y)) }
    guard logarithms.count > 2 else { return nil }
    let count = Double(logarithms.count)
    let x = logarithms.reduce(0) { $0 + $1.0 } / count
    let y = logarithms.reduce(0) { $0 + $1.1 } / count
    let above = logarithms.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
    let below = logarithms.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
    return below == 0 ? nil : above / below
  }

  /// The exponent of what is left when the smallest sizes, where fixed costs hide the growth, are
  /// left out: that of the last tenfold.
  static func lastDecade(_ points: [(x: Double, y: Double)]) -> Double? {
    guard let most = points.map(\.x).max() else { return nil }
    return exponent(points.filter { $0.x >= most / 11 })
  }

  /// Two digits behind the point.
  static func text(_ exponent: Double) -> String { String(format: "%.2f", exponent) }
}

extension Growth {
  static func all(_ size: Size) -> [Growth] {
    let top = size == .small ? 100 : 10_000
    let decades = [10, 30, 100, 300, 1_000, 3_000, 10_000].filter { $0 <= top }
    // A document has 200,000 nodes at most (`XMLLimits`).
    let states = [5, 15, 50, 150, 500, 1_500, 5_000].filter { $0 <= top }
    return [
      Growth(
        name: "states", title: "Parse, check and compile a workflow", axis: "states",
        sizes: states
      ) { states in
        let bytes = Array(DocumentRows.document(states: states).utf8)
        return { try DocumentRows.compile(bytes) }
      },
      Growth(
        name: "events", title: "1,000 events in a workflow", axis: "states", sizes: states
      ) { states in
        let interpreter = try EventRows.interpreter(DocumentRows.document(states: states))
        let start = try interpreter.start(in: EventRows.environment).snapshot
        return {
          var session = try LiveSession(interpreter, from: start, in: EventRows.environment)
          let next = session.prepare("next")
          for _ in 0..<1_000 { _ = try session.send(next) }
        }
      },
      Growth(
        name: "instances", title: "Launch a batch", axis: "instances", sizes: decades
      ) { units in
        let (house, path) = (House(units: units), try Scratch().file("store.sqlite"))
        try await house.make(path)
        return {
          let store = try SQLiteStore.open(at: path)
          let launched = Batches.next()
          _ = try await House.engine(store).launch(
            LaunchRequest(
              workflow: "rectification-drive", programme: Identifier("p\(launched)"),
              units: (0..<units).map(House.unit), identity: House.officer))
          try await store.close()
        }
      },
      Growth(
        name: "board", title: "The status board of a programme", axis: "instances", sizes: decades
      ) { units in
        let (house, path) = (House(units: units), try Scratch().file("store.sqlite"))
        try await house.make(path) { try await house.launch(0..<units, $0) }
        let store = try SQLiteStore.openReadOnly(at: path)
        let engine = House.engine(store)
        return {
          _ = try await engine.board(
            SurveyQuery(programme: House.programme), scratch: { try SQLiteStore.scratch() })
        }
      },
      Growth(
        name: "transition", title: "One durable transition", axis: "instances in the store",
        sizes: decades
      ) { units in
        let (house, path) = (House(units: units), try Scratch().file("store.sqlite"))
        try await house.make(path) { try await house.launch(0..<units, $0) }
        let store = try SQLiteStore.open(at: path)
        return {
          let number = Batches.next()
          var request = House.acknowledgement(of: number % units)
          request.id = Identifier("e\(number)")
          _ = try await House.engine(store, day: 1).send(request)
        }
      },
      Growth(
        name: "entries", title: "Audit verify: tree and replay", axis: "units, three entries each",
        sizes: decades
      ) { units in
        let (house, path) = (House(units: units), try Scratch().file("store.sqlite"))
        try await house.make(path) { engine in
          try await house.launch(0..<units, engine)
          _ = try await House.engine(engine.store, day: 1)
            .send((0..<units).map(House.acknowledgement))
        }
        let store = try SQLiteStore.openReadOnly(at: path)
        return { _ = try await Verifier(store, scratch: SQLiteStore.scratch()).verify() }
      },
    ]
  }
}

/// Numbers that no two calls share.
private enum Batches {
  private static let last = Atomic<Int>(0)

  static func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
