import Foundation
import TestSupport
import Testing

@testable import WorkQLParquet

/// Files written and read by pyarrow, DuckDB and Polars.
@Suite(
    .enabled(
        if: Foreign.isThere,
        "pyarrow, duckdb and polars are not installed, and these tests need them")
)
struct ParquetForeignTests {
    /// Files of pyarrow are read and written again; all three programs read equal rows in the
    /// output.
    @Test func `random schemas come back equal from pyarrow, DuckDB and Polars`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let count = Soak.count("WORKQL_PARQUET_SCHEMAS", short: 50, long: 500)
        let seed = Soak.isOn ? Int.random(in: 0..<1_000_000) : 17
        try Foreign.run("write", folder.path, "\(count)", "\(seed)")
        for number in 0..<count {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "\(number).parquet")))
            let reader = try ParquetReader(ParquetMemory(bytes))
            try Data(try copy(reader)).write(to: folder.appending(path: "\(number).copy.parquet"))
        }
        #expect(throws: Never.self, "seed \(seed)") {
            try Foreign.run("compare", folder.path, "\(count)")
        }
    }

    /// Changed bytes of other programs' files, with codecs and encodings that the writer does not
    /// use.
    @Test func `changed files of pyarrow throw and do not trap`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Foreign.run("write", folder.path, "24", "5")
        var random = SplitMix64(seed: 3)
        let count = Soak.count("WORKQL_PARQUET_MUTATIONS", short: 960, long: 100_000)
        for number in 0..<24 {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "\(number).parquet")))
            tryMutations(of: bytes, count: (count + 23) / 24, using: &random)
        }
    }
}

/// Files of the Parquet project, whose licence is in the same folder, and more of them if
/// WORKQL_PARQUET_TESTING names their folder.
struct ParquetFileTests {
    private static let folders: [URL] = {
        let own = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")
        let more = ProcessInfo.processInfo.environment["WORKQL_PARQUET_TESTING"]
        return [own] + (more.map { [URL(filePath: $0).appending(path: "data")] } ?? [])
    }()

    static let files: [String] = folders.flatMap { folder in
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
            .filter { $0.hasSuffix(".parquet") }.map { folder.appending(path: $0).path }
    }

    /// Files that use an unsupported feature, or are damaged.
    private static let refused = ["int96_from_spark", "corrupt-checksum", "bad-", "brotli", "lzo"]

    @Test(arguments: files)
    func `files of the Parquet project are read as pyarrow reads them, or refused`(
        path: String
    ) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let isRefused = Self.refused.contains { path.contains($0) }
        let copied: [UInt8]
        do throws(ParquetError) {
            copied = try copy(try ParquetReader(ParquetMemory(bytes)))
        } catch {
            #expect(isRefused, "\(path) \(error.predicate)")
            return
        }
        #expect(!isRefused)
        guard Foreign.isThere else { return }
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(copied).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: Never.self) { try Foreign.run("same", path, file.path) }
    }

    @Test func `there are files`() { #expect(Self.files.count > 20) }
}

private enum Foreign {
    static let isThere = (try? python(["-c", "import pyarrow, duckdb, polars"])) != nil

    struct Failed: Error { var text: String }

    static func run(_ arguments: String...) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "foreign.py")
        try python([script.path] + arguments)
    }

    private static func python(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readToTheEnd()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(text: String(decoding: output, as: UTF8.self))
        }
    }
}
