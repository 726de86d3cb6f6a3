// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody else needs what measures. `make bench` sets
// WORKQL_BENCHMARKS, without which the package above has no such product.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "workql", path: ".."),
        // Its allocator would have to be installed; allocations are not counted without it.
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
