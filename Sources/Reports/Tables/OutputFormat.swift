/// The forms in which every list can be had.
public enum OutputFormat: String, Hashable, Sendable, CaseIterable {
  /// Columns for people.
  case table
  /// One array of objects.
  case json
  /// RFC 4180, with a header line.
  case csv
}
