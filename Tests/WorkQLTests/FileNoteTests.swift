import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Notes on what a file contains are given once, until it changes.
@Suite struct FileNoteTests {
    @Test func notesAreGivenUntilTheFileChanges() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "workql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ text: String) throws {
            try text.write(
                to: folder.appending(path: "h.csv"), atomically: false, encoding: .utf8)
        }
        try write("\"1001\",\"1002\"\n5,6\n")
        try await Harness.with(try await Harness(store: nil)) { harness in
            var session = harness.session
            func notes(_ text: String) async throws -> Int {
                // The shell enters the folder before each input.
                session.enter(folder: folder.path())
                return try await session.run(
                    try Harness.statement(text), into: CollectingWriter()
                ).notes.count
            }
            #expect(try await notes("SELECT count(*) FROM 'h.csv'") == 1)
            #expect(try await notes("SELECT count(*) FROM 'h.csv'") == 0)
            #expect(try await notes("SELECT * FROM 'h.csv' LIMIT 1") == 0)
            try write("\"1001\",\"1002\"\n5,6\n7,8\n")
            #expect(try await notes("SELECT count(*) FROM 'h.csv'") == 1)
            #expect(try await notes("SELECT count(*) FROM 'h.csv'") == 0)
        }
    }
}
