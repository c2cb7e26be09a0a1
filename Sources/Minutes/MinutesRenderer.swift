import WorkflowEngine

/// Turns minutes into documents for people.
public enum MinutesRenderer {
  public enum Layout: String, Hashable, Sendable, CaseIterable {
    /// Chinese official minutes (纪要) as GB/T 9704-2012 lays them out.
    case official
    /// English corporate minutes in the order of Robert's Rules: what was done, not what was said.
    case corporate
  }

  /// One HTML document that needs nothing beside it and prints on A4, page numbers included.
  ///
  /// - Parameter languages: The languages to take each text in, the best first; nil means those of
  ///   the layout.
  public static func html(
    _ document: MinutesDocument, layout: Layout, languages: [String]? = nil
  ) -> String {
    switch layout {
    case .official: OfficialMinutes(document, in: languages ?? ["zh-Hans", "zh"]).html
    case .corporate: CorporateMinutes(document, in: languages ?? ["en"]).html
    }
  }

  /// The same in Markdown (CommonMark with tables), without a layout of pages.
  public static func markdown(
    _ document: MinutesDocument, layout: Layout, languages: [String]? = nil
  ) -> String {
    switch layout {
    case .official: OfficialMinutes(document, in: languages ?? ["zh-Hans", "zh"]).markdown
    case .corporate: CorporateMinutes(document, in: languages ?? ["en"]).markdown
    }
  }
}
