/// A piece of work that is measured.
public struct Workload: Sendable {
    public let name: String
    /// Prepares what is not measured, and returns the measured work. Running it returns a number
    /// that depends on all of the work, and is the same each time.
    public let prepare: @Sendable () async throws -> @Sendable () async throws -> Int

    init(
        _ name: String,
        _ prepare: @escaping @Sendable () async throws -> @Sendable () async throws -> Int
    ) {
        self.name = name
        self.prepare = prepare
    }

    public static let all = texts + plans + answers + formats

    public static func named(_ name: String) -> Workload? { all.first { $0.name == name } }
}

/// The error of a workload that did not do the intended work, so that its figure is meaningless.
struct Astray: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
