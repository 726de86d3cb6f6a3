// FROM 'roster.csv' WITH (…): the options for reading a file.

extension Parser {
    /// Parses `WITH (header = 3, types = (工号 = text))`; returns an empty list if there is none
    /// here.
    @inline(never)
    mutating func fileOptions() throws(Diagnostic) -> [FileOption] {
        guard at(.with), peek().kind == .openParen || peek().kind == .endOfText else {
            offer([.with])
            return []
        }
        advance()
        try expect(.openParen, "\"(\"")
        var options: [FileOption] = []
        repeat { options.append(try fileOption()) } while try goesOn("an option")
        try expect(.closeParen, "\",\" or \")\"")
        return options
    }

    /// Refuses options after the alias of a file; they must precede it.
    func refuseLateFileOptions() throws(Diagnostic) {
        guard at(.with), peek().kind == .openParen else { return }
        throw Diagnostic(
            .clauseOrder, "options after the name of a file", at: current.span,
            help: "write 'file' WITH (…) AS name")
    }

    private static let optionNames =
        "options are " + FileOption.all.map(\.kind.rawValue).joined(separator: ", ")

    private mutating func fileOption() throws(Diagnostic) -> FileOption {
        offer(.fileOption)
        // A word that is reserved elsewhere, such as RANGE and NULL, is the name of an option here.
        guard at(.word) else { throw unexpected("an option", help: Self.optionNames) }
        let name = nameOfCurrent()
        guard let kind = FileOption.Kind(rawValue: name.folded) else {
            let near = nearest(name.text, in: FileOption.all.map(\.kind.rawValue))
            throw Diagnostic(
                .fileOption, "unknown option \"\(name.text.clipped)\"", at: name.span,
                meaning: Self.otherNames[name.folded] ?? near, otherwise: Self.optionNames)
        }
        advance()
        guard take(.equal) else { throw unexpected("= after \(kind.rawValue)") }
        let start = current.start
        let value = try value(of: FileOption.description(of: kind))
        return FileOption(kind, value, span: span(from: start))
    }

    /// The names of the options in DuckDB, PostgreSQL and pandas.
    private static let otherNames = [
        "delim": "delimiter", "sep": "delimiter", "separator": "delimiter", "nullstr": "null",
        "null_string": "null", "na_values": "null", "skiprows": "skip", "skip_rows": "skip",
        "columns": "types", "dtypes": "types", "dtype": "types", "column_types": "types",
        "layer": "sheet", "sheet_name": "sheet", "ffill": "fill_down", "charset": "encoding",
        "dateformat": "dates", "date_format": "dates", "dayfirst": "dates",
    ]

    private mutating func value(
        of option: FileOption.StaticResult
    ) throws(Diagnostic) -> FileOption.Value {
        let shape = option.shape
        if shape == .boolean || shape == .booleanOrCount {
            if take(.true) { return .boolean(true) }
            if take(.false) { return .boolean(false) }
        }
        if shape == .count || shape == .booleanOrCount || shape == .textOrCount, at(.integer) {
            defer { advance() }
            let digits = text(current).filter { $0 != "_" }
            return .count(Int(digits) ?? Int.max)
        }
        if shape == .text || shape == .textOrCount || shape == .texts, at(.string) {
            defer { advance() }
            return shape == .texts ? .texts([unquoted(current)]) : .text(unquoted(current))
        }
        switch shape {
        case .texts where take(.openParen):
            var texts: [String] = []
            repeat { texts.append(try string("a text")) } while try goesOn("a text")
            try expect(.closeParen, "\",\" or \")\"")
            return .texts(texts)
        case .columns where at(.openParen): return .columns(try names("a column name"))
        case .types where take(.openParen):
            var types: [FileOption.ColumnAndType] = []
            repeat { types.append(try columnAndType()) } while try goesOn("a column name")
            try expect(.closeParen, "\",\" or \")\"")
            return .types(types)
        default: break
        }
        throw unexpected(
            "\(shape.rawValue) for \(option.kind.rawValue)", help: "for example \(option.example)")
    }

    private mutating func columnAndType() throws(Diagnostic) -> FileOption.ColumnAndType {
        let column = try name("a column name")
        guard take(.equal) else { throw unexpected("= after \(column.text.clipped)") }
        return FileOption.ColumnAndType(
            column: column, type: try typeName("a type for \(column.text.clipped)"))
    }
}
