import Glibc

/// The operating system's user.
enum Login {
  /// As the system's list of users says, never as the environment does: a store with strict
  /// identity rests on it. A user who is not in the list is named by number.
  static var current: String {
    let user = geteuid()
    var record = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    let failure = unsafe getpwuid_r(user, &record, &buffer, buffer.count, &found)
    guard failure == 0, unsafe found != nil, let name = unsafe record.pw_name else {
      return "uid-\(user)"
    }
    return unsafe String(cString: name)
  }
}
