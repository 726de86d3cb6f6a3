import Foundation
import WorkQLSyntax
import WorkQLTime

/// The files of `.open` and `.excel`: each is alone in a folder of its own, `workql-open-XXXXXX`
/// below the system's temporary folder.
///
/// Nothing tells when the program that shows a file is closed; some, such as browsers, read it once
/// and do not keep it open. Files are therefore removed by a later start of the shell, a day after
/// they were written or changed. A folder that contains anything else stays: office programs put a
/// lock file beside a file that they show.
struct TemporaryResults: Sendable {
    private let root: URL
    private static let prefix = "workql-open-"
    private static let stem = "result"

    init(in root: String = NSTemporaryDirectory()) { self.root = URL(filePath: root) }

    /// Creates a folder that other users cannot look into, and returns the name of a file in it.
    func path(withExtension ending: String) throws(UserError) -> String {
        let pattern = root.appending(path: Self.prefix + "XXXXXX").path
        var template = Array(pattern.utf8CString)
        guard let folder = mkdtemp(&template).map({ String(cString: $0) }) else {
            throw UserError(
                .output, "the temporary folder cannot be written: \(systemMessage(errno))")
        }
        return URL(filePath: folder).appending(path: Self.stem).appendingPathExtension(ending).path
    }

    /// Removes the files that are older than a day. Failures are ignored: the system empties its
    /// temporary folder itself at some time.
    func removeOld(now: Date = Date()) {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: root.path)) ?? []
        where name.hasPrefix(Self.prefix) {
            let folder = root.appending(path: name)
            let age = { (path: URL) -> TimeInterval? in
                // Neither a link nor somebody else's.
                guard let attributes = try? manager.attributesOfItem(atPath: path.path),
                    attributes[.type] as? FileAttributeType != .typeSymbolicLink,
                    attributes[.ownerAccountID] as? NSNumber == NSNumber(value: geteuid()),
                    let changed = attributes[.modificationDate] as? Date
                else { return nil }
                return now.timeIntervalSince(changed)
            }
            guard let own = age(folder), own > 86_400,
                let files = try? manager.contentsOfDirectory(atPath: folder.path), files.count <= 1,
                files.allSatisfy({ file in
                    file.hasPrefix(Self.stem + ".")
                        && age(folder.appending(path: file)).map { $0 > 86_400 } == true
                })
            else { continue }
            for file in files { unlink(folder.appending(path: file).path) }
            rmdir(folder.path)
        }
    }
}
