import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

/// The files that `.open` leaves are removed, and nothing else is.
@Suite struct TemporaryResultsTests {
    private static let day: TimeInterval = 86_400

    /// Returns whether a folder is there after the start of a shell, some time after its files
    /// were written.
    private func remains(
        _ files: [String], after age: TimeInterval, fileAge: TimeInterval? = nil,
        in folder: String = "workql-open-abc123"
    ) throws -> Bool {
        try withFolder { root in
            let manager = FileManager.default
            let path = root + "/" + folder
            let written = Date(timeIntervalSince1970: 1_785_546_000)
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
            for file in files {
                try "a".write(toFile: path + "/" + file, atomically: false, encoding: .utf8)
                try manager.setAttributes(
                    [.modificationDate: written.addingTimeInterval(age - (fileAge ?? age))],
                    ofItemAtPath: path + "/" + file)
            }
            try manager.setAttributes([.modificationDate: written], ofItemAtPath: path)
            TemporaryResults(in: root).removeOld(now: written.addingTimeInterval(age))
            return manager.fileExists(atPath: path)
        }
    }

    @Test func removesOldFiles() throws {
        #expect(try !remains(["result.xlsx"], after: Self.day + 1))
        #expect(try !remains([], after: Self.day + 1))
        #expect(try remains(["result.xlsx"], after: Self.day - 1))
    }

    @Test func keepsWhatIsInUse() throws {
        let old = 3 * Self.day
        // The lock files of LibreOffice and Excel.
        #expect(try remains(["result.xlsx", ".~lock.result.xlsx#"], after: old))
        #expect(try remains(["result.xlsx", "~$result.xlsx"], after: old))
        // Saved again today.
        #expect(try remains(["result.csv"], after: old, fileAge: 60))
    }

    @Test func keepsWhatIsNotItsOwn() throws {
        let old = 3 * Self.day
        #expect(try remains(["report.xlsx"], after: old))
        #expect(try remains(["result.xlsx", "copy.xlsx"], after: old))
        #expect(try remains(["result.xlsx"], after: old, in: "workql-abc123"))
    }

    @Test func followsNoLink() throws {
        try withFolder { root in
            let manager = FileManager.default
            try manager.createDirectory(atPath: root + "/own", withIntermediateDirectories: true)
            try "a".write(toFile: root + "/own/result.csv", atomically: false, encoding: .utf8)
            try manager.createSymbolicLink(
                atPath: root + "/workql-open-abcdef", withDestinationPath: root + "/own")
            TemporaryResults(in: root).removeOld(now: Date() + 3 * Self.day)
            #expect(manager.fileExists(atPath: root + "/own/result.csv"))
        }
    }

    /// A path is a new folder for a file that nobody else can read.
    @Test func makesAFolderForEachFile() throws {
        try withFolder { root in
            let results = TemporaryResults(in: root)
            let (one, two) = (
                try results.path(withExtension: "csv"), try results.path(withExtension: "csv")
            )
            #expect(one != two && one.hasSuffix("/result.csv"))
            let folder = URL(filePath: one).deletingLastPathComponent().path
            let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]
            #expect(mode as? Int == 0o700)
        }
    }
}
