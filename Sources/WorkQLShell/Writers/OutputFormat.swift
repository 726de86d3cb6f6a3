package import WorkQL

/// The formats in which an answer can be had.
package enum OutputFormat: String, Sendable, CaseIterable {
    case table, csv, tsv, json, ndjson, markdown, html, vertical, xlsx, chart

    /// How plans are written: programs read numbers, people lines.
    var plans: PlanForm {
        switch self {
        case .json, .ndjson: .record
        case .table, .csv, .tsv, .markdown, .html, .vertical, .xlsx, .chart: .lines
        }
    }

    /// The format that a file's ending names.
    init?(ending path: String) {
        guard let dot = path.lastIndex(of: ".") else { return nil }
        switch path[path.index(after: dot)...].lowercased() {
        case "csv": self = .csv
        case "tsv": self = .tsv
        case "json": self = .json
        case "ndjson", "jsonl": self = .ndjson
        case "md", "markdown": self = .markdown
        case "html", "htm": self = .html
        case "xlsx": self = .xlsx
        default: return nil
        }
    }
}

/// A result writer that leaves its bytes where the next result's writer goes on.
package protocol FormatWriter: ResultWriter {
    var output: Output { get set }
}

extension FormatWriter {
    package mutating func pause() throws { try output.pause() }
}
