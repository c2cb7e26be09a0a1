import AuditLog
import Testing

@Suite struct JSONTests {
  let composed = "caf\u{E9}"
  let decomposed = "cafe\u{301}"

  @Test func `names that differ only in normalization are two members`() throws {
    let json = try JSON(parsing: "{\"\(composed)\":1,\"\(decomposed)\":2}")

    #expect(json[composed]?.int == 1)
    #expect(json[decomposed]?.int == 2)
  }

  @Test func `texts that differ only in normalization are not equal`() {
    #expect(JSON.string(composed) != JSON.string(decomposed))
    #expect(Set([JSON.string(composed), JSON.string(decomposed)]).count == 2)
  }

  @Test func `objects are equal whatever the order of their members was`() {
    var one: JSONObject = ["b": 1, "c": 2]
    let other: JSONObject = ["c": 2, "a": 3, "b": 1]

    one["a"] = 3

    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
  }

  @Test func `a member is replaced, and removed by assigning nil`() {
    var members: JSONObject = ["a": 1, "b": 2, "c": 3]

    members["b"] = 20
    members["a"] = nil
    members["z"] = nil

    #expect(members == ["b": 20, "c": 3])
    #expect(members.keys == ["b", "c"])
  }

  @Test(arguments: 0..<30)
  func `members are found after any sequence of insertions and removals`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var members = Members<Int>()
    var model: [[UInt8]: Int] = [:]

    for step in 0..<200 {
      let name = randomText(using: &generator)
      let value = Bool.random(using: &generator) ? step : nil
      members[name] = value
      model[Array(name.utf8)] = value
    }

    #expect(members.count == model.count, "seed \(seed)")
    #expect(members.allSatisfy { model[Array($0.key.utf8)] == $0.value }, "seed \(seed)")
    #expect(members.allSatisfy { members[$0.key] == $0.value }, "seed \(seed)")
    let units = members.keys.map { Array($0.utf16) }
    let inOrder = zip(units, units.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
    #expect(inOrder, "seed \(seed)")
  }

  @Test(arguments: [0, -1, 1 << 53, -(1 << 53), (1 << 53) + 1, .max, .min])
  func `every integer comes back`(integer: Int) throws {
    let json = JSON(integer)

    #expect(try JSON(parsing: json.canonical).int == integer)
  }

  @Test(arguments: ["5", "007", "9007199254740992", "+9007199254740993", "1e3", ""])
  func `a text of digits is not an integer unless it is too large for a number`(text: String) {
    #expect(JSON.string(text).int == nil)
  }

  @Test func `a number with a fraction is not an integer`() {
    #expect(JSON.number(1.5).int == nil)
    #expect(JSON.number(1e300).int == nil)
    #expect(JSON.number(.nan).int == nil)
  }

  @Test func `a value is taken only as what it is`() {
    let json: JSON = ["text": "x", "flag": true, "none": .null, "list": [1.5]]

    #expect(json["text"]?.string == "x")
    #expect(json["text"]?.bool == nil)
    #expect(json["flag"]?.bool == true)
    #expect(json["none"] == .null)
    #expect(json["absent"] == nil)
    #expect(json["list"]?[0]?.double == 1.5)
    #expect(json["list"]?[1] == nil)
    #expect(json[0] == nil)
  }

  @Test func `zero has one value whatever its sign`() {
    #expect(JSON.number(-0.0) == JSON.number(0))
    #expect(JSON.number(-0.0).hashValue == JSON.number(0).hashValue)
  }
}
