// swift-tools-version: 6.2
import PackageDescription

// The list of targets is the architecture: read from top to bottom it is the path a query takes,
// and a module may use only the modules above it (docs/architecture.md).
let package = Package(
  name: "kpi",
  products: [
    .executable(name: "kpi", targets: ["kpi"]),
    .library(name: "KPILanguage", targets: ["KPILanguage"]),
  ],
  dependencies: [
    // Argument parsing, help and shell completions: kept by the Swift project itself, 4 s of a release build.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .module("Diagnostics"),
    .module("Statistics"),
    .module("Syntax", uses: ["Diagnostics"]),
    .systemLibrary(
      name: "CPCRE2", path: "Sources/CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(
      name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // What compressed buffers of Arrow files and `.zst` files are made with.
    .systemLibrary(
      name: "CLZ4", path: "Sources/CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(
      name: "CZstd", path: "Sources/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    // The Snowball stemmers, which come without a description for pkg-config.
    .systemLibrary(name: "CStemmer", path: "Sources/CStemmer", providers: [.apt(["libstemmer-dev"])]),
    .target(name: "CLibEdit", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "CScan"),
    .module("Columns", uses: ["Diagnostics"]),
    .module("Functions", uses: ["Diagnostics", "Statistics", "Columns", "CPCRE2"]),
    .module("Comments", uses: ["Diagnostics", "Columns", "Functions", "CStemmer"]),
    .module("Planning", uses: ["Diagnostics", "Columns", "Functions"]),
    .module("Semantics", uses: ["Diagnostics", "Syntax", "Columns", "Functions", "Comments", "Planning"]),
    .module("NativeEngine", uses: ["Diagnostics", "Statistics", "Columns", "Functions", "Planning"]),
    .module("ArrowFiles", uses: ["Diagnostics", "Columns", "CLZ4", "CZstd"]),
    .module("FileFormats", uses: ["Diagnostics", "Columns", "CScan", "CZlib", "CZstd", "ArrowFiles"]),
    .module("Rendering", uses: ["Diagnostics", "Columns", "Planning", "ArrowFiles"]),
    .module(
      "StandardLibrary", uses: ["Diagnostics", "Syntax"], texts: ["Definitions", "Examples", "Lessons"]),
    .target(name: "CDemoCompany", exclude: ["data"]),
    .module(
      "KPILanguage",
      uses: [
        "Diagnostics", "Statistics", "Syntax", "Columns", "Functions", "Comments", "Planning", "Semantics",
        "NativeEngine",
        "ArrowFiles", "FileFormats",
        "Rendering", "StandardLibrary", "CDemoCompany",
      ]),
    .module("Prompt", uses: ["Diagnostics", "Syntax", "Columns", "KPILanguage", "Rendering", "CLibEdit"]),
    .executableTarget(
      name: "kpi",
      dependencies: [
        "Diagnostics", "Columns", "KPILanguage", "Prompt", "Rendering", "Syntax",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: .house),
    .module("TestSupport", uses: ["Diagnostics"]),
    .tests(of: "Diagnostics"),
    .tests(of: "Statistics"),
    .tests(of: "Syntax", uses: ["Diagnostics"]),
    .tests(of: "Columns", uses: ["Diagnostics"], texts: ["Zones"]),
    .tests(of: "Functions", uses: ["Diagnostics", "Columns"]),
    .tests(of: "Comments", uses: ["Diagnostics", "Columns", "Functions"]),
    .tests(of: "Semantics", uses: ["Diagnostics", "Syntax", "Columns", "Functions", "Planning"]),
    .tests(of: "NativeEngine", uses: ["Diagnostics", "Columns", "Functions", "Planning"]),
    .tests(of: "ArrowFiles", uses: ["Diagnostics", "Columns"]),
    .tests(of: "FileFormats", uses: ["Diagnostics", "Columns"]),
    .tests(of: "Rendering", uses: ["Diagnostics", "Columns"], texts: ["Recorded"]),
    .tests(of: "StandardLibrary", uses: ["Diagnostics", "Syntax"]),
    .tests(
      of: "KPILanguage", uses: ["Diagnostics", "Syntax", "Columns", "Rendering", "StandardLibrary"],
      texts: ["Recorded"]),
    .tests(of: "Prompt", uses: ["Diagnostics", "Columns", "KPILanguage"]),
    .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: .house),
    .testTarget(
      name: "PropertyTests",
      dependencies: [
        "KPILanguage", "Syntax", "Diagnostics", "Columns", "Rendering", "StandardLibrary", "TestSupport",
      ].map { .target(name: $0) }, swiftSettings: .house),
    .testTarget(
      name: "ProgramTests", dependencies: [.target(name: "TestSupport"), .target(name: "kpi")],
      exclude: ["Recorded"], swiftSettings: .house),
  ],
  swiftLanguageModes: [.v6]
)

// Measurements of the engine alone are built by those who ask for them.
if Context.environment["KPI_BENCHMARKS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "engine-benchmark", dependencies: ["Columns", "Functions", "Planning", "NativeEngine"],
      path: "Benchmarks/Engine", swiftSettings: .house))
}

extension [SwiftSetting] {
  /// Settings that every Swift target shares.
  static var house: [SwiftSetting] {
    [.enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility")]
  }
}

extension Target {
  /// A Swift module: one folder under `Sources`. Texts that a script copies into Swift are not compiled themselves.
  static func module(_ name: String, uses: [String] = [], texts: [String] = []) -> Target {
    .target(name: name, dependencies: uses.map { .target(name: $0) }, exclude: texts, swiftSettings: .house)
  }

  /// The tests of a module: one folder under `Tests`. Recorded texts are read where they stand.
  static func tests(of name: String, uses: [String] = [], texts: [String] = []) -> Target {
    .testTarget(
      name: name + "Tests", dependencies: ([name, "TestSupport"] + uses).map { .target(name: $0) },
      exclude: texts,
      swiftSettings: .house)
  }
}
