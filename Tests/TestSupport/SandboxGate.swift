/// Lets so many tests have a sandbox at once. All tests begin together, and each sandbox with its
/// client holds some twenty files: thousands would be open, more than Foundation can look through
/// where it starts a program.
package actor SandboxGate {
    private static let shared = SandboxGate(capacity: 24)
    /// Whether this test is inside, and needs no second place for a second sandbox.
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
