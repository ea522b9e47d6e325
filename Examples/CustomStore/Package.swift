// swift-tools-version: 6.2
import PackageDescription

// A store of your own, as a package outside Holdfast has it. Yours names Holdfast by its URL and version.
let package = Package(
    name: "log-store",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "LogStore", targets: ["LogStore"]),
        .executable(name: "logstore", targets: ["LogStoreCommand"]),
        .executable(name: "logstore-quickstart", targets: ["LogStoreQuickstart"]),
    ],
    dependencies: [.package(name: "holdfast", path: "../..")],
    targets: [
        .target(name: "LogStore", dependencies: [.product(name: "HoldfastCore", package: "holdfast")]),
        .executableTarget(
            name: "LogStoreCommand",
            dependencies: ["LogStore", .product(name: "HoldfastCommandLine", package: "holdfast")]),
        .executableTarget(
            name: "LogStoreQuickstart",
            dependencies: ["LogStore", .product(name: "HoldfastQuickstart", package: "holdfast")]),
        .target(
            name: "LogStoreSuite",
            dependencies: ["LogStore", .product(name: "HoldfastConformance", package: "holdfast")],
            path: "Tests/LogStoreSuite"),
        .executableTarget(
            name: "LogStoreConformance",
            dependencies: ["LogStoreSuite", .product(name: "HoldfastConformance", package: "holdfast")],
            path: "Tests/LogStoreConformance"),
        .testTarget(
            name: "LogStoreTests",
            dependencies: [
                "LogStore", "LogStoreCommand", "LogStoreConformance", "LogStoreSuite",
                .product(name: "HoldfastConformance", package: "holdfast"),
                .product(name: "HoldfastConformanceTesting", package: "holdfast"),
                .product(name: "HoldfastCore", package: "holdfast"),
            ]),
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
