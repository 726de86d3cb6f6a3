import WorkQLWorkloads

/// Runs a piece of work a number of times, or lists all pieces.
struct Work {
    static let usage = "work [NAME] [--times N]"

    var name: String?
    var times: Int

    init(_ words: Words) throws {
        name = words.rest.first
        times = try words.number("times", else: 1)
    }

    func run() async throws {
        guard let name else {
            for workload in Workload.all { print(workload.name) }
            return
        }
        guard let workload = Workload.named(name) else {
            throw Mistake("unknown workload \(name)")
        }
        let work = try await workload.prepare()
        var result = 0
        for _ in 0..<times { result = try await work() }
        print(result)
    }
}
