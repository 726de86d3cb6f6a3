import Foundation

/// The one switch for tests that take longer than a developer wants to wait: with WORKQL_SOAK set,
/// to a number of seconds for the tests that run by time, everything runs in its full size.
package enum Soak {
    package static let isOn = ProcessInfo.processInfo.environment["WORKQL_SOAK"] != nil
}
