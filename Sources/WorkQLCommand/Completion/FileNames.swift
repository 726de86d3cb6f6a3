import Foundation
import WorkQL
import WorkQLFiles
import WorkQLOutput
import WorkQLSyntax

/// The files and folders whose names begin as one that is being typed.
enum FileNames {
    /// Of a huge folder, so many entries are looked at.
    static let maxEntries = 4_000
    /// So many names are found.
    static let maxNames = 100

    static let readable = Set(ReadableEndings.all)
    static let writable = Set(OutputFormat.allEndings)

    /// Sorted; folders end in a slash. Hidden ones are found once their dot is typed.
    ///
    /// - Parameters:
    ///   - typed: may begin with folders, which the names then begin with too.
    ///   - folder: what relative names are relative to; nil is the working folder.
    ///   - endings: which files, by what stands behind the last dot, in small letters; nil is all.
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

    /// Whether a name that is typed is a file's that stands for a table.
    static func isReadable(_ name: String) -> Bool { readable.contains(ending(of: name)) }

    /// What stands behind the last dot, in small letters; empty where there is none.
    private static func ending(of name: String) -> String {
        Name.fold(name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? "")
    }

    private static func path(of parent: String, in folder: String?) -> String {
        let parent = UserPath.expanded(parent)
        if parent.hasPrefix("/") { return parent }
        return (folder ?? ".") + "/" + parent
    }

    private static func isFolder(_ type: UInt8, _ path: String) -> Bool {
        // Links, and file systems that do not tell.
        guard Int(type) == Int(DT_LNK) || Int(type) == Int(DT_UNKNOWN) else {
            return Int(type) == Int(DT_DIR)
        }
        // Not by stat, whose structure belongs to Glibc in one group of files that are compiled
        // together, and to Dispatch in another.
        return access(path + "/.", F_OK) == 0
    }
}
