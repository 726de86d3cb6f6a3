import Foundation

/// Files that hold what has to come out.
package enum GoldenFile {
    /// Whether they are written instead of compared with, for git to show the differences.
    package static let rewrites = ProcessInfo.processInfo.environment["WORKQL_REWRITE"] != nil
}
