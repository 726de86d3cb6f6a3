import Benchmark
import WorkQLWorkloads

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal, .throughput, .peakMemoryResident],
        warmupIterations: 3, maxDuration: .seconds(3))
    for workload in Workload.all {
        Benchmark(workload.name) { benchmark in
            let work = try await workload.prepare()
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(try await work()) }
            benchmark.stopMeasurement()
        }
    }
}
