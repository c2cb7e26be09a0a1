// Leaves are compared with every entry that is replayed. What their JSON would say is said here
// member by member, without making it: texts are compared by their bytes.

private func same(_ left: String?, _ right: String?) -> Bool {
  switch (left, right) {
  case (nil, nil): true
  case (let left?, let right?): sameBytes(left, right)
  default: false
  }
}

private func same(_ left: [String], _ right: [String]) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { sameBytes($0, $1) }
}

extension Leaf {
  public static func == (left: Leaf, right: Leaf) -> Bool {
    left.kind == right.kind && left.subject == right.subject && left.at == right.at
      && isSamePlace(left, right) && left.event == right.event && left.content == right.content
      && isSameRequester(left, right) && left.due == right.due && left.delivered == right.delivered
      && isSameStep(left, right) && left.facts == right.facts && left.missing == right.missing
      && left.details == right.details && left.commitments == right.commitments
  }

  private static func isSamePlace(_ left: Leaf, _ right: Leaf) -> Bool {
    same(left.instance, right.instance) && left.revision == right.revision
      && same(left.parent, right.parent) && same(left.programme, right.programme)
      && same(left.batch, right.batch) && same(left.unit, right.unit)
      && left.workflow == right.workflow
  }

  private static func isSameRequester(_ left: Leaf, _ right: Leaf) -> Bool {
    same(left.actor, right.actor) && left.via == right.via
      && same(left.authenticated, right.authenticated) && same(left.onBehalfOf, right.onBehalfOf)
      && same(left.role, right.role) && same(left.authority, right.authority)
  }

  private static func isSameStep(_ left: Leaf, _ right: Leaf) -> Bool {
    same(left.before, right.before) && same(left.after, right.after)
      && left.transitions == right.transitions && same(left.exited, right.exited)
      && same(left.entered, right.entered) && left.snapshot == right.snapshot
  }
}

extension Leaf.Subject {
  public static func == (left: Self, right: Self) -> Bool {
    sameBytes(left.type, right.type) && sameBytes(left.id, right.id)
  }
}

extension Leaf.Workflow {
  public static func == (left: Self, right: Self) -> Bool {
    left.sha256 == right.sha256 && sameBytes(left.name, right.name)
      && sameBytes(left.version, right.version)
  }
}

extension Leaf.Event {
  public static func == (left: Self, right: Self) -> Bool {
    sameBytes(left.name, right.name) && sameBytes(left.id, right.id) && left.data == right.data
  }
}

extension Leaf.Via {
  public static func == (left: Self, right: Self) -> Bool {
    left.channel == right.channel && same(left.user, right.user)
  }
}

extension Leaf.Transition {
  public static func == (left: Self, right: Self) -> Bool {
    left.index == right.index && sameBytes(left.source, right.source)
      && same(left.event, right.event) && same(left.targets, right.targets)
  }
}

extension Leaf.Fact {
  public static func == (left: Self, right: Self) -> Bool {
    left.position == right.position && left.digest == right.digest
      && sameBytes(left.query, right.query) && left.answer == right.answer
      && same(left.exceptions, right.exceptions)
  }
}
