// swift-tools-version: 6.2

import PackageDescription

// A separate package, so that other builds do not need the measuring library. `make bench` sets
// WORKQL_BENCHMARKS, without which the package above does not have this product.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "workql", path: ".."),
        // Its allocator would have to be installed; without it, allocations are not counted.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "WorkQLBenchmarks",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "WorkQLWorkloads", package: "workql"),
            ],
            path: "Benchmarks/WorkQLBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
