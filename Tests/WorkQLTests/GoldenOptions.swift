import TestSupport
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLCommand

/// The options of a golden case, read from its comments.
struct GoldenOptions {
    private var now = "2026-08-15T12:00:00+08:00"
    private var show: Set<String> = ["requests", "rows", "account"]
    private var timezone = "Asia/Shanghai"
    private var maxCalls: Int?
    private var readings = SandboxReadings()
    private var faults: [SandboxFault] = []
    /// The statements that the session runs before the case.
    private var before: [String] = []

    mutating func read(_ statement: String) {
        timezone = "Asia/Shanghai"
        maxCalls = nil
        readings = SandboxReadings()
        faults = []
        before = []
        for line in statement.split(separator: "\n") where line.hasPrefix("-- ") {
            let parts = line.dropFirst(3).split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].drop { $0 == " " }
            let words = value.split(separator: " ").map(String.init)
            switch parts[0] {
            case "now": now = String(value)
            case "show": show = Set(words)
            case "timezone": timezone = String(value)
            case "max-calls": maxCalls = Int(value)
            case "readings": for word in words { readings.set(word) }
            case "before": before.append(String(value))
            case "faults": faults = words.compactMap(SandboxFault.named)
            default: break
            }
        }
    }

    func play(_ statement: String, file: String) async -> String {
        do {
            return try await Harness.with(
                try await Harness(
                    now: now, timezone: timezone, maxCalls: maxCalls, readings: readings,
                    faults: faults)
            ) { harness in await play(statement, file: file, on: harness) }
        } catch {
            return "cannot play: \(error)"
        }
    }

    private func play(_ text: String, file: String, on harness: Harness) async -> String {
        var lines: [String] = []
        do {
            let statement = try Harness.statement(text)
            var session = harness.session
            for text in before {
                _ = try await session.run(try Harness.statement(text), into: CollectingWriter())
            }
            _ = harness.server.takeRequests()
            if show.contains("plan"), case .query(let query) = statement.kind {
                lines += await session.report(on: try session.plan(query)).lines
            }
            let outcome = try await session.run(statement, into: CollectingWriter())
            if show.contains("requests") { lines += requests(harness) }
            if show.contains("rows") { lines += outcome.writer.lines }
            if show.contains("account") { lines += outcome.statistics.map { [summary($0)] } ?? [] }
            if let shortfall = outcome.shortfall {
                lines += error(shortfall, text: text, file: file)
            }
            lines += outcome.notes.map {
                "note: \($0.message)" + ($0.help.map { " (\($0))" } ?? "")
            }
        } catch let error as Diagnostic {
            lines += self.error(UserError(error), text: text, file: file)
        } catch let error as UserError {
            lines += self.error(error, text: text, file: file)
            let sent = requests(harness)
            if !sent.isEmpty { lines += ["sent:"] + sent }
        } catch {
            lines.append("\(error)")
        }
        lines += harness.server.violations.map { "VIOLATION \($0.rule): \($0.target)" }
        return lines.joined(separator: "\n")
    }

    private func requests(_ harness: Harness) -> [String] {
        harness.server.takeRequests().filter { $0.endpoint != .getToken }
            .map { request in
                let fault = request.fault.map { " ← \($0)" } ?? ""
                return "\(request.method) \(request.target) \(request.body)\(fault)"
            }
            .sorted()
    }

    private func summary(_ statistics: QueryStatistics) -> String {
        var text = "\(counted(statistics.rows, "row")), \(counted(statistics.calls, "call"))"
        if statistics.calls != statistics.plannedCalls {
            text += " of \(statistics.plannedCalls) planned"
        }
        if let asOf = statistics.asOf {
            text +=
                ", \(counted(statistics.stored, "row")) stored as of \(asOf.text(in: statistics.zone))"
        }
        if statistics.retries > 0 { text += ", \(counted(statistics.retries, "retry", "retries"))" }
        if statistics.divided > 0 { text += ", \(statistics.divided) by dividing" }
        if !statistics.refused.isEmpty {
            text += ", refused: " + statistics.refused.joined(separator: " ")
        }
        for asked in statistics.ranges {
            text +=
                ", " + (statistics.ranges.count > 1 ? asked.table + " " : "")
                + asked.range.text(in: statistics.zone)
        }
        return text
    }

    private func error(_ error: UserError, text: String, file: String) -> [String] {
        var lines: [String]
        if let span = error.span {
            let diagnostic = Diagnostic(error.code, error.message, at: span, help: error.help)
            lines = [Excerpt(diagnostic, in: text, named: file).text()]
        } else {
            lines = ["error[\(error.code.rawValue)]: \(error.message)"]
            if let help = error.help { lines.append("  = help: \(help)") }
        }
        return lines + ["exit \(error.status.rawValue)"]
    }
}

extension SandboxReadings {
    mutating func set(_ word: String) {
        switch word {
        case "half-open": windowEnd = .halfOpen
        case "by-instant": checkinWindow = .instant
        case "whole-days": checkinWindow = .attendanceDayWhole
        case "touched-days": checkinWindow = .attendanceDayTouched
        case "milliseconds": screenCaptureTime = .milliseconds
        case "record_list": meetingSpelling = .table
        case "file-start": meetingInstant = .fileStart
        case "numeric-ids": corpFileID = .number
        case "empty-fields": optionalFields = .empty
        case "unknown-fields": unknownFields = true
        default: break
        }
    }
}

extension SandboxFault {
    /// Parses `busy/3`, every third call busy, and `busy@2`, the second.
    static func named(_ word: String) -> SandboxFault? {
        let parts = word.split(whereSeparator: { $0 == "/" || $0 == "@" })
        guard parts.count == 2, let count = Int(parts[1]) else { return nil }
        let kind: Kind
        switch parts[0] {
        case "busy": kind = .busy
        case "502": kind = .http502
        case "dropped": kind = .dropped
        case "cut": kind = .cutShort
        case "cut-json": kind = .cutJSON
        case "expired": kind = .expiredToken
        case "frequency": kind = .frequency
        case "day-frequency": kind = .dayFrequency
        case "too-many": kind = .tooMany
        case "not-authorised": kind = .notAuthorised
        case "untrusted": kind = .untrustedAddress
        case "no-permission": kind = .noPermission
        case "bad-json": kind = .badJSON
        default: return nil
        }
        return word.contains("/") ? .every(count, kind) : .nth(count, kind)
    }
}
