import Statechart
import StatechartXML
import XML

/// The names of a document that ours may refer to, found whether the document is valid or not.
struct DocumentNames {
  private(set) var states: Set<Identifier> = []
  private(set) var variables: Set<Identifier> = []
  /// What the descriptors of all transitions ask the first words of an event to be.
  private(set) var eventPrefixes: Set<Identifier> = []
  /// Whether some transition takes every event.
  private var takesEveryEvent = false

  init(_ root: XMLElement) { collect(from: root) }

  private mutating func collect(from element: XMLElement) {
    func ids(_ name: String) -> [Identifier] {
      element.attribute(name).map { [Identifier($0.value)] } ?? []
    }
    switch element.name.local {
    case "state", "parallel", "final", "history": states.formUnion(ids("id"))
    case "data": variables.formUnion(ids("id"))
    case "foreach": variables.formUnion(ids("item") + ids("index"))
    case "transition":
      for word in element.attribute("event")?.value.words ?? [] {
        if let prefix = EventDescriptor(word.text).prefix {
          eventPrefixes.insert(Identifier(prefix))
        } else {
          takesEveryEvent = true
        }
      }
    default: break
    }
    for child in element.elements where child.name.namespace == SCXML.namespace {
      collect(from: child)
    }
  }

  /// Whether some transition takes the event of this name.
  func take(_ event: String) -> Bool {
    if takesEveryEvent { return true }
    let words = event.split(separator: ".", maxSplits: 32, omittingEmptySubsequences: false)
    return (1...words.count).contains { count in
      eventPrefixes.contains(Identifier(words.prefix(count).joined(separator: ".")))
    }
  }
}

extension String {
  /// The parts that are separated by white space, each with the number of its first scalar.
  var words: [(text: String, start: Int)] {
    var words: [(text: String, start: Int)] = []
    var word = String.UnicodeScalarView()
    for (offset, scalar) in (unicodeScalars + " ".unicodeScalars).enumerated() {
      if !scalar.properties.isWhitespace {
        word.append(scalar)
      } else if !word.isEmpty {
        words.append((String(word), offset - word.count))
        word.removeAll()
      }
    }
    return words
  }

  /// XML 1.0, production `Nmtoken`, without colons.
  var isNameToken: Bool { !isEmpty && XMLName.isLocalName("_" + self) }
}
