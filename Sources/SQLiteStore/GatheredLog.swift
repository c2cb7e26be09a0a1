import GRDBSQLite
import Glibc

/// A virtual file system for SQLite that writes the write-ahead log in few pieces; everything else is
/// the system's own.
///
/// SQLite writes each page of the log by two calls. An event changes some thirty pages, and those calls
/// take as long as the wait for the disk. Here what is written one behind the other is gathered, and
/// reaches the file when SQLite waits for the disk, or asks anything else of the file. SQLite waits
/// before it tells anybody of a commit (`synchronous = FULL`), so nobody looks for what is not there.
///
/// Memory: 120 KiB for a connection, once it has written.
enum GatheredLog {
  /// How a connection asks for it: `vfs=…` in the URI of the file. Nil where SQLite does not take it.
  static let name: String? = {
    guard let system = unsafe system else { return nil }
    let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    unsafe own.initialize(to: system.pointee)
    unsafe own.pointee.pNext = nil
    // As long as the process, like the registration.
    unsafe own.pointee.zName = UnsafePointer(strdup("docket"))
    unsafe own.pointee.xOpen = { _, path, file, flags, found in
      unsafe GatheredLog.open(path, file, flags, found)
    }
    return unsafe sqlite3_vfs_register(own, 0) == SQLITE_OK ? "docket" : nil
  }()

  private nonisolated(unsafe) static let system = unsafe sqlite3_vfs_find(nil)

  /// Opens a file as the system does; a write-ahead log gets methods of its own.
  private static func open(
    _ path: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: CInt,
    _ found: UnsafeMutablePointer<CInt>?
  ) -> CInt {
    guard let system = unsafe system, let file = unsafe file else { return SQLITE_CANTOPEN }
    let code = unsafe system.pointee.xOpen(system, path, file, flags, found)
    if code == SQLITE_OK, flags & SQLITE_OPEN_WAL != 0, let methods = unsafe file.pointee.pMethods {
      unsafe Gathering.install(on: file, methods)
    }
    return code
  }
}

/// The methods of one open log, which come first because SQLite finds them by this address, and what
/// is gathered for it.
@unsafe private struct Gathering {
  private var own: sqlite3_io_methods
  private let system: UnsafePointer<sqlite3_io_methods>
  /// Nil until something is written.
  private var bytes: UnsafeMutableRawPointer?
  private var start: sqlite3_int64 = 0
  private var count: CInt = 0

  /// Of more than 128 KiB at once, SQLite's file system for Unix writes only a part.
  private static let capacity: CInt = 120 << 10

  static func install(
    on file: UnsafeMutablePointer<sqlite3_file>, _ system: UnsafePointer<sqlite3_io_methods>
  ) {
    let place = UnsafeMutablePointer<Gathering>.allocate(capacity: 1)
    unsafe place.initialize(to: Gathering(system))
    unsafe file.pointee.pMethods = UnsafeRawPointer(place)
      .assumingMemoryBound(to: sqlite3_io_methods.self)
  }

  private init(_ system: UnsafePointer<sqlite3_io_methods>) {
    unsafe self.system = system
    unsafe own = system.pointee
    unsafe own.xWrite = { unsafe Gathering.of($0).pointee.write($0, $1, $2, $3) }
    unsafe own.xClose = { file in
      let place = unsafe Gathering.of(file)
      let system = unsafe place.pointee.system
      let flushed = unsafe place.pointee.flush(file)
      unsafe place.pointee.bytes?.deallocate()
      unsafe place.deinitialize(count: 1)
      unsafe place.deallocate()
      unsafe file?.pointee.pMethods = unsafe system
      let closed = unsafe system.pointee.xClose(file)
      return flushed == SQLITE_OK ? closed : flushed
    }
    unsafe own.xSync = { file, flags in
      unsafe Gathering.flushed(file) { unsafe $0.xSync(file, flags) }
    }
    unsafe own.xRead = { file, target, count, offset in
      unsafe Gathering.flushed(file) { unsafe $0.xRead(file, target, count, offset) }
    }
    unsafe own.xTruncate = { file, size in
      unsafe Gathering.flushed(file) { unsafe $0.xTruncate(file, size) }
    }
    unsafe own.xFileSize = { file, size in
      unsafe Gathering.flushed(file) { unsafe $0.xFileSize(file, size) }
    }
    unsafe own.xFileControl = { file, operation, argument in
      unsafe Gathering.flushed(file) { unsafe $0.xFileControl(file, operation, argument) }
    }
  }

  private static func of(
    _ file: UnsafeMutablePointer<sqlite3_file>?
  ) -> UnsafeMutablePointer<Gathering> {
    unsafe UnsafeMutableRawPointer(mutating: file!.pointee.pMethods)
      .assumingMemoryBound(to: Gathering.self)
  }

  /// Runs a method of the system's once the file holds everything.
  private static func flushed(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ method: (sqlite3_io_methods) -> CInt
  ) -> CInt {
    let place = unsafe of(file)
    let code = unsafe place.pointee.flush(file)
    return code == SQLITE_OK ? unsafe method(place.pointee.system.pointee) : code
  }

  private mutating func write(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ source: UnsafeRawPointer?, _ amount: CInt,
    _ offset: sqlite3_int64
  ) -> CInt {
    let follows = unsafe offset == start + sqlite3_int64(count)
    if unsafe !follows || count + amount > Self.capacity {
      let code = unsafe flush(file)
      guard code == SQLITE_OK else { return code }
      unsafe start = offset
    }
    guard unsafe amount <= Self.capacity, let source = unsafe source else {
      return unsafe system.pointee.xWrite(file, source, amount, offset)
    }
    let bytes = unsafe bytes ?? .allocate(byteCount: Int(Self.capacity), alignment: 16)
    unsafe self.bytes = bytes
    unsafe (bytes + Int(count)).copyMemory(from: source, byteCount: Int(amount))
    unsafe count += amount
    return SQLITE_OK
  }

  /// Writes what was gathered. After an error it is given up, as SQLite gives up its transaction.
  private mutating func flush(_ file: UnsafeMutablePointer<sqlite3_file>?) -> CInt {
    guard unsafe count > 0 else { return SQLITE_OK }
    defer { unsafe count = 0 }
    return unsafe system.pointee.xWrite(file, bytes, count, start)
  }
}
