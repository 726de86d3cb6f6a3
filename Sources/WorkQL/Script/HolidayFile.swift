import WorkQLCatalog
import WorkQLFiles
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Reads the file of the setting `holidays`: any file that FROM takes, with a column of dates, one
/// of the kind of each day, and optionally one of names.
extension ScriptSession {
    /// Returns the calendar of the file.
    ///
    /// - Parameter span: the position of the call that needs the holidays.
    /// - Returns: nil if no file is set.
    func holidays(at span: Span) throws(Diagnostic) -> HolidayCalendar? {
        guard let path = options.holidays else { return nil }
        let file = FileName(path, span: span)
        let columns = try fileTables.columns(file)
        func column(_ names: [String]) -> ResultColumn? {
            columns.first { names.contains($0.name.lowercased()) }
        }
        guard let date = column(["date", "日期"]), let kind = column(["kind", "type", "类型"]) else {
            throw Self.malformed(
                path, "lacks a column \(column(["date", "日期"]) == nil ? "date" : "kind")", at: span)
        }
        guard date.type == .date else {
            throw Self.malformed(path, "has no date in every row of \"\(date.name)\"", at: span)
        }
        let name = column(["name", "名称", "节日"]).map { Printer.name($0.name) } ?? "NULL"
        let query =
            "SELECT CAST(\(Printer.name(date.name)) AS TEXT), "
            + "CAST(\(Printer.name(kind.name)) AS TEXT), CAST(\(name) AS TEXT) "
            + "FROM \(Printer.quoted(path))"
        var calendar = HolidayCalendar(source: path)
        for (number, row) in try rows(of: query, at: span).enumerated() {
            guard let date = row[0].flatMap({ try? context.date($0) }) else {
                throw Self.malformed(path, "has no date in row \(number + 1)", at: span)
            }
            guard let isWorkday = Self.isWorkday(row[1]) else {
                throw Self.malformed(
                    path,
                    row[1].map { "has the kind \"\($0)\" for \(date.isoText)" }
                        ?? "has no kind for \(date.isoText)",
                    at: span)
            }
            if let other = calendar[date], other.isWorkday != isWorkday {
                throw Self.malformed(path, "has two kinds for \(date.isoText)", at: span)
            }
            calendar[date] = HolidayCalendar.Day(isWorkday: isWorkday, name: row[2])
        }
        return calendar
    }

    private static func isWorkday(_ kind: String?) -> Bool? {
        switch kind?.trimmingBlanks.lowercased() {
        case "休", "休息", "休假", "放假", "假", "节假日", "off", "holiday": false
        case "班", "上班", "补班", "调休上班", "工作日", "work", "workday": true
        default: nil
        }
    }

    private static func malformed(_ path: String, _ what: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .malformedFile, "the holidays file \(path) \(what)", at: span,
            help: "it has the columns date, kind (休 or 班) and, for names, name")
    }

    /// Returns the rows of a query that reads only files, their cells as text.
    private func rows(of text: String, at span: Span) throws(Diagnostic) -> [[String?]] {
        guard case .complete(let statements) = Parser.parse(text),
            case .query(let query)? = statements.first?.kind
        else { throw Diagnostic(.malformedFile, "the holidays file cannot be named", at: span) }
        do {
            let plan = try planner([:]).plan(query)
            let database = try LocalDatabase(for: plan, in: self, stop: ofTask)
            var writer = TextRows()
            _ = try database.rows(opening: { _ in throw CancellationError() })
                .write(to: &writer, until: { false })
            return writer.rows
        } catch let error as Diagnostic {
            throw Diagnostic(error.code, error.message, at: span, help: error.help)
        } catch {
            throw Diagnostic(
                .malformedFile, "reading the holidays file failed: \(error)", at: span)
        }
    }
}

/// A writer that keeps the rows of an answer as texts.
private struct TextRows: ResultWriter {
    private(set) var rows: [[String?]] = []
    private var width = 0

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws { width = columns.count }

    mutating func write(_ row: ResultRow) throws {
        rows.append(
            (0..<width).map { column in
                guard row.kind(column) != .null else { return nil }
                return row.withText(column) { String(decoding: $0, as: UTF8.self) }
            })
    }

    mutating func finish() throws {}
}
