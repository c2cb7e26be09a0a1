// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "docket", path: "..")],
  targets: [
    .systemLibrary(
      name: "CBaselineLibraries", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev", "libsqlite3-dev", "libssl-dev"])]),
    // What the libraries below Docket can do with nothing around them.
    .target(
      name: "CBaselines", dependencies: ["CBaselineLibraries"],
      cSettings: [.unsafeFlags(["-O2", "-Wall", "-Wextra", "-Werror"])],
      linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("crypto")]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "CBaselines",
        .product(name: "AuditLog", package: "docket"),
        .product(name: "ECMAScriptDatamodel", package: "docket"),
        .product(name: "SQLiteStore", package: "docket"),
        .product(name: "Statechart", package: "docket"),
        .product(name: "StatechartXML", package: "docket"),
        .product(name: "WorkflowEngine", package: "docket"),
        .product(name: "WorkflowTesting", package: "docket"),
        .product(name: "XML", package: "docket"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
  ])
