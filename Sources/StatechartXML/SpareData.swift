import Synchronization
import XML

/// Data that were parsed and that no session uses now, by the bytes that they were read from.
///
/// A macrostep often begins with the bytes with which another one has ended, that of the same
/// instance or of one that came as far. Taking up its tree saves parsing them, and compiling
/// expressions for libxml2 again. Data are handed over only as long as they are what parsing the bytes
/// would give; so a macrostep remains a function of its arguments.
final class SpareData: Sendable {
  /// Unchecked, because the data are used by one session at a time: whoever takes a spare takes it out.
  private struct Spare: @unchecked Sendable {
    let bytes: [UInt8]
    let data: XPathSession.Opened
  }

  private let spares = Mutex<[Spare]>([])

  private static let limit = 8
  /// Longer data are not kept: they would hold memory that nobody may want again.
  private static let byteLimit = 65_536
  private static let takingLimit = 1_000

  func take(readFrom bytes: [UInt8]) -> XPathSession.Opened? {
    let spare = spares.withLock { spares in
      spares.lastIndex { $0.bytes == bytes }.map { spares.remove(at: $0) }
    }
    spare?.data.takings += 1
    return spare?.data
  }

  /// Keeps data, which their session must not use any more.
  func keep(_ data: XPathSession.Opened, readFrom bytes: [UInt8]) {
    guard bytes.count <= Self.byteLimit, data.takings < Self.takingLimit else { return }
    data.context.environment = nil
    let spare = Spare(bytes: bytes, data: data)
    spares.withLock { spares in
      if spares.count == Self.limit { spares.removeFirst() }
      spares.append(spare)
    }
  }
}
