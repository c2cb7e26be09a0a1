// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The settings of every Swift target: one list, as strict as the compiler can be.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of ours. Its arrows to other targets are those of ARCHITECTURE.md.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one target.
func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], resources: [String] = []
) -> Target {
  .testTarget(
    name: name.prefix(1).uppercased() + name.dropFirst() + "Tests",
    dependencies: [.init(stringLiteral: name)] + dependencies,
    exclude: resources,
    swiftSettings: strict)
}

/// Where Debian puts the headers of SpiderMonkey (libmozjs-102-dev). Without them the worker of the
/// data model `ecmascript` is built as a program that only says so. SwiftPM remembers what a manifest
/// evaluated to: after installing them, `swift package purge-cache`.
let mozjs = "/usr/include/mozjs-102"
let hasMozJS = FileManager.default.fileExists(atPath: mozjs + "/jsapi.h")

let package = Package(
  name: "docket",
  products: [
    .executable(name: "docket", targets: ["docket"]),
    .executable(name: "docket-ecmascript", targets: ["ECMAScriptWorker"]),
    .library(name: "XML", targets: ["XML"]),
    .library(name: "Statechart", targets: ["Statechart"]),
    .library(name: "StatechartXML", targets: ["StatechartXML"]),
    .library(name: "ECMAScriptDatamodel", targets: ["ECMAScriptDatamodel"]),
    .library(name: "WorkflowEngine", targets: ["WorkflowEngine"]),
    .library(name: "AuditLog", targets: ["AuditLog"]),
    .library(name: "Minutes", targets: ["Minutes"]),
    .library(name: "SQLiteStore", targets: ["SQLiteStore"]),
    .library(name: "WorkflowTesting", targets: ["WorkflowTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

    library("XML", ["CLibXML2"]),
    library("Statechart"),
    library("StatechartXML", ["Statechart", "XML"]),
    library("ECMAScriptDatamodel", ["StatechartXML", "XML", "Statechart"]),
    library("Sockets"),
    library("Mail", ["Sockets"]),
    library("BasicHTTP", ["StatechartXML", "Statechart", "Sockets"]),
    library(
      "StatechartTesting",
      ["WorkflowTesting", "WorkflowEngine", "StatechartXML", "Statechart", "AuditLog"]),
    library("AuditLog", ["CCrypto"]),
    library("WorkflowEngine", ["Statechart", "StatechartXML", "XML", "AuditLog"]),
    library(
      "SQLiteStore",
      [
        "WorkflowEngine", "Statechart", "AuditLog", "CSQLite",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    library("Minutes", ["WorkflowEngine", "StatechartXML", "XML", "Statechart", "AuditLog"]),
    library("Reports", ["WorkflowEngine", "Statechart", "AuditLog"]),
    library("WorkflowTesting", ["WorkflowEngine", "Statechart", "AuditLog"]),

    .executableTarget(
      name: "docket",
      dependencies: [
        "WorkflowEngine", "SQLiteStore", "Minutes", "Reports", "AuditLog", "Statechart",
        "StatechartXML", "ECMAScriptDatamodel", "BasicHTTP", "XML", "Mail",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "ECMAScriptWorker",
      cxxSettings: hasMozJS ? [.unsafeFlags(["-isystem", mozjs])] : [],
      linkerSettings: hasMozJS ? [.linkedLibrary("mozjs-102"), .linkedLibrary("m")] : []),

    .executableTarget(
      name: "conformance",
      dependencies: [
        "StatechartTesting", "ECMAScriptDatamodel", "BasicHTTP", "SQLiteStore", "WorkflowTesting",
        "WorkflowEngine", "StatechartXML",
      ],
      swiftSettings: strict),

    tests(of: "XML"),
    tests(of: "Statechart"),
    tests(of: "StatechartXML", ["Statechart", "XML"], resources: ["Invalid"]),
    tests(of: "ECMAScriptDatamodel", ["StatechartXML", "XML", "Statechart"]),
    tests(of: "BasicHTTP", ["StatechartXML", "Statechart"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "StatechartTesting", "ECMAScriptDatamodel", "BasicHTTP", "SQLiteStore", "WorkflowTesting",
        "WorkflowEngine", "StatechartXML",
      ],
      swiftSettings: strict),
    tests(of: "Mail"),
    tests(of: "AuditLog", ["SecondOpinion"]),
    tests(
      of: "WorkflowEngine", ["WorkflowTesting", "Statechart", "StatechartXML", "XML", "AuditLog"],
      resources: ["Invalid"]),
    tests(
      of: "SQLiteStore",
      [
        "WorkflowTesting", "WorkflowEngine", "Statechart", "AuditLog",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    tests(
      of: "Minutes", ["WorkflowTesting", "WorkflowEngine", "Statechart", "AuditLog", "XML"],
      resources: ["Invalid"]),
    tests(
      of: "Reports",
      ["SecondOpinion", "WorkflowTesting", "WorkflowEngine", "Statechart", "AuditLog"]),
    tests(of: "WorkflowTesting", ["WorkflowEngine", "Statechart", "AuditLog"]),
    // Programs that nobody here wrote, asked by the tests of several targets.
    .target(name: "SecondOpinion", path: "Tests/SecondOpinion", swiftSettings: strict),
    .testTarget(
      name: "DocketTests", dependencies: ["docket", "AuditLog", "StatechartXML", "SecondOpinion"],
      swiftSettings: strict),

    // What happens when the disk, the power, the clock or somebody else does its worst.
    .executableTarget(
      name: "acknowledge",
      dependencies: ["WorkflowEngine", "SQLiteStore", "Statechart", "AuditLog"],
      path: "Tests/Faults/Writer", swiftSettings: strict),
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "acknowledge", "docket", "WorkflowTesting", "WorkflowEngine", "SQLiteStore", "Minutes",
        "Statechart", "StatechartXML", "XML", "AuditLog",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/Faults", exclude: ["Writer"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx20)
