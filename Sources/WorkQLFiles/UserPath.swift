import Foundation

/// Paths as people write them.
package enum UserPath {
    /// With the home folder in place of a `~` that stands alone or before a slash.
    package static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst()
    }

    /// The same, and if it is relative, in a folder; nil is the working folder.
    package static func resolved(_ path: String, in folder: String?) -> String {
        let path = expanded(path)
        guard let folder, !folder.isEmpty, !path.hasPrefix("/") else { return path }
        let parent = expanded(folder)
        return parent.hasSuffix("/") ? parent + path : "\(parent)/\(path)"
    }
}
