import WorkQL

// The formats. A new one is a literal here and its name in `OutputFormat.all`.

extension OutputFormat {
    package static let table = OutputFormat(
        name: "table", summary: "a table drawn with lines, for reading",
        otherNames: ["box", "column", "duckbox"],
        writer: { request in
            if request.isPlan { return LazyWriter(LinesWriter(request.output)) }
            return table(for: request)
        })

    package static let csv = OutputFormat(
        name: "csv", summary: "comma-separated values (RFC 4180)", endings: ["csv"],
        atTerminal: .guarded(.pictures),
        writer: { request in
            LazyWriter(
                DelimitedWriter(
                    request.output, dialect: .csv, options: request.presentation.csv,
                    isFile: request.presentation.terminal == nil))
        })

    package static let tsv = OutputFormat(
        name: "tsv", summary: "tab-separated values, with escapes", otherNames: ["tabs"],
        endings: ["tsv"], atTerminal: .guarded(.pictures),
        writer: { LazyWriter(DelimitedWriter($0.output, dialect: .tsv)) })

    package static let json = OutputFormat(
        name: "json", summary: "an array of objects", endings: ["json"], plans: .record,
        atTerminal: .guarded(.escapes),
        writer: { LazyWriter(JSONWriter($0.output, shape: $0.isPlan ? .object : .array)) })

    package static let ndjson = OutputFormat(
        name: "ndjson", summary: "an object a line", otherNames: ["jsonlines"],
        endings: ["ndjson", "jsonl"], plans: .record, atTerminal: .guarded(.escapes),
        writer: { LazyWriter(JSONWriter($0.output, shape: .lines)) })

    package static let markdown = OutputFormat(
        name: "markdown", summary: "a table of GitHub's Markdown", otherNames: ["md"],
        endings: ["md", "markdown"],
        writer: { LazyWriter(MarkupWriter($0.output, dialect: .markdown)) })

    package static let html = OutputFormat(
        name: "html", summary: "a table for browsers", endings: ["html", "htm"],
        writer: { LazyWriter(MarkupWriter($0.output, dialect: .html)) })

    package static let vertical = OutputFormat(
        name: "vertical", summary: "a cell a line, for rows of many columns",
        otherNames: ["line"],
        writer: { request in
            guard !request.isPlan else { return LazyWriter(LinesWriter(request.output)) }
            return LazyWriter(
                VerticalWriter(
                    request.output, terminal: request.presentation.terminal,
                    ambiguous: request.presentation.ambiguousWidth,
                    nullText: request.presentation.nullText))
        })

    package static let xlsx = OutputFormat(
        name: "xlsx", summary: "a workbook, each answer a sheet", otherNames: ["excel"],
        endings: ["xlsx"], atTerminal: .refused, isBinary: true,
        writer: { XLSXWriter($0.output) })

    package static let chart = OutputFormat(
        name: "chart", summary: "bars, or lines over time",
        writer: { request in
            if request.isPlan { return LazyWriter(LinesWriter(request.output)) }
            // What describes tables has nothing to draw.
            guard request.isQuery else { return table(for: request) }
            return ChartWriter(
                request.output, terminal: request.presentation.terminal,
                ambiguous: request.presentation.ambiguousWidth)
        })

    private static func table(for request: WriterRequest) -> TableWriter {
        let presentation = request.presentation
        return TableWriter(
            request.output, terminal: presentation.terminal, mayElide: request.isQuery,
            ambiguous: presentation.ambiguousWidth, nullText: presentation.nullText,
            widths: presentation.widths)
    }
}
