// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "holdfast",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Holdfast", targets: ["Holdfast"]),
        .library(name: "HoldfastCore", targets: ["HoldfastCore"]),
        .library(name: "HoldfastMemory", targets: ["HoldfastMemory"]),
        .library(name: "HoldfastSQLite", targets: ["HoldfastSQLite"]),
        .library(name: "HoldfastStores", targets: ["HoldfastStores"]),
        .library(name: "HoldfastCompression", targets: ["HoldfastCompression"]),
        .library(name: "HoldfastEncryption", targets: ["HoldfastEncryption"]),
        .library(name: "HoldfastConformance", targets: ["HoldfastConformance"]),
        .library(name: "HoldfastConformanceTesting", targets: ["HoldfastConformanceTesting"]),
        .library(name: "HoldfastConformanceXCTest", targets: ["HoldfastConformanceXCTest"]),
        .library(name: "HoldfastMutants", targets: ["HoldfastMutants"]),
        .library(name: "HoldfastCommandLine", targets: ["HoldfastCommandLine"]),
        .executable(name: "holdfast", targets: ["HoldfastCommand"]),
        .executable(name: "quickstart", targets: ["Quickstart"]),
        .library(name: "HoldfastQuickstart", targets: ["HoldfastQuickstart"]),
    ],
    traits: [
        .trait(name: "SQLite", description: "The SQLite store, which needs libsqlite3."),
        .trait(name: "Compression", description: "Compression of payloads, which needs zlib."),
        .trait(name: "Encryption", description: "Encryption of payloads, which needs libcrypto."),
        .default(enabledTraits: ["SQLite", "Compression", "Encryption"]),
    ],
    targets: [
        .target(name: "HoldfastCore", path: "Core"),
        .target(name: "HoldfastMemory", dependencies: ["HoldfastCore"], path: "Stores/Memory"),
        .target(name: "HoldfastSQL", dependencies: ["HoldfastCore"], path: "Stores/SQL"),
        .target(name: "HoldfastThreads", path: "Stores/Threads"),
        .systemLibrary(
            name: "CHoldfastSQLite", path: "Stores/SQLite/CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .target(
            name: "HoldfastSQLite",
            dependencies: [
                "HoldfastCore", "HoldfastSQL", "HoldfastThreads",
                .target(name: "CHoldfastSQLite", condition: .when(traits: ["SQLite"])),
            ],
            path: "Stores/SQLite", exclude: ["CSQLite"]),
        .systemLibrary(
            name: "CHoldfastCompression", path: "Stores/Compression/CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(
            name: "HoldfastCompression",
            dependencies: [
                "HoldfastCore", .target(name: "CHoldfastCompression", condition: .when(traits: ["Compression"])),
            ],
            path: "Stores/Compression", exclude: ["CZlib"]),
        .systemLibrary(
            name: "CHoldfastEncryption", path: "Stores/Encryption/CCrypto", pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .target(
            name: "HoldfastEncryption",
            dependencies: [
                "HoldfastCore", .target(name: "CHoldfastEncryption", condition: .when(traits: ["Encryption"])),
            ],
            path: "Stores/Encryption", exclude: ["CCrypto"]),
        .target(
            name: "HoldfastStores",
            dependencies: [
                "HoldfastCore", "HoldfastMemory", .target(name: "HoldfastSQLite", condition: .when(traits: ["SQLite"])),
            ],
            path: "Stores/Bundle"),
        .target(
            name: "Holdfast", dependencies: ["HoldfastCore", "HoldfastThreads"], path: "Engine",
            exclude: ["CommandLine", "Command"]),
        .target(
            name: "HoldfastCommandLine",
            dependencies: ["Holdfast", "HoldfastConformance", "HoldfastConformanceSubjects", "HoldfastStores"],
            path: "Engine/CommandLine"),
        .executableTarget(name: "HoldfastCommand", dependencies: ["HoldfastCommandLine"], path: "Engine/Command"),
        .target(
            name: "HoldfastQuickstart", dependencies: ["Holdfast", "HoldfastStores"], path: "Examples/Quickstart",
            exclude: ["Command", "orders.csv", "stock.csv"]),
        .target(
            name: "HoldfastConformance", dependencies: ["HoldfastCore", "HoldfastThreads"], path: "Conformance",
            exclude: ["Disk", "Mutants", "Subjects", "Testing", "XCTest"]),
        .target(
            name: "HoldfastConformanceDisk",
            dependencies: [
                "HoldfastConformance", "HoldfastCore", "HoldfastSQLite",
                .target(name: "CHoldfastSQLite", condition: .when(traits: ["SQLite"])),
            ],
            path: "Conformance/Disk"),
        .target(
            name: "HoldfastConformanceTesting", dependencies: ["HoldfastConformance"], path: "Conformance/Testing"),
        .target(name: "HoldfastConformanceXCTest", dependencies: ["HoldfastConformance"], path: "Conformance/XCTest"),
        .target(
            name: "HoldfastConformanceSubjects",
            dependencies: ["HoldfastConformance", "HoldfastConformanceDisk", "HoldfastCore", "HoldfastMemory"],
            path: "Conformance/Subjects"),
        .target(
            name: "HoldfastMutants", dependencies: ["HoldfastConformance", "HoldfastCore", "HoldfastMemory"],
            path: "Conformance/Mutants"),
        .executableTarget(
            name: "Quickstart", dependencies: ["HoldfastQuickstart"], path: "Examples/Quickstart/Command"),
        .target(name: "HoldfastTestSupport", path: "Tests/Support"),
        .testTarget(
            name: "CoreTests",
            dependencies: [
                "HoldfastConformance", "HoldfastCore", "HoldfastMemory", "HoldfastSQLite", "HoldfastTestSupport",
            ]),
        .executableTarget(
            name: "ConformanceChild",
            dependencies: ["HoldfastConformance", "HoldfastConformanceDisk", "HoldfastCore"],
            path: "Tests/ConformanceChild"),
        .testTarget(
            name: "ContractTests",
            dependencies: [
                "ConformanceChild", "HoldfastConformance", "HoldfastConformanceDisk", "HoldfastConformanceSubjects",
                "HoldfastConformanceTesting", "HoldfastCore", "HoldfastMemory", "HoldfastTestSupport",
            ]),
        .testTarget(
            name: "XCTestAdapterTests",
            dependencies: ["HoldfastConformance", "HoldfastConformanceSubjects", "HoldfastConformanceXCTest"]),
        .testTarget(
            name: "MutantTests",
            dependencies: ["HoldfastMutants", "HoldfastConformance", "HoldfastCore", "HoldfastTestSupport"]),
        .testTarget(
            name: "PayloadTests",
            dependencies: [
                "HoldfastCompression", "HoldfastConformance", "HoldfastCore", "HoldfastEncryption", "HoldfastMemory",
            ]),
        .testTarget(name: "MemoryTests", dependencies: ["HoldfastCore", "HoldfastMemory"]),
        .testTarget(name: "SQLTests", dependencies: ["HoldfastSQL", "HoldfastCore"]),
        .testTarget(
            name: "SQLiteTests",
            dependencies: [
                "HoldfastSQLite", "HoldfastSQL", "HoldfastCore",
                .target(name: "CHoldfastSQLite", condition: .when(traits: ["SQLite"])),
            ]),
        .testTarget(name: "ThreadsTests", dependencies: ["HoldfastThreads"]),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Holdfast", "HoldfastConformance", "HoldfastMemory", "HoldfastStores", "HoldfastTestSupport",
            ]),
        .testTarget(
            name: "CommandLineTests", dependencies: ["HoldfastCommandLine", "Holdfast", "HoldfastTestSupport"]),
        .executableTarget(
            name: "CrashWorker", dependencies: ["Holdfast", "HoldfastCore", "HoldfastStores"], path: "Tests/CrashWorker"
        ),
        .testTarget(
            name: "CrashTests",
            dependencies: [
                "CrashWorker", "Quickstart", "Holdfast", "HoldfastCore", "HoldfastSQLite", "HoldfastStores",
                "HoldfastTestSupport",
            ]),
        .testTarget(name: "TidyTests", path: "Tests/Tidy"),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Holdfast", "HoldfastCore", "HoldfastMemory", "HoldfastSQLite",
                .target(name: "CHoldfastSQLite", condition: .when(traits: ["SQLite"])),
            ],
            path: "Tests/Benchmarks"),
    ],
    swiftLanguageModes: [.v6])

for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .enableUpcomingFeature("InferIsolatedConformances"),
            .enableUpcomingFeature("ImmutableWeakCaptures"),
            .strictMemorySafety(),
        ]
}
