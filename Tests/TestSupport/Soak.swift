import Foundation

/// The switch for tests that take longer than a developer wants to wait: if WORKQL_SOAK is set, to
/// a number of seconds for the tests that run for a given time, all tests run in their full size.
package enum Soak {
    package static let isOn = ProcessInfo.processInfo.environment["WORKQL_SOAK"] != nil

    /// Returns the seed of a test's random cases: another one at each long run, and otherwise always
    /// the same, so that a test does not fail for a change that has nothing to do with it.
    package static func seed(_ fixed: UInt64) -> UInt64 { isOn ? .random(in: 0...(.max)) : fixed }

    /// Returns a number of cases, which a variable of the environment may set.
    package static func count(_ variable: String, short: Int, long: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap(Int.init) ?? (isOn ? long : short)
    }
}
