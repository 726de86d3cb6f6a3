// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Embedding",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "workql", path: "../.."),
        // The server of the endpoint of one's own.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Embedding",
            dependencies: [
                .product(name: "WorkQL", package: "workql"),
                .product(name: "WorkQLCatalog", package: "workql"),
                .product(name: "WorkQLSandbox", package: "workql"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ]),
        // One answer in every format.
        .executableTarget(
            name: "Formats",
            dependencies: [
                .product(name: "WorkQL", package: "workql"),
                .product(name: "WorkQLOutput", package: "workql"),
                .product(name: "WorkQLSandbox", package: "workql"),
            ]),
        // Many queries at once, and many more after them.
        .executableTarget(
            name: "Load",
            dependencies: [
                .product(name: "WorkQL", package: "workql"),
                .product(name: "WorkQLSandbox", package: "workql"),
            ]),
    ]
)
