// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the ordinary build carries no unsafe flags. `scripts/fuzz` builds it
// with libFuzzer and the address sanitizer.
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "docket", path: "..")],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "XML", "Statechart", "StatechartXML", "WorkflowEngine", "Minutes", "AuditLog",
      ].map {
        .product(name: $0, package: "docket")
      },
      swiftSettings: [
        .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
        // libFuzzer brings `main`.
        .unsafeFlags(["-parse-as-library"]),
      ])
  ])
