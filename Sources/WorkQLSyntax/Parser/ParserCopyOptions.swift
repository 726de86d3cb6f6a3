// COPY (SELECT …) TO 'late.csv' (…): the options for writing a file.

extension Parser {
    /// Parses `(FORMAT csv, HEADER false, DELIMITER ';')`, optionally preceded by WITH, as in
    /// PostgreSQL and DuckDB; returns an empty list if there is none here.
    mutating func copyOptions() throws(Diagnostic) -> [CopyOption] {
        let hasWith = take(.with)
        guard hasWith || at(.openParen) else { return [] }
        try expect(.openParen, "\"(\"")
        var options: [CopyOption] = []
        repeat {
            options.append(try copyOption())
        } while try goesOn("an option")
        try expect(.closeParen, "\",\" or \")\"")
        return options
    }

    private static let copyOptionNames =
        "options are " + CopyOption.Kind.allCases.map(\.rawValue).joined(separator: ", ")

    private mutating func copyOption() throws(Diagnostic) -> CopyOption {
        offer(.copyOption)
        let start = current.start
        guard at(.word) else { throw unexpected("an option", help: Self.copyOptionNames) }
        let name = nameOfCurrent()
        guard let kind = CopyOption.Kind(rawValue: name.folded) else {
            let near = nearest(name.text, in: CopyOption.Kind.allCases.map(\.rawValue))
            throw Diagnostic(
                .fileOption, "unknown option \"\(name.text.clipped)\" of COPY", at: name.span,
                meaning: Self.otherNames[name.folded] ?? near, otherwise: Self.copyOptionNames)
        }
        advance()
        let hasEqual = take(.equal)
        let option = CopyOption.description(of: kind)
        let value: CopyOption.Value
        if option.isBoolean {
            let ends = !hasEqual && (at(.comma) || at(.closeParen))
            guard let given = ends ? true : switchValue() else {
                throw unexpected(
                    "true or false for \(kind.rawValue)", help: "for example \(option.example)")
            }
            value = .boolean(given)
        } else if at(.string) {
            value = .text(unquoted(current))
            advance()
        } else if kind == .format, at(.word) {
            value = .text(nameOfCurrent().text)
            advance()
        } else {
            throw unexpected(
                "a text for \(kind.rawValue)", help: "for example \(option.example)")
        }
        return CopyOption(kind, value, span: span(from: start))
    }

    /// The names of the options in PostgreSQL and DuckDB.
    private static let otherNames = [
        "delim": "delimiter", "sep": "delimiter", "separator": "delimiter", "nullstr": "null",
        "null_string": "null", "csv_bom": "bom", "mark": "bom", "headers": "header",
    ]

    private mutating func switchValue() -> Bool? {
        if take(.true) { return true }
        if take(.false) { return false }
        guard at(.word) || at(.integer) else { return nil }
        let value: Bool? =
            switch text(current).lowercased() {
            case "on", "1": true
            case "off", "0": false
            default: nil
            }
        if value != nil { advance() }
        return value
    }
}
