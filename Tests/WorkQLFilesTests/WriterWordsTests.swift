import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

@testable import WorkQLParquet

private let isPyarrowInstalled = (try? Openpyxl.run("import pyarrow.parquet")) != nil

/// Columns of Parquet files that only their writers explain: INT96, and durations of Arrow.
@Suite(.enabled(if: isPyarrowInstalled, "pyarrow is not installed"))
struct WriterWordsTests {
    private static let script = """
        from datetime import datetime, timezone
        import pyarrow as pa, pyarrow.parquet as pq
        def write(name, columns, **options):
            pq.write_table(pa.table(columns), folder + '/' + name, **options)
        def renamed(name, writer):
            data = open(folder + '/plain.parquet', 'rb').read()
            old = pq.ParquetFile(folder + '/plain.parquet').metadata.created_by.encode()
            assert data.count(old) == 1
            open(folder + '/' + name, 'wb').write(
                data.replace(old, writer.encode().ljust(len(old))[:len(old)]))
        clock = [datetime(2026, 8, 1, 9, 0), None]
        naive = pa.array(clock, pa.timestamp('us'))
        zoned = pa.array(
            [datetime(2026, 8, 1, 1, 0, tzinfo=timezone.utc), None], pa.timestamp('us', tz='UTC'))
        both = {'naive': naive, 'zoned': zoned}
        write('arrow.parquet', both, use_deprecated_int96_timestamps=True)
        write('modern.parquet', both)
        write('plain.parquet', {'naive': naive}, use_deprecated_int96_timestamps=True,
              store_schema=False)
        renamed('impala.parquet', 'impala version 4.1.0')
        renamed('spark.parquet', 'parquet-mr version 1.13.1')
        durations = {
            unit: pa.array([count, -count, None], pa.duration(unit))
            for unit, count in [('s', 90), ('ms', 1500), ('us', 2500000), ('ns', 1)]}
        write('durations.parquet', durations)
        write('numbers.parquet', durations, store_schema=False)
        """

    private struct Answer: Equatable {
        var rows: [String]
        var notes: [String]
    }

    private func answer(_ statement: String, in folder: FileFolder) async throws -> Answer {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            session.enter(folder: folder.path)
            let outcome = try await session.run(
                try Harness.statement(statement), into: CollectingWriter())
            return Answer(
                rows: outcome.writer.rows.map {
                    $0.map { $0 ?? "NULL" }.joined(separator: " ")
                }, notes: outcome.notes.map(\.message))
        }
    }

    @Test func writersAreHeard() async throws {
        let folder = try FileFolder()
        try Openpyxl.run("folder = '\(folder.path)'\n" + Self.script)
        let (nine, seventeen) = ("2026-08-01T09:00:00+08:00", "2026-08-01T17:00:00+08:00")
        let guess = "the times in naive are read as UTC, which INT96 does not say"
        let cases: [(String, Answer)] = [
            // The schema of Arrow says which is an instant.
            (
                "SELECT naive, zoned FROM 'arrow.parquet'",
                Answer(rows: ["\(nine) \(nine)", "NULL NULL"], notes: [])
            ),
            (
                "SELECT naive, zoned FROM 'modern.parquet'",
                Answer(rows: ["\(nine) \(nine)", "NULL NULL"], notes: [])
            ),
            // Impala writes local times, Spark and Hive write UTC.
            ("SELECT naive FROM 'impala.parquet'", Answer(rows: [nine, "NULL"], notes: [])),
            ("SELECT naive FROM 'spark.parquet'", Answer(rows: [seventeen, "NULL"], notes: [])),
            (
                "SELECT naive FROM 'plain.parquet'",
                Answer(rows: [seventeen, "NULL"], notes: ["plain.parquet: " + guess])
            ),
            (
                "SELECT naive FROM 'impala.parquet' WHERE naive = '2026-08-01 09:00'",
                Answer(rows: [nine], notes: [])
            ),
            // Durations are seconds, like differences of times.
            (
                "SELECT s, ms, us, ns FROM 'durations.parquet'",
                Answer(
                    rows: ["90.0 1.5 2.5 1e-09", "-90.0 -1.5 -2.5 -1e-09", "NULL NULL NULL NULL"],
                    notes: [])
            ),
            (
                "SELECT count(*), sum(ms), max(s) / 1min FROM 'durations.parquet' WHERE us > 1",
                Answer(rows: ["1 1.5 1.5"], notes: [])
            ),
            (
                "SELECT s, ms FROM 'numbers.parquet' WHERE us > 1",
                Answer(rows: ["90 1500"], notes: [])
            ),
        ]
        for (statement, expected) in cases {
            #expect(try await answer(statement, in: folder) == expected, "\(statement)")
        }
    }

    /// A schema that is damaged is not read, and ends nothing.
    @Test func damagedSchemas() throws {
        let text = try Openpyxl.run(
            """
            import base64, pyarrow as pa
            fields = [('t', pa.timestamp('us')), ('z', pa.timestamp('ns', tz='UTC')),
                      ('d', pa.duration('ms')), ('名', pa.list_(pa.duration('ns')))]
            print(base64.b64encode(pa.schema(fields).serialize().to_pybytes()).decode(), end='')
            """)
        #expect(
            ArrowColumn.columns(base64: text) == [
                ArrowColumn(name: "t", kind: .timestamp(hasZone: false)),
                ArrowColumn(name: "z", kind: .timestamp(hasZone: true)),
                ArrowColumn(name: "d", kind: .duration(perSecond: 1000)),
                ArrowColumn(name: "名", kind: .other),
            ])
        #expect(ArrowColumn.columns(base64: "") == nil)
        #expect(ArrowColumn.columns(base64: "!") == nil)
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var random = SplitMix64(seed: 96)
        for _ in 0..<3000 {
            var letters = Array(text)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = letters.indices.randomElement(using: &random) ?? 0
                letters[index] = digits.randomElement(using: &random) ?? "A"
            }
            letters = Array(letters.prefix(Int.random(in: 0...letters.count, using: &random)))
            _ = ArrowColumn.columns(base64: String(letters))
        }
    }
}
