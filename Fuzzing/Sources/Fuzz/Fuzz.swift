import Glibc

/// The door that is tried, by `$DOCKET_DOOR`.
private let door: Door = {
  let name = unsafe getenv("DOCKET_DOOR").map { unsafe String(cString: $0) } ?? ""
  guard let door = Door(rawValue: name) else {
    let names = Door.allCases.map(\.rawValue).joined(separator: ", ")
    fatalError("set DOCKET_DOOR to one of \(names)")
  }
  return door
}()

/// What libFuzzer calls with each text that it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  door.enter(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
