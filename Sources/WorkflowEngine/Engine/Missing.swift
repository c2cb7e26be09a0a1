public import AuditLog
public import Statechart

/// One thing that stands between an event and its acceptance.
public struct Missing: Hashable, Sendable {
  /// A stable name, for example `evidence.missing`.
  public var code: String
  /// The state whose transition asks for it; nil where no transition was reached.
  public var region: Identifier?
  /// A sentence for the one who was refused.
  public var message: String
  /// The workflow's own words, by language.
  public var ownWords: LocalizedText
  /// Who could supply it, by id.
  public var suppliers: [PersonID]
  /// The units or items waited for, the first 20.
  public var waitingFor: [String]
  /// How much there is, and how much there must be, where it can be counted.
  public var have: Int?
  public var need: Int?
  /// Evidence that the unit gave elsewhere and could give here, without being asked for it again.
  public var offers: [EvidenceReference] = []

  public init(
    _ code: String, region: Identifier? = nil, _ message: String,
    ownWords: LocalizedText = LocalizedText(), suppliers: [PersonID] = [],
    waitingFor: [String] = [], have: Int? = nil, need: Int? = nil
  ) {
    self.code = code
    self.region = region
    self.message = message
    self.ownWords = ownWords
    self.suppliers = suppliers
    self.waitingFor = waitingFor
    self.have = have
    self.need = need
  }
}

extension Missing {
  /// The form in an entry. Suppliers and offers are not kept: they follow from what was known then.
  public var json: JSON {
    var members: JSONObject = ["code": .string(code), "message": .string(message)]
    members["region"] = region.map { .string($0.text) }
    members["words"] = ownWords.isEmpty ? nil : ownWords.orderedJSON
    members["waitingFor"] = waitingFor.isEmpty ? nil : JSON(waitingFor)
    members["have"] = have.map { JSON($0) }
    members["need"] = need.map { JSON($0) }
    return .object(members)
  }

  public init(json: JSON) {
    self.init(
      json["code"]?.string ?? "", region: json["region"]?.string.map { Identifier($0) },
      json["message"]?.string ?? "",
      ownWords: json["words"].flatMap { LocalizedText(ordered: $0) } ?? LocalizedText(),
      waitingFor: json["waitingFor"]?.array?.compactMap(\.string) ?? [],
      have: json["have"]?.int, need: json["need"]?.int)
  }
}
