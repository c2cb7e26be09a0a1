import AuditLog
import Foundation
import Testing

@Suite struct BulkTests {
  @Test func `a bulk gives each unit a verdict and counts them`() throws {
    let office = try Office()
    try office.launch("G-1-04-01,G-1-04-02")

    let bulk = try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--where", "@level = 4", "--job", "j-1")

    #expect(bulk.status == 6)
    #expect(bulk.lines.last == "1 accepted, 1 refused; job j-1")
    #expect(bulk.output.contains("drive/G-1-04-01  accepted  notified  study"))
    #expect(bulk.complaint.hasPrefix("note: "))
  }

  @Test func `a bulk of which all is refused is refused`() throws {
    let office = try Office()
    try office.launch()

    let bulk = try office.at(1, as: "p011", "advance", "acknowledge", "--where", "@level = 4")

    #expect(bulk.status == 3)
  }

  @Test func `a job that is sent again does nothing twice`() throws {
    let office = try Office()
    try office.launch("G-1-04-01,G-1-04-02")
    try office.at(1, as: "p104", "advance", "acknowledge", "--where", "@level = 4", "--job", "j")
    let count = try office.entryCount()

    let again = try office.at(
      5, as: "p104", "advance", "acknowledge", "--where", "@level = 4", "--job", "j")

    #expect(again.lines.last == "2 accepted, 0 refused; job j")
    #expect(try office.entryCount() == count)
  }

  @Test func `all or nothing accepts none where one is refused`() throws {
    let office = try Office()
    try office.launch("G-1-04-01,G-1-04-02")

    let bulk = try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--where", "@level = 4", "--all-or-nothing")
    let rows = try office.json("status", "--tree")

    #expect(bulk.status != 0)
    let stages = rows.array?.compactMap { $0["stage"]?.array } ?? []
    #expect(stages == [["notified"], ["notified"]])
  }

  @Test func `a sheet gives each unit its own event, reason and data`() throws {
    let office = try Office()
    try office.launch("G-1-04-01,G-1-04-02")
    try office.write(
      "表.csv",
      "unit,event,reason,data\r\nG-1-04-01,acknowledge,\"一,二\",\"{\"\"note\"\":\"\"甲\"\"}\"\r\n"
        + "G-1-04-02,complete,,\r\n")

    let bulk = try office.at(1, as: "p104", "advance", "--from", "表.csv", "--job", "j")
    let history = try office.json(
      "history", "--unit", "G-1-04-01", "--kind", "event", "--as", "p104")

    #expect(bulk.status == 6)
    #expect(history[0]?["event"]?["data"] == ["note": "甲"])
    #expect(history[0]?["texts"]?["reason"] == "一,二")
  }

  @Test func `units of a sheet that have no instance are answered in their places`() throws {
    let office = try Office()
    try office.launch("G-1-04-01,G-1-04-02")
    try office.write("单位.csv", "unit\nX-1\nG-1-04-02\nX-2\nG-1-04-01\nG-1-04-02\n")

    let bulk = try office.at(
      1, as: "p104", "advance", "acknowledge", "--from", "单位.csv", "--job", "j", "--output",
      "csv")

    // A line ends in CR LF; the first is the header.
    let rows = bulk.output.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",").prefix(2).map(String.init)
    }
    #expect(
      rows == [
        ["X-1", "failed"], ["drive/G-1-04-02", "accepted"], ["X-2", "failed"],
        ["drive/G-1-04-01", "accepted"], ["G-1-04-02", "failed"],
      ])
    #expect(bulk.complaint.contains("2 accepted, 3 refused; job j"))
    #expect(bulk.status == 6)
  }

  @Test(arguments: [
    (2, "unit,event\nG-1-04-01,a,b\n", "表.csv:2:1: error: this row has 3 fields, but the header"),
    (1, "event\na\n", "表.csv:1: the column \"unit\" is missing"),
    (1, "unit,evnt\nG,a\n", "表.csv:1: there is no column \"evnt\""),
    (2, "unit,event\n\"G,a\n", "表.csv:2:1: error: this quotation mark is never closed"),
    (1, "unit,data\nG-1-04-01,{\n", "表.csv:2, character"),
    (2, "", "表.csv:1:1: error: the file is empty"),
  ])
  func `a sheet that is wrong is refused with its place`(
    _ status: Int32, _ text: String, _ sentence: String
  ) throws {
    let office = try Office()
    try office.launch()
    try office.write("表.csv", text)

    let bulk = try office.run("advance", "acknowledge", "--from", "表.csv")

    #expect(bulk.status == status)
    #expect(bulk.complaint.contains(sentence))
  }

  @Test func `five hundred units go in one command`() throws {
    let office = try Office()
    var units = "code,parent,level,kind,name\n"
    for number in 1...500 { units += "X-\(number),G,2,academy,单位\(number)\n" }
    try office.succeed("apply", try office.write("单位.csv", units))
    try office.succeed(
      "start", "rectification-drive", "--programme", "大", "--from", "单位.csv", "--now",
      "2023-09-08T10:00:00+08:00")

    let bulk = try office.at(
      1, as: "p000", "advance", "acknowledge", "--where", "starts-with(@code, 'X-')")

    #expect(bulk.status == 0)
    #expect(bulk.lines.last?.hasPrefix("500 accepted, 0 refused") == true)
  }
}
