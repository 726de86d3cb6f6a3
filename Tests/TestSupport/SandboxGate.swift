/// Limits the number of tests that have a sandbox at the same time. All tests begin together, and
/// each sandbox with its client has some twenty open files: thousands would be open, more than
/// Foundation can iterate over when it starts a program.
package actor SandboxGate {
    private static let shared = SandboxGate(capacity: 24)
    /// Whether this test has already been admitted, so that a second sandbox needs no second
    /// admission.
    @TaskLocal private static var isInside = false

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(capacity: Int) { free = capacity }

    package static func with<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws -> Value {
        if isInside { return try await body() }
        await shared.enter()
        do {
            let value = try await $isInside.withValue(true, operation: body)
            await shared.leave()
            return value
        } catch {
            await shared.leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
