/// A piece of work that is measured.
public struct Workload: Sendable {
    public let name: String
    /// Makes ready what is not measured, and returns what is. Running it returns a number that
    /// depends on all that was done, and is the same each time.
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

/// What a workload did was not what it is meant to do, and its figure would be about nothing.
struct Astray: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
