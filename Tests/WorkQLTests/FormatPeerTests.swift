import Foundation
import TestSupport
import Testing
import WorkQLPlanner
import WorkQLTime

@testable import WorkQL

/// `to_char` and `strftime` have the output of PostgreSQL and DuckDB, for random instants, zones
/// and patterns.
@Suite struct FormatPeerTests {
    private struct Sample {
        var instant: Instant
        var pattern: String
    }

    private static let zones = [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Asia/Kolkata",
        "Australia/Lord_Howe", "Pacific/Apia", "UTC",
    ]
    private static let separators = ["-", "/", " ", ":", ".", "年", ", "]

    /// Names of months and days only with FM: PostgreSQL pads the others with spaces.
    private static let fieldsOfToChar = [
        "YYYY", "YY", "IYYY", "MM", "FMMM", "DD", "FMDD", "DDD", "HH24", "FMHH24", "HH12", "MI",
        "SS", "MS", "US", "Q", "ID", "IW", "Dy", "DY", "dy", "Mon", "MON", "mon", "FMMonth",
        "FMMONTH", "FMday", "FMDay", "AM", "pm", "TZH",
    ]
    private static let fieldsOfStrftime = [
        "Y", "y", "G", "m", "-m", "B", "b", "d", "-d", "j", "A", "a", "u", "w", "V", "H", "-H",
        "I", "-I", "p", "M", "-M", "S", "-S", "g", "f",
    ].map { "%" + $0 }

    private static func samples(
        _ fields: [String], _ random: inout SplitMix64
    ) -> [Sample] {
        let count = (Soak.isOn ? 10_000 : 280) / zones.count
        return (0..<count).map { _ in
            let instant = Instant(
                milliseconds: Int64.random(in: 31_536_000_000...2_050_000_000_000, using: &random))
            var pattern = ""
            for index in 0..<Int.random(in: 1...5, using: &random) {
                if index > 0 { pattern += separators.randomElement(using: &random) ?? "" }
                pattern += fields.randomElement(using: &random) ?? ""
            }
            return Sample(instant: instant, pattern: pattern)
        }
    }

    private static func written(
        _ sample: Sample, _ notation: DatePattern.Notation, in zone: Zone
    ) throws -> String {
        try DatePattern(sample.pattern, notation).string(
            zone.localTime(at: sample.instant), offset: zone.offset(at: sample.instant))
    }

    @Test(.enabled(if: PostgreSQL.isInstalled)) func toCharIsPostgreSQLs() async throws {
        var random = SplitMix64(seed: 1)
        try await PostgreSQL.with { server in
            for name in Self.zones {
                let zone = try Zone(identifier: name)
                let samples = Self.samples(Self.fieldsOfToChar, &random)
                let answers = try server.answers(
                    samples.map { sample in
                        let seconds = Double(sample.instant.milliseconds) / 1000
                        return "SELECT to_char(to_timestamp(\(seconds)), '\(sample.pattern)')"
                    }, zone: name)
                #expect(answers.count == samples.count)
                for (sample, answer) in zip(samples, answers) {
                    let written = try Self.written(sample, .toChar, in: zone)
                    #expect(
                        answer == .rows([[written]]),
                        "\(sample.instant.milliseconds) \(name) \(sample.pattern)")
                }
            }
        }
    }

    private static let hasDuckDB = (try? Openpyxl.run("import duckdb")) != nil

    @Test(.enabled(if: hasDuckDB)) func strftimeIsDuckDBs() throws {
        var random = SplitMix64(seed: 2)
        for name in Self.zones {
            let zone = try Zone(identifier: name)
            let samples = Self.samples(Self.fieldsOfStrftime, &random)
            let calls = samples.indices.map { index in
                "strftime(make_timestamp(\(zone.localTime(at: samples[index].instant).milliseconds)"
                    + " * 1000), '\(samples[index].pattern)')"
            }
            let folder = try FileFolder()
            let path = folder.path + "/calls.txt"
            try calls.joined(separator: "\n").write(
                toFile: path, atomically: true, encoding: .utf8)
            let output = try Openpyxl.run(
                """
                import duckdb, sys
                sys.stdout.reconfigure(encoding='utf-8')
                connection = duckdb.connect()
                for line in open('\(path)', encoding='utf-8'):
                    print(connection.execute('SELECT ' + line).fetchone()[0])
                """)
            let texts = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(texts.count == samples.count)
            for (sample, text) in zip(samples, texts) {
                let written = try Self.written(sample, .strftime, in: zone)
                #expect(
                    written == text, "\(sample.instant.milliseconds) \(name) \(sample.pattern)")
            }
        }
    }
}
