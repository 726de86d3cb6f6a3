// swift-tools-version: 6.2

import PackageDescription

// Debian keeps the libraries where compilers look; Homebrew does not. Its answer is not asked for on
// Linux because SwiftPM warns about defines in it.
#if os(macOS)
    let simdjsonConfig: String? = "simdjson"
    let utf8procConfig: String? = "libutf8proc"
    let xlsxwriterConfig: String? = "xlsxwriter"
    let re2Config: String? = "re2"
    let minizipConfig: String? = "minizip"
    let expatConfig: String? = "expat"
    let sqlite3Config: String? = "sqlite3"
    let zstdConfig: String? = "libzstd"
    let nettleConfig: String? = "nettle"
#else
    let simdjsonConfig: String? = nil
    let utf8procConfig: String? = nil
    let xlsxwriterConfig: String? = nil
    let re2Config: String? = nil
    let minizipConfig: String? = nil
    let expatConfig: String? = nil
    let sqlite3Config: String? = nil
    let zstdConfig: String? = nil
    let nettleConfig: String? = nil
#endif

// How `make command` links the command so that starting it is quick: with archives of the system's
// libraries in a folder, where the linker puts it, and, if it is LLVM's linker, with side by side what
// a start uses. Of simdjson there is no archive; the file of its shared library is loaded when the
// first answer comes.
var commandLinking: [LinkerSetting] = []
var simdjsonSettings: [CXXSetting] = []
if let folder = Context.environment["WORKQL_ARCHIVES"], !folder.isEmpty,
    let simdjson = Context.environment["WORKQL_SIMDJSON"], !simdjson.isEmpty
{
    commandLinking = [
        .unsafeFlags([
            "-L\(folder)", "-ledit", "-lbsd", "-lmd", "-ltinfo", "-lgcc_eh", "-Xlinker", "-no-pie",
        ])
    ]
    simdjsonSettings = [.define("WORKQL_SIMDJSON", to: "\"\(simdjson)\"")]
    if Context.environment["WORKQL_LINKER"] == "lld" {
        let order = Context.packageDirectory + "/Benchmarks/startup.order"
        commandLinking.append(
            .unsafeFlags([
                "-use-ld=lld", "-Xlinker", "--symbol-ordering-file=\(order)",
                "-Xlinker", "--no-warn-symbol-ordering",
            ]))
    }
}

// The commit, which `--version` shows; only where the command is built to be installed, so that a
// commit has nothing else compiled and linked.
var versionSettings: [CSetting] = []
if let commit = Context.environment["WORKQL_COMMIT"], !commit.isEmpty {
    versionSettings = [.define("WORKQL_COMMIT", to: "\"\(commit)\"")]
}

let package = Package(
    name: "workql",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "workql", targets: ["WorkQLMain"]),
        .library(name: "WorkQL", targets: ["WorkQL"]),
        .library(name: "WorkQLOutput", targets: ["WorkQLOutput"]),
        .library(name: "WorkQLCatalog", targets: ["WorkQLCatalog"]),
        .library(name: "WorkQLSandbox", targets: ["WorkQLSandbox"]),
    ],
    dependencies: [
        // HTTP client for servers on Linux: pooling, deadlines, no Foundation networking.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // The sandbox's HTTP server.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // config.toml.
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        // Header names and statuses, the words Hummingbird speaks.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // Names the limit of decompressed answers and what SOCKS proxies refuse; async-http-client
        // brings the rest.
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
        // Certificates that are trusted beside the system's, and what is wrong with one that is not.
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        // Who signed a certificate.
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
    ],
    targets: [
        .systemLibrary(
            name: "simdjson", pkgConfig: simdjsonConfig,
            providers: [.apt(["libsimdjson-dev"]), .brew(["simdjson"])]),
        .target(
            name: "CSimdJSON", dependencies: ["simdjson"],
            // NDEBUG, because simdjson otherwise asserts its own invariants at each field.
            cxxSettings: [
                .unsafeFlags(["-O3"]), .define("NDEBUG", .when(configuration: .release)),
            ] + simdjsonSettings),
        // East Asian width of characters, for carets and tables.
        .systemLibrary(
            name: "utf8proc", pkgConfig: utf8procConfig,
            providers: [.apt(["libutf8proc-dev"]), .brew(["utf8proc"])]),
        // Workbooks of Excel.
        .systemLibrary(
            name: "xlsxwriter", pkgConfig: xlsxwriterConfig,
            providers: [.apt(["libxlsxwriter-dev"]), .brew(["libxlsxwriter"])]),
        .target(
            name: "CXLSXWriter", dependencies: ["xlsxwriter"],
            linkerSettings: [.linkedLibrary("xlsxwriter", .when(platforms: [.macOS]))]),
        // Regular expressions in linear time, so that no pattern keeps a process busy for ever.
        .systemLibrary(
            name: "re2", pkgConfig: re2Config,
            providers: [.apt(["libre2-dev"]), .brew(["re2"])]),
        .target(
            name: "CRE2", dependencies: ["re2"], linkerSettings: [.linkedLibrary("re2")]),
        // The parts of workbooks, which are ZIP archives of XML.
        .systemLibrary(
            name: "minizip", pkgConfig: minizipConfig,
            providers: [.apt(["libminizip-dev"]), .brew(["minizip"])]),
        .target(
            name: "CMinizip", dependencies: ["minizip"],
            linkerSettings: [.linkedLibrary("minizip"), .linkedLibrary("z")]),
        .systemLibrary(
            name: "expat", pkgConfig: expatConfig,
            providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
        // What finishes statements, and the store.
        .systemLibrary(
            name: "sqlite3", pkgConfig: sqlite3Config,
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        // The pages of Parquet files, and gzip's of those that others write.
        .systemLibrary(
            name: "zstd", pkgConfig: zstdConfig,
            providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .systemLibrary(name: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Digests: Tencent Meeting's signature, passwords of the server, md5() and sha256() of the
        // language.
        .systemLibrary(
            name: "nettle", pkgConfig: nettleConfig,
            providers: [.apt(["nettle-dev"]), .brew(["nettle"])]),
        // PostgreSQL's client, loaded when a warehouse is opened.
        .target(name: "CLibPQ"),
        .target(name: "CEditLine", linkerSettings: [.linkedLibrary("edit")]),
        .target(name: "CProgramVersion", cSettings: versionSettings),
        // The catalogs of messages, which are part of the program's file.
        .target(name: "CCatalogs", exclude: ["zh.po"]),
        // What is said in the languages of those who read it.
        .target(name: "WorkQLLanguage", dependencies: ["CCatalogs"]),
        .target(name: "WorkQLTime"),
        .target(name: "WorkQLDigest", dependencies: ["nettle"]),
        .target(name: "WorkQLSyntax", dependencies: ["WorkQLTime", "utf8proc"]),
        .target(name: "WorkQLPages", dependencies: ["WorkQLTime"]),
        .target(
            name: "WorkQLParquet", dependencies: ["WorkQLTime", "WorkQLPages", "zlib", "zstd"]),
        .target(
            name: "WorkQLSQLite", dependencies: ["WorkQLTime", "WorkQLPages", "sqlite3"]),
        .target(name: "WorkQLCatalog", dependencies: ["WorkQLTime", "WorkQLPages"]),
        .target(
            name: "WorkQLPlanner",
            dependencies: ["WorkQLTime", "WorkQLSyntax", "WorkQLCatalog", "CRE2"]),
        .target(
            name: "WorkQLAPI",
            dependencies: [
                "WorkQLTime", "WorkQLCatalog", "WorkQLDigest", "WorkQLPages", "WorkQLSQLite",
                "CSimdJSON", "sqlite3",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSOCKS", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]),
        .target(
            name: "WorkQLStore",
            dependencies: [
                "WorkQLTime", "WorkQLPages", "WorkQLParquet", "WorkQLSQLite", "WorkQLCatalog",
                "WorkQLDigest", "sqlite3",
            ]),
        // Tables that people keep in files: CSV, JSON, workbooks of Excel.
        .target(
            name: "WorkQLFiles",
            dependencies: [
                "WorkQLTime", "WorkQLPages", "WorkQLParquet", "WorkQLSyntax", "CMinizip", "expat",
            ]),
        .target(
            name: "WorkQL",
            dependencies: [
                "WorkQLTime", "WorkQLPages", "WorkQLParquet", "WorkQLSQLite", "WorkQLPlanner",
                "WorkQLAPI", "WorkQLStore", "WorkQLFiles", "WorkQLLanguage", "WorkQLDigest", "CRE2",
                "sqlite3",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "TOMLKit", package: "TOMLKit"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]),
        .target(
            name: "WorkQLSandbox",
            dependencies: [
                "nettle",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),
        // Answers in every format. A program that embeds the library needs no terminal for it.
        .target(
            name: "WorkQLOutput",
            dependencies: ["WorkQL", "WorkQLPages", "WorkQLParquet", "WorkQLSyntax", "CXLSXWriter"]),
        // `workql sync --into`: records in PostgreSQL and in folders of Parquet files.
        .target(
            name: "WorkQLWarehouse",
            dependencies: [
                "WorkQL", "WorkQLCatalog", "WorkQLOutput", "WorkQLPages", "WorkQLParquet",
                "WorkQLPlanner", "WorkQLStore", "WorkQLSyntax", "WorkQLTime", "CLibPQ",
            ]),
        // `workql serve`: PostgreSQL's protocol, and the catalog that its clients read.
        .target(
            name: "WorkQLServer",
            dependencies: [
                "WorkQL", "WorkQLCatalog", "WorkQLDigest", "WorkQLPages", "WorkQLPlanner",
                "WorkQLSQLite", "WorkQLSyntax", "WorkQLTime", "sqlite3",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        // A line at a terminal: what is drawn, what is typed, what is remembered.
        .target(name: "WorkQLEditor", dependencies: ["WorkQLSyntax", "CEditLine"]),
        .target(
            name: "WorkQLCommand",
            dependencies: [
                "CProgramVersion", "WorkQL", "WorkQLOutput", "WorkQLEditor", "WorkQLFiles",
                "WorkQLLanguage", "WorkQLSandbox", "WorkQLServer", "WorkQLStore", "WorkQLSQLite",
                "WorkQLWarehouse",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]),
        .executableTarget(
            name: "WorkQLMain", dependencies: ["WorkQLCommand"], linkerSettings: commandLinking),
        // The programs of examples/Embedding, which has a manifest of its own for its readers, built
        // here with everything else so that nothing is compiled twice.
        .executableTarget(
            name: "EmbeddingExample",
            dependencies: [
                "WorkQL", "WorkQLCatalog", "WorkQLSandbox",
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            path: "examples/Embedding/Sources/Embedding"),
        .executableTarget(
            name: "FormatsExample", dependencies: ["WorkQL", "WorkQLOutput", "WorkQLSandbox"],
            path: "examples/Embedding/Sources/Formats"),
        .executableTarget(
            name: "LoadExample", dependencies: ["WorkQL", "WorkQLSandbox"],
            path: "examples/Embedding/Sources/Load"),
        .testTarget(
            name: "WorkQLLanguageTests",
            dependencies: ["WorkQLLanguage", "WorkQLSyntax", "TestSupport"],
            exclude: ["Golden"]),
        .testTarget(name: "WorkQLTimeTests", dependencies: ["WorkQLTime", "TestSupport"]),
        .testTarget(name: "WorkQLPagesTests", dependencies: ["WorkQLPages", "TestSupport"]),
        .testTarget(
            name: "WorkQLParquetTests",
            dependencies: ["WorkQLParquet", "WorkQLPages", "WorkQLTime", "TestSupport"],
            exclude: ["foreign.py", "Files"]),
        .testTarget(
            name: "WorkQLSQLiteTests",
            dependencies: ["WorkQLTime", "WorkQLPages", "WorkQLSQLite", "sqlite3"]),
        // What tests of several modules use.
        .target(
            name: "TestSupport",
            dependencies: [
                "WorkQL", "WorkQLAPI", "WorkQLCatalog", "WorkQLFiles", "WorkQLPages",
                "WorkQLPlanner", "WorkQLSandbox", "WorkQLSQLite", "WorkQLStore", "WorkQLSyntax",
                "WorkQLTime",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            path: "Tests/TestSupport"),
        .testTarget(name: "WorkQLSyntaxTests", dependencies: ["WorkQLSyntax", "TestSupport"]),
        .testTarget(
            name: "WorkQLCatalogTests", dependencies: ["WorkQLCatalog", "WorkQLSyntax"]),
        .testTarget(
            name: "WorkQLFilesTests",
            dependencies: ["WorkQLFiles", "WorkQL", "WorkQLParquet", "TestSupport"]),
        .testTarget(name: "WorkQLPlannerTests", dependencies: ["WorkQLPlanner", "TestSupport"]),
        .testTarget(
            name: "WorkQLAPITests", dependencies: ["WorkQLAPI", "WorkQLSandbox", "TestSupport"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "WorkQLSandboxTests",
            dependencies: [
                "WorkQLSandbox",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .testTarget(
            name: "WorkQLTests",
            dependencies: [
                "WorkQL", "WorkQLPages", "WorkQLParquet", "WorkQLOutput", "WorkQLCommand",
                "WorkQLFiles", "WorkQLLanguage", "WorkQLSandbox",
                "WorkQLStore", "WorkQLSQLite", "TestSupport", "sqlite3",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            exclude: ["Scripts", "Examples", "Habits"]),
        // The suites that have a longer run than a developer waits for, with FuzzTests of the syntax.
        .testTarget(
            name: "LongTests",
            dependencies: [
                "WorkQL", "WorkQLCatalog", "WorkQLCommand", "WorkQLDigest", "WorkQLFiles",
                "WorkQLPages", "WorkQLPlanner", "WorkQLSQLite", "WorkQLSandbox", "WorkQLSyntax",
                "WorkQLTime", "TestSupport",
            ],
            exclude: ["SQLLogic"]),
        .testTarget(
            name: "EmbeddingTests", dependencies: ["WorkQL", "WorkQLCatalog", "WorkQLSandbox"]),
        .testTarget(
            name: "WorkQLStoreTests",
            dependencies: [
                "WorkQLStore", "WorkQL", "WorkQLParquet", "WorkQLSQLite", "WorkQLSandbox",
                "TestSupport",
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "WorkQLOutputTests",
            dependencies: [
                "WorkQLOutput", "WorkQL", "WorkQLFiles", "WorkQLPages", "WorkQLParquet",
                "WorkQLSandbox", "TestSupport",
            ]),
        .testTarget(
            name: "WorkQLServerTests",
            dependencies: [
                "WorkQLServer", "WorkQL", "WorkQLCatalog", "WorkQLSandbox", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            exclude: ["Catalog", "Clients"]),
        .testTarget(
            name: "WorkQLWarehouseTests",
            dependencies: [
                "WorkQLWarehouse", "WorkQLPages", "WorkQLSandbox", "WorkQLCommand", "TestSupport",
            ],
            exclude: ["lake.py", "pruning.py"]),
        .testTarget(name: "WorkQLEditorTests", dependencies: ["WorkQLEditor", "TestSupport"]),
        .testTarget(
            name: "WorkQLCommandTests",
            dependencies: [
                "WorkQLCommand", "WorkQLEditor", "WorkQLOutput", "WorkQLSandbox", "WorkQLServer",
                "TestSupport",
            ]),
    ],
    cxxLanguageStandard: .cxx17
)

// What benchmarks measure needs these modules' insides, and nobody who uses WorkQL needs it.
if Context.environment["WORKQL_BENCHMARKS"] != nil {
    package.products.append(.library(name: "WorkQLWorkloads", targets: ["WorkQLWorkloads"]))
    // Those that `make soak` runs. The others would be compiled for nothing, or with WORKQL_TESTABLE, as
    // CI has it, for the speed of what they test and not their own: so they are sooner compiled.
    let long = ["LongTests", "WorkQLSyntaxTests"]
    let isShort = { (target: Target) in target.type == .test && !long.contains(target.name) }
    if Context.environment["WORKQL_TESTABLE"] == nil { package.targets.removeAll(where: isShort) }
    for target in package.targets where isShort(target) {
        target.swiftSettings =
            (target.swiftSettings ?? []) + [
                .unsafeFlags(["-Onone"], .when(configuration: .release))
            ]
    }
    package.targets += [
        .target(
            name: "WorkQLWorkloads",
            dependencies: [
                "WorkQLTime", "WorkQLSyntax", "WorkQLCatalog", "WorkQLPlanner", "WorkQLAPI",
                "WorkQLStore", "WorkQL", "WorkQLOutput", "WorkQLEditor", "WorkQLCommand",
            ],
            path: "Benchmarks/Workloads"),
        .executableTarget(
            name: "WorkQLMeasure",
            dependencies: ["WorkQLWorkloads", "WorkQLSandbox"], path: "Benchmarks/Measure"),
    ]
}

for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
    // A setting of its own, because a newer compiler's new warning must not keep a user from building.
    if Context.environment["WORKQL_WARNINGS_AS_ERRORS"] != nil {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
