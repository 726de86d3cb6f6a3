import Foundation
import WorkQL

/// Names of files in dot commands, as they are typed.
enum TypedPath {
    /// What a name may go on to be; folders end with a slash. Hidden ones only where a dot is typed.
    ///
    /// - Parameter endings: which files are of use; nil is all.
    static func beginning(with typed: String, endings: [String]? = nil) -> [String] {
        let slash = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
        let (folder, name) = (String(typed[..<slash]), typed[slash...])
        let place = folder.isEmpty ? "." : UserPath.expanded(folder)
        let found = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return found.sorted().compactMap { entry in
            guard entry.hasPrefix(name), entry.first != "." || name.first == "." else { return nil }
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(
                atPath: (place as NSString).appendingPathComponent(entry), isDirectory: &isFolder)
            if isFolder.boolValue { return folder + entry + "/" }
            guard let endings else { return folder + entry }
            return endings.contains { entry.lowercased().hasSuffix(".\($0)") }
                ? folder + entry : nil
        }
    }
}
