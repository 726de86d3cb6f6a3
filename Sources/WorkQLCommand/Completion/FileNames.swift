import Foundation
import WorkQL
import WorkQLFiles
import WorkQLOutput
import WorkQLSyntax

/// The files and folders whose names begin with the name being typed.
enum FileNames {
    /// The maximum number of entries read from a huge folder.
    static let maxEntries = 4_000
    /// The maximum number of names returned.
    static let maxNames = 100

    static let readable = Set(ReadableEndings.all)
    static let writable = Set(OutputFormat.allEndings)

    /// Returns the names, sorted; folders end in a slash. Hidden files are included once their dot
    /// is typed.
    ///
    /// - Parameters:
    ///   - typed: the beginning of the name; it may contain folders, which the results then begin
    ///     with too.
    ///   - folder: the folder that relative names are relative to; nil for the working folder.
    ///   - endings: the extensions of the files, lowercase, without the dot; nil for all files.
    static func beginning(
        with typed: String, in folder: String? = nil, endings: Set<String>? = nil
    ) -> [String] {
        let slash = typed.lastIndex(of: "/").map { typed.index(after: $0) }
        let parent = String(typed[..<(slash ?? typed.startIndex)])
        let start = String(typed[(slash ?? typed.startIndex)...])
        let path = path(of: parent, in: folder)
        guard !path.utf8.contains(0), let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        var seen = 0
        while seen < maxEntries, names.count < maxNames, let entry = readdir(stream) {
            seen += 1
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != "..", name.hasPrefix(start),
                start.hasPrefix(".") || !name.hasPrefix(".")
            else { continue }
            if isFolder(entry.pointee.d_type, path + "/" + name) {
                names.append(parent + name + "/")
            } else if endings?.contains(ending(of: name)) ?? true {
                names.append(parent + name)
            }
        }
        return names.sorted()
    }

    /// Returns whether a name that is typed is that of a file that can be used as a table.
    static func isReadable(_ name: String) -> Bool { readable.contains(ending(of: name)) }

    /// Returns the extension, lowercase, without the dot; empty if there is none.
    private static func ending(of name: String) -> String {
        Name.fold(name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? "")
    }

    private static func path(of parent: String, in folder: String?) -> String {
        let parent = UserPath.expanded(parent)
        if parent.hasPrefix("/") { return parent }
        return (folder ?? ".") + "/" + parent
    }

    private static func isFolder(_ type: UInt8, _ path: String) -> Bool {
        // Links, and file systems that do not report the type.
        guard Int(type) == Int(DT_LNK) || Int(type) == Int(DT_UNKNOWN) else {
            return Int(type) == Int(DT_DIR)
        }
        // stat is not used, because its structure belongs to Glibc in one group of files that are
        // compiled together, and to Dispatch in another.
        return access(path + "/.", F_OK) == 0
    }
}
