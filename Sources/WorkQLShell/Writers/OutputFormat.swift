import WorkQL

/// The formats in which an answer can be had.
enum OutputFormat: String, Sendable, CaseIterable {
    case table, csv, tsv, json, ndjson
}

/// A result writer that leaves its bytes where the next result's writer goes on.
protocol FormatWriter: ResultWriter {
    var output: Output { get }
}
