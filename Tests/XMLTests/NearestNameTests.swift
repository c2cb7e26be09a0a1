import Testing
import XML

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("aproved", "approved"), ("complet", "complete"), ("Study", "study"), ("stuyd", "study"),
  ])
  func `a misspelling finds what was meant`(_ written: String, _ meant: String) {
    #expect(nearestName(to: written, among: ["study", "approved", "complete", "x"]) == meant)
  }

  @Test(arguments: ["zzz", "", "ab", "something else"])
  func `what is like nothing finds nothing`(_ written: String) {
    #expect(nearestName(to: written, among: ["study", "xy", ""]) == nil)
  }

  @Test func `of two equally near the first by code points wins`() {
    #expect(nearestName(to: "item0", among: ["item2", "item1"]) == "item1")
  }
}
