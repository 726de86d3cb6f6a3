import Foundation

/// Paths as users write them.
package enum UserPath {
    /// Replaces a `~` that is alone or before a slash by the home folder.
    package static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst()
    }

    /// Expands a path, and resolves it against a folder if it is relative; nil is the working
    /// folder.
    package static func resolved(_ path: String, in folder: String?) -> String {
        let path = expanded(path)
        guard let folder, !folder.isEmpty, !path.hasPrefix("/") else { return path }
        let parent = expanded(folder)
        return parent.hasSuffix("/") ? parent + path : "\(parent)/\(path)"
    }
}
