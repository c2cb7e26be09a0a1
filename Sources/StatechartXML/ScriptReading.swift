import Statechart
import XML

/// Section 5.8 of the standard, and what `<script>` and `<data>` take from files.
extension DocumentBuilder {
  /// The text of a script; nil where there is none to run.
  mutating func readScript(_ element: XMLElement) -> String? {
    _ = inspect(element, as: "script")
    let provider = options.provider(of: document.datamodel)
    guard let provider, provider.hasScripts else {
      error(
        "script.unsupported", at: element.position,
        "the data model \"\(document.datamodel)\" has no scripts")
      return nil
    }
    let script: String
    if let src = attribute("src", of: element) {
      if !element.text.isBlank {
        error(
          "value.twice", at: src.position,
          "<script> has both \"src\" and content; only one of them can count")
      }
      // Not deferrable: without its script the document must be rejected.
      do {
        script = try load(src)
      } catch {
        self.error(
          "script.src.unreadable", at: src.position,
          "the script \"\(src.value)\" cannot be loaded: \(error.reason)")
        return nil
      }
    } else {
      script = element.text
    }
    if let fault = provider.faultInScript(script) {
      deferrable("script.invalid", at: element.position, "the script cannot be run: \(fault)")
    }
    return script
  }

  /// What `src` of `<data>` names, as the content that it stands for; or why it cannot be had.
  mutating func readDataSource(_ src: XMLAttribute, of element: XMLElement) -> DataSource {
    let isBlank = element.elements.isEmpty && element.text.isBlank
    if attribute("expr", of: element) != nil || !isBlank {
      error(
        "value.twice", at: src.position,
        "<data> has \"src\" and another value; only one of them can count")
    }
    do {
      return .content(try load(src))
    } catch {
      let fault = "the data \"\(src.value)\" cannot be loaded: \(error.reason)"
      deferrable("data.src.unreadable", at: src.position, fault)
      return .fault(fault)
    }
  }

  enum DataSource {
    case content(String)
    case fault(String)
  }

  private func load(_ src: XMLAttribute) throws(ResourceError) -> String {
    guard let loader = options.resources else {
      throw ResourceError("the document is not in a folder")
    }
    return try loader.load(src.value).text()
  }
}
