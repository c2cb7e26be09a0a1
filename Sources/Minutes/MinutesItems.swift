public import Statechart
public import WorkflowEngine

extension MinutesDocument {
  /// One item of the meeting.
  public struct Item: Hashable, Sendable {
    /// From 1.
    public var number: Int
    public var titles: LocalizedText
    public var speaker: Participant?
    /// In document order.
    public var contents: [Content]
  }

  public enum Content: Hashable, Sendable {
    case passage(Passage)
    case resolution(Resolution)
    case figure(Figure)
  }

  /// Words of the minutes: a heading, a paragraph, points below it.
  public struct Passage: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      /// What somebody said.
      case statement
      /// What a unit reported.
      case report(unit: UnitCode)
      case outcome, lesson, requirement, prohibition
      /// The words of a decision.
      case decision
    }

    public var kind: Kind
    public var titles: LocalizedText
    public var text: LocalizedText
    public var points: [Point]
    /// By which a lesson, a requirement or a prohibition is cited.
    public var id: Identifier?
    /// The lesson that a requirement was drawn from.
    public var lesson: Authority?

    /// Everything that stands here in one text for each language, a line for each point.
    public var wholeText: LocalizedText {
      joined([text.isEmpty ? titles : text] + points.flatMap(\.allTexts))
    }

    /// The same without the title, the points by their numbers.
    var body: LocalizedText {
      joined([text] + points.enumerated().flatMap { $1.numberedTexts("\($0 + 1)", isInner: false) })
    }

    private func joined(_ parts: [LocalizedText]) -> LocalizedText {
      let languages = parts.flatMap { $0.versions.map(\.language) }
      var seen: Set<Identifier> = []
      return LocalizedText(
        languages.filter { seen.insert(Identifier($0)).inserted }.map { language in
          let lines = parts.compactMap { part in
            part.versions.first { Identifier($0.language) == Identifier(language) }?.text
          }
          return .init(language, lines.joined(separator: "\n"))
        })
    }
  }

  public struct Point: Hashable, Sendable {
    public var text: LocalizedText
    public var points: [Point]

    fileprivate func numberedTexts(_ number: String, isInner: Bool) -> [LocalizedText] {
      let mark = isInner ? "\(number) " : "\(number). "
      let own = LocalizedText(text.versions.map { .init($0.language, mark + $0.text) })
      return [own]
        + points.enumerated().flatMap { $1.numberedTexts("\(number).\($0 + 1)", isInner: true) }
    }

    fileprivate var allTexts: [LocalizedText] { [text] + points.flatMap(\.allTexts) }
  }

  /// A motion and what became of it: what other documents call a decision.
  public struct Resolution: Hashable, Sendable {
    public enum Disposition: String, Hashable, Sendable, CaseIterable {
      case adopted, lost, postponed, referred, withdrawn
    }

    /// Counted votes.
    public struct Votes: Hashable, Sendable {
      public var inFavour: Int
      public var against: Int
      public var abstaining: Int
    }

    public var id: Identifier
    public var passage: Passage
    public var mover: Participant?
    public var disposition: Disposition
    public var votes: Votes?
    public var orders: [Order]
    /// The requirements of these minutes that it carries to the units it concerns.
    public var requirements: [MeetingRequirement]

    /// The decision as the engine takes it.
    public var decision: Decision {
      Decision(id: id, text: passage.wholeText, orders: orders, requirements: requirements)
    }
  }

  /// A number that can be counted again.
  public struct Figure: Hashable, Sendable {
    public var id: Identifier
    public var labels: LocalizedText
    public var query: FigureQuery
    /// Nil in a draft.
    public var sealed: SealedValue?
    /// Where its value stands, or the figure in a draft.
    public var location: SourceLocation
  }

  /// What a query gave, and where.
  public struct SealedValue: Hashable, Sendable {
    public var value: FigureValue
    public var position: LogPosition

    public init(_ value: FigureValue, at position: LogPosition) {
      self.value = value
      self.position = position
    }
  }
}
