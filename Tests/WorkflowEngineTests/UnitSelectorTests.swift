import Testing
import WorkflowEngine

/// What the predicates of `--where` and of minutes may ask of a unit.
@Suite struct UnitSelectorTests {
  @Test(arguments: [
    "@level = 3", "@kind = 'office' or @code = 'G-1'", "ancestor::unit[@code = 'G-1']",
    "parent::unit/@level < 2", "name[@lang = 'zh-Hans'] = '导航室'", "starts-with(@parent, 'G-')",
    "not(../../self::organisation)",
  ])
  func `a predicate asks for what units have`(_ predicate: String) {
    #expect(throws: Never.self) { try UnitSelector(predicate) }
  }

  @Test(arguments: [
    ("@levl = 3", 1, "a unit has no attribute \"levl\"; did you mean \"level\"?"),
    (
      "@level = 3 and ancestor::units[@code = 'G-1']", 25,
      "a unit has no element \"units\"; did you mean \"unit\"?"
    ),
    ("name[@语言 = 'en']", 6, "a unit has no attribute \"语言\""),
  ])
  func `a name that no unit has is refused at its place`(
    _ predicate: String, _ offset: Int, _ message: String
  ) {
    let refusal = #expect(throws: InvalidSelector.self) { try UnitSelector(predicate) }

    #expect(refusal?.offset == offset)
    #expect(refusal?.message == message)
  }
}
