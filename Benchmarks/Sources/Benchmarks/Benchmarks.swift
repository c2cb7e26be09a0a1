/// Prints one line a comparison: time, time of the reference, ratio, aim, verdict.
@main struct Benchmarks {
  static func main() throws {
    for comparison in HostileDocuments.comparisons { print(try comparison.line()) }
  }
}
