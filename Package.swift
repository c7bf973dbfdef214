// swift-tools-version:6.2
import PackageDescription

// Versions are exact because there is no lock file; docs/decisions/0002-dependencies.md says why each one is here.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")

let package = Package(
    name: "genkan",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Statecharts", targets: ["Statecharts"]),
        .library(name: "Storage", targets: ["Storage"]),
        .library(name: "Engine", targets: ["Engine"]),
        .executable(name: "genkan", targets: ["genkan"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CAssets", cSettings: [.treatAllWarnings(as: .error)]),
        // no system library: its header would bring ICU's, which clash with those inside Foundation
        .target(
            name: "CICU",
            cSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc")]
        ),
        .target(name: "DomainNames", dependencies: ["CICU"], swiftSettings: settings + [.strictMemorySafety()]),
        .target(name: "Statecharts", dependencies: ["DomainNames", "Yams", crypto], swiftSettings: settings),
        .target(
            name: "Storage",
            dependencies: [
                "CAssets", "CPostgreSQL", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"), crypto,
            ],
            swiftSettings: settings + [.strictMemorySafety()]
        ),
        .target(
            name: "Engine",
            dependencies: ["Statecharts", "Storage", "CAssets", crypto, logging, lifecycle],
            swiftSettings: settings
        ),
        .target(
            name: "Onboarding",
            dependencies: ["Engine", "Storage", "Statecharts", "DomainNames", "CAssets", crypto],
            swiftSettings: settings
        ),
        .target(name: "Templates", dependencies: [mustache], swiftSettings: settings),
        .target(
            name: "Delivery",
            dependencies: [
                "CCurl", "Engine", "Storage", "Statecharts", "DomainNames", "CAssets", "Yams", mustache, "Templates",
            ],
            swiftSettings: settings + [.strictMemorySafety()]
        ),
        .target(
            name: "Web",
            dependencies: [
                "Onboarding", "Engine", "Storage", "Statecharts", "DomainNames", "CAssets", crypto, logging, lifecycle,
                hummingbird, mustache, "Templates",
            ],
            exclude: ["Assets", "Templates"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "genkan",
            dependencies: [
                "Web", "Delivery", "Onboarding", "Engine", "Storage", "Statecharts", "DomainNames", "CAssets", logging,
                lifecycle, .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "TestKit", "Delivery", "Web", "Onboarding", "Engine", "Storage", "Statecharts", logging, lifecycle,
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TestKit",
            dependencies: ["Delivery", "Onboarding", "Engine", "Storage", "Statecharts"],
            path: "Tests/TestKit",
            swiftSettings: settings
        ),
        .testTarget(name: "DomainNamesTests", dependencies: ["DomainNames"], swiftSettings: settings),
        .testTarget(
            name: "StatechartsTests", dependencies: ["Statecharts", "TestKit"], exclude: ["Broken", "waived.txt"],
            swiftSettings: settings),
        .target(
            name: "CFaultyDisk", path: "Tests/CFaultyDisk", cSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("sqlite3")]
        ),
        .testTarget(
            name: "StorageTests", dependencies: ["CFaultyDisk", "Storage", "TestKit"], swiftSettings: settings),
        .testTarget(
            name: "ConformanceTests", dependencies: ["Delivery", "Onboarding", "Engine", "Storage", "TestKit"],
            swiftSettings: settings),
        .testTarget(
            name: "OnboardingTests", dependencies: ["Onboarding", "DomainNames", "TestKit"], swiftSettings: settings),
        .testTarget(
            name: "AcceptanceTests", dependencies: ["Onboarding", "Engine", "TestKit"], swiftSettings: settings),
        .testTarget(name: "DeliveryTests", dependencies: ["Delivery", "TestKit"], swiftSettings: settings),
        .testTarget(
            name: "WebTests",
            dependencies: ["Web", "TestKit", .product(name: "NIOEmbedded", package: "swift-nio"), hummingbird],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "FaultProbe", dependencies: ["TestKit"], path: "Tests/FaultProbe", swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests", dependencies: ["TestKit", "FaultProbe", "genkan"], swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Onboarding", "Engine", "Storage", "Statecharts", "TestKit", logging,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .testTarget(name: "TidyTests", dependencies: ["TestKit"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
