// FROM 'roster.csv' WITH (…): how a file is read.

extension Parser {
    /// Reads `WITH (header = 3, types = (工号 = text))`; nothing where no such list stands here.
    @inline(never)
    mutating func fileOptions() throws(Diagnostic) -> [FileOption] {
        offer([.with])
        guard at(.with), peek().kind == .openParen else { return [] }
        advance()
        advance()
        var options: [FileOption] = []
        while !at(.closeParen) {
            let start = current.span
            let option = try fileOption()
            guard !options.contains(where: { $0.kind == option.kind }) else {
                throw Diagnostic(
                    .fileOption, "\(option.kind.rawValue) is given twice", at: start,
                    help: "leave one of them out")
            }
            options.append(option)
            if !at(.closeParen) { try expect(.comma, "\",\" or \")\"") }
        }
        guard !options.isEmpty else { throw unexpected("an option", help: Self.optionNames) }
        advance()
        return options
    }

    private static let optionNames =
        "options are " + FileOption.all.map(\.kind.rawValue).joined(separator: ", ")

    private mutating func fileOption() throws(Diagnostic) -> FileOption {
        offer(.fileOption)
        // A word that is reserved elsewhere, as RANGE and NULL are, is an option's name here.
        guard at(.word) || at(.quotedName) else {
            throw unexpected("an option", help: Self.optionNames)
        }
        let name = nameOfCurrent()
        guard let kind = FileOption.Kind(rawValue: name.folded) else {
            let near = nearest(name.text, in: FileOption.all.map(\.kind.rawValue))
            throw Diagnostic(
                .fileOption, "unknown option \"\(name.text.clipped)\"", at: name.span,
                meaning: near ?? Self.otherNames[name.folded], otherwise: Self.optionNames)
        }
        advance()
        guard take(.equal) else { throw unexpected("= after \(kind.rawValue)") }
        let start = current.start
        let value = try value(of: FileOption.description(of: kind))
        return FileOption(kind, value, span: span(from: start))
    }

    /// How DuckDB, PostgreSQL and pandas call them.
    private static let otherNames = [
        "delim": "delimiter", "sep": "delimiter", "separator": "delimiter", "nullstr": "null",
        "null_string": "null", "na_values": "null", "skiprows": "skip", "skip_rows": "skip",
        "columns": "types", "dtypes": "types", "dtype": "types", "column_types": "types",
        "layer": "sheet", "sheet_name": "sheet", "ffill": "fill_down", "charset": "encoding",
    ]

    private mutating func value(
        of option: FileOption.Description
    ) throws(Diagnostic) -> FileOption.Value {
        let shape = option.shape
        if shape == .boolean || shape == .booleanOrCount {
            if take(.true) { return .boolean(true) }
            if take(.false) { return .boolean(false) }
        }
        if shape == .count || shape == .booleanOrCount || shape == .textOrCount, at(.integer) {
            let least = shape == .count ? 0 : 1
            guard let count = Int(text(current)), (least...1 << 20).contains(count) else {
                throw Diagnostic(
                    .fileOption, "\(text(current).clipped) is out of range", at: current.span,
                    help: "write a number from \(least) to \(1 << 20)")
            }
            advance()
            return .count(count)
        }
        if shape == .text || shape == .textOrCount || shape == .texts, at(.string) {
            defer { advance() }
            return shape == .texts ? .texts([unquoted(current)]) : .text(unquoted(current))
        }
        switch shape {
        case .texts where take(.openParen):
            var texts: [String] = []
            repeat {
                if at(.closeParen) { break }
                texts.append(try string("a text"))
            } while take(.comma)
            try expect(.closeParen, "\",\" or \")\"")
            return .texts(texts)
        case .columns where at(.openParen): return .columns(try names("a column name"))
        case .types where take(.openParen): return .types(try types())
        default: break
        }
        throw unexpected(
            "\(shape.rawValue) for \(option.kind.rawValue)", help: "for example \(option.example)")
    }

    private mutating func types() throws(Diagnostic) -> [FileOption.ColumnAndType] {
        var types: [FileOption.ColumnAndType] = []
        repeat {
            if at(.closeParen) { break }
            let column = try name("a column name")
            guard take(.equal) else { throw unexpected("= after \(column.text.clipped)") }
            offer(.fileType)
            guard at(.word) else {
                throw unexpected(
                    "a type for \(column.text.clipped)",
                    help: "types are " + FileOption.typeNames.joined(separator: ", "))
            }
            let word = Name.fold(text(current))
            guard let type = Self.typeSpellings[word] else {
                throw Diagnostic(
                    .unknownType, "unknown type \"\(text(current).clipped)\"", at: current.span,
                    writing: nearest(word, in: FileOption.typeNames),
                    otherwise: "types are " + FileOption.typeNames.joined(separator: ", "))
            }
            advance()
            types.append(FileOption.ColumnAndType(column: column, type: type))
        } while take(.comma)
        try expect(.closeParen, "\",\" or \")\"")
        return types
    }

    /// The names of `FileOption.typeNames`, and those that other systems have for them.
    private static let typeSpellings: [String: String] = {
        let others = [
            "varchar": "text", "string": "text", "int": "integer", "bigint": "integer",
            "double": "real", "float": "real", "bool": "boolean", "datetime": "timestamp",
        ]
        return FileOption.typeNames.reduce(into: others) { $0[$1] = $1 }
    }()
}
