// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Embedding",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "workql", path: "../..")],
    targets: [
        .executableTarget(
            name: "Embedding",
            dependencies: [
                .product(name: "WorkQL", package: "workql"),
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
