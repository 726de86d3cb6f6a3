import ArgumentParser
import WorkQLWorkloads

struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Do a piece of work so many times, or list them all.")

    @Argument var name: String?
    @Option var times = 1

    func run() async throws {
        guard let name else {
            for workload in Workload.all { print(workload.name) }
            return
        }
        guard let workload = Workload.named(name) else {
            throw ValidationError("there is no workload \(name)")
        }
        let work = try await workload.prepare()
        var result = 0
        for _ in 0..<times { result = try await work() }
        print(result)
    }
}
