/// How the program ends. Thrown by a command that has said everything itself.
enum Exit: Int32, Error {
  case done = 0
  /// The arguments make no sense, or name what does not exist.
  case usage = 1
  case invalidDocument = 2
  case refused = 3
  /// Somebody else was first.
  case conflict = 4
  /// The store is not what its log says.
  case auditFailure = 5
  case partRefused = 6
  case storeUnavailable = 7
}
