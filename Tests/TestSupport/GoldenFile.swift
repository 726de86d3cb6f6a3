import Foundation

/// Files that contain expected results.
package enum GoldenFile {
    /// Whether they are written instead of compared, so that git shows the differences.
    package static let rewrites = ProcessInfo.processInfo.environment["WORKQL_REWRITE"] != nil
}
