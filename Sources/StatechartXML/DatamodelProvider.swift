public import Statechart

/// A data model beside `null` and `xpath`, which this target has itself.
///
/// Whoever has one hands it to the reader in `SCXMLOptions.datamodels`; a document that asks for a
/// data model that nobody provides is refused.
public struct DatamodelProvider: Sendable {
  /// The `datamodel` attribute of `<scxml>`, such as `ecmascript`.
  public var name: String
  /// Whether documents may have `<script>`.
  public var hasScripts: Bool
  /// Why the data model cannot be used here, in a sentence; nil if it can. Asked once a document
  /// wants it.
  public var unavailability: @Sendable () -> String?
  /// Prepares the data model for a document, to which others may have added expressions.
  public var prepare: @Sendable (Chart) -> any Datamodel
  /// Why an expression cannot be evaluated, as far as its text alone shows; nil if it can.
  public var faultInExpression: @Sendable (Expression) -> String?
  /// Why a script cannot be run, as far as its text alone shows; nil if it can.
  public var faultInScript: @Sendable (String) -> String?

  public init(
    _ name: String, hasScripts: Bool = true,
    unavailability: @escaping @Sendable () -> String? = { nil },
    faultInExpression: @escaping @Sendable (Expression) -> String? = { _ in nil },
    faultInScript: @escaping @Sendable (String) -> String? = { _ in nil },
    prepare: @escaping @Sendable (Chart) -> any Datamodel
  ) {
    self.name = name
    self.hasScripts = hasScripts
    self.unavailability = unavailability
    self.prepare = prepare
    self.faultInExpression = faultInExpression
    self.faultInScript = faultInScript
  }
}

extension SCXMLOptions {
  /// The provider of a data model that is not this target's own.
  func provider(of datamodel: String) -> DatamodelProvider? {
    datamodels.first { $0.name == datamodel }
  }
}

extension SCXMLDocument {
  /// The data model that the document asks for.
  ///
  /// - Parameter chart: Made of `document`, to which others may have added expressions.
  public func datamodel(for chart: Chart) -> any Datamodel {
    if document.datamodel == "xpath" {
      return XPathDatamodel(chart.document, namespaces: namespaces, compiled: compiled)
    }
    return options.provider(of: document.datamodel)?.prepare(chart) ?? NullDatamodel(chart)
  }
}
