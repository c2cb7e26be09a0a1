import AuditLog
import Foundation
import Testing

@Suite struct AdvanceTests {
  @Test func `a refusal names everything that is missing and who could supply it`() throws {
    let office = try Office()
    try office.launch("G-1-04,G-1-04-01")
    try office.at(1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")
    let count = try office.entryCount()

    let refusal = try office.at(
      2, as: "p011", "advance", "complete", "--unit", "G-1-04-01", "--event-id", "e-2")

    #expect(refusal.status == 3)
    #expect(refusal.output.isEmpty)
    #expect(
      refusal.complaint == """
        refused: complete on drive/G-1-04-01, revision 1
          - study: p011 does not hold the role secretary on G-1-04-01 [role.missing]
              who could: \(try names(["p104-1", "p104", "p100", "p000"], office))
          - study: Four study sessions are to be recorded.
              4 more of the evidence "Study session record" (session): 0 of 4 there [evidence.missing]
              who could: \(try names(["p104-1"], office))
        nothing was changed; the refusal is entry \(count) of the log, event id e-2

        """)
  }

  /// People as a refusal names them.
  private func names(_ people: [String], _ office: Office) throws -> String {
    let text = try String(
      contentsOfFile: Program.workflows("example/organisation.xml"), encoding: .utf8)
    return people.map { id in
      let person = text.components(separatedBy: "<person id=\"\(id)\"").last ?? ""
      let name = person.components(separatedBy: "<name xml:lang=\"en\">").dropFirst().first ?? ""
      return "\(name.components(separatedBy: "<").first ?? "") (\(id))"
    }.joined(separator: ", ")
  }

  @Test func `a refusal speaks the user's language where the workflow does`() throws {
    let office = try Office(environment: ["LC_ALL": "zh_CN.UTF-8"])
    try office.launch()
    try office.at(1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")

    let refusal = try office.at(2, as: "p104-1", "advance", "complete", "--unit", "G-1-04-01")

    #expect(refusal.complaint.contains("应有四次学习记录。"))
  }

  @Test func `a dry run leaves no trace`() throws {
    let office = try Office()
    try office.launch()
    let before = try office.json("audit", "verify")["root"]

    let answer = try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01", "--dry-run")

    #expect(answer.output == "drive/G-1-04-01: notified → study (dry run: nothing was changed)\n")
    #expect(try office.json("audit", "verify")["root"] == before)
  }

  @Test func `a repeated event id gets the first answer again`() throws {
    let office = try Office()
    try office.launch()
    let send = ["acknowledge", "--unit", "G-1-04-01", "--event-id", "e-1"]
    try office.at(1, as: "p104-1", "advance", send[0], send[1], send[2], send[3], send[4])
    let count = try office.entryCount()

    let again = try office.at(
      9, as: "p104-1", "advance", send[0], send[1], send[2], send[3], send[4])

    #expect(again.status == 0)
    #expect(again.output.contains("notified → study"))
    #expect(again.output.contains("the first answer again"))
    #expect(try office.entryCount() == count)
  }

  @Test func `a refusal that is repeated is the first refusal again`() throws {
    let office = try Office()
    try office.launch()
    try office.at(
      1, as: "p011", "advance", "acknowledge", "--unit", "G-1-04-01", "--event-id", "e-1")

    let again = try office.at(
      2, as: "p011", "advance", "acknowledge", "--unit", "G-1-04-01", "--event-id", "e-1")

    #expect(again.status == 3)
    #expect(again.complaint.contains("(the first answer again)"))
  }

  @Test func `an event id with another content is a conflict`() throws {
    let office = try Office()
    try office.launch()
    try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01", "--event-id", "e-1")

    let other = try office.at(
      2, as: "p104-1", "advance", "complete", "--unit", "G-1-04-01", "--event-id", "e-1")

    #expect(other.status == 4)
    #expect(
      other.complaint
        == "error: the event id \"e-1\" was used for drive/G-1-04-01 before, with another content\n"
    )
  }

  @Test func `a revision that has moved on is a conflict`() throws {
    let office = try Office()
    try office.launch()

    let answer = try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01", "--revision", "7")

    #expect(answer.status == 4)
  }

  @Test func `a unit in several programmes asks which`() throws {
    let office = try Office()
    try office.launch()
    try office.succeed(
      "start", "rectification-drive", "--programme", "第二轮", "--units", "G-1-04-01", "--now",
      "2023-09-08T10:00:00+08:00")

    let answer = try office.at(1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")

    #expect(answer.status == 1)
    #expect(answer.complaint.contains("choose with --programme: drive, 第二轮"))
  }

  @Test(arguments: [
    (
      ["advance", "acknowledge", "--unit", "G-1-4-01"],
      "there is no unit \"G-1-4-01\"; did you mean \"G-1-04-01\""
    ),
    (
      ["advance", "acknowledge", "--unit", "G-1-04-01", "--programme", "drvie"],
      "did you mean \"drive\"?"
    ),
    (["advance", "x", "--instance", "drive/G-1-4-01"], "did you mean \"drive/G-1-04-01\"?"),
    (
      ["start", "rectification-driv", "--programme", "p", "--units", "G"],
      "did you mean \"rectification-drive\""
    ),
    (["advanc", "x"], "there is no command \"advanc\"; did you mean \"advance\"?"),
    (["help", "advanc"], "there is no command \"advanc\"; did you mean \"advance\"?"),
    (["audit", "verfy"], "there is no command \"docket audit verfy\"; did you mean \"verify\"?"),
    (
      ["help", "minutes", "x"],
      "there is no command \"docket minutes x\"; `docket minutes --help` lists them"
    ),
    (["history", "--kind", "evnt"], "did you mean \"event\"?"),
    (["draw", "rectification-itme"], "did you mean \"rectification-item\"?"),
    (
      ["start", "rectification-drive", "--programme", "p", "--where", "@levle = $x"],
      "--where, character 10"
    ),
  ])
  func `an unknown name is answered with the nearest`(_ arguments: [String], _ sentence: String)
    throws
  {
    let office = try Office()
    try office.launch()

    let answer = try office.program.run(arguments)

    #expect(answer.status == 1)
    #expect(answer.complaint.contains(sentence))
    #expect(answer.output.isEmpty)
  }

  @Test func `an event that nothing takes is refused with the nearest`() throws {
    let office = try Office()
    try office.launch()

    let answer = try office.at(1, as: "p104-1", "advance", "acknowledg", "--unit", "G-1-04-01")

    #expect(answer.status == 3)
    #expect(answer.complaint.contains("did you mean \"acknowledge\"? [event.unexpected]"))
  }

  @Test func `a real store takes no --now`() throws {
    let office = try Office(isReady: false)
    try office.succeed("init")

    let answer = try office.run("status", "--now", "2023-09-08")

    #expect(answer.status == 1)
    #expect(answer.complaint.contains("--now sets the clock of rehearsals only"))
  }

  @Test func `strict identity refuses a person whose login it is not`() throws {
    let office = try Office(isReady: false)
    try office.succeed("init", "--strict-identity")

    let answer = try office.run(
      "apply", Program.workflows("rectification-item.scxml"), "--as", "p001")

    #expect(answer.status == 3)
    #expect(answer.complaint.contains("is not the login of p001"))
  }
}
