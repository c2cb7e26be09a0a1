/// A workflow as a Petri net, for tools of process mining: a place for each configuration, a
/// transition for each step.
///
/// A log that the workflow accepted can be replayed on it, token by token. The place before the first
/// configuration holds the initial token, the one behind all final configurations the last.
///
/// Source: ISO/IEC 15909-2:2011 (PNML), place/transition nets.
public struct PNML: Hashable, Sendable {
  public var graph: StateGraph
  public var name: String
  /// Activities that change no state and may come in each that is not final, such as
  /// `evidence-added`.
  public var loops: [String]

  public init(_ graph: StateGraph, name: String, loops: [String] = []) {
    (self.graph, self.name, self.loops) = (graph, name, loops)
  }

  /// The document.
  public var text: String {
    var transitions: [(activity: String?, from: String, to: String)] = []
    for place in graph.initial { transitions.append(("started", "before", "p\(place)")) }
    for step in graph.steps {
      transitions.append((step.activity, "p\(step.from)", "p\(step.to)"))
    }
    for place in graph.configurations.indices where !graph.final.contains(place) {
      for loop in loops { transitions.append((loop, "p\(place)", "p\(place)")) }
    }
    for place in graph.final.sorted() { transitions.append((nil, "p\(place)", "after")) }

    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<pnml xmlns=\"http://www.pnml.org/version-2009/grammar/pnml\">",
      " <net id=\"net\" type=\"http://www.pnml.org/version-2009/grammar/ptnet\">",
      "  <name><text>\(Self.escaped(name))</text></name>", "  <page id=\"page\">",
    ]
    lines.append(Self.place("before", "before", tokens: 1))
    for (place, atoms) in graph.configurations.enumerated() {
      lines.append(Self.place("p\(place)", atoms.joined(separator: " ")))
    }
    lines.append(Self.place("after", "after"))
    for (number, transition) in transitions.enumerated() {
      lines.append(Self.transition("t\(number)", transition.activity))
      lines.append(
        "   <arc id=\"i\(number)\" source=\"\(transition.from)\" target=\"t\(number)\"/>")
      lines.append(
        "   <arc id=\"o\(number)\" source=\"t\(number)\" target=\"\(transition.to)\"/>")
    }
    lines += [
      "  </page>",
      "  <finalmarkings><marking><place idref=\"after\"><text>1</text></place></marking>"
        + "</finalmarkings>",
      " </net>", "</pnml>",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func place(_ id: String, _ name: String, tokens: Int = 0) -> String {
    let marking = tokens == 0 ? "" : "<initialMarking><text>\(tokens)</text></initialMarking>"
    return "   <place id=\"\(id)\"><name><text>\(escaped(name))</text></name>\(marking)</place>"
  }

  /// One without an activity is silent, as ProM marks it.
  private static func transition(_ id: String, _ activity: String?) -> String {
    let silent =
      activity == nil
      ? "<toolspecific tool=\"ProM\" version=\"6.4\" activity=\"$invisible$\"/>" : ""
    return "   <transition id=\"\(id)\"><name><text>\(escaped(activity ?? "end"))</text></name>"
      + silent + "</transition>"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
