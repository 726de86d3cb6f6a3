import WorkQLSyntax

/// COPY to the client, as psql and drivers write it.
extension SessionStatementReader {
    mutating func copy() throws(UserError) -> SessionStatement {
        var statement = SessionStatement.CopyStatement(form: .copyText(RowForm.CopyText()))
        if take(symbol: "(") {
            let start = position
            var depth = 1
            while depth > 0 {
                guard let token = current else { throw unexpected("\")\"") }
                if token.kind == .symbol("(") { depth += 1 }
                if token.kind == .symbol(")") { depth -= 1 }
                position += 1
            }
            guard position - 2 >= start else { throw unexpected("a query") }
            statement.query =
                tokens[start].range.lowerBound..<tokens[position - 2].range.upperBound
        } else {
            let start = position
            _ = try name()
            while take(symbol: ".") { _ = try name() }
            let table = slice(
                tokens[start].range.lowerBound..<tokens[position - 1].range.upperBound)
            var columns = "*"
            if take(symbol: "(") {
                let first = position
                repeat { _ = try name() } while take(symbol: ",")
                columns = slice(
                    tokens[first].range.lowerBound..<tokens[position - 1].range.upperBound)
                guard take(symbol: ")") else { throw unexpected("\")\"") }
            }
            statement.table = "SELECT \(columns) FROM \(table)"
        }
        if take("from") {
            throw UserError(
                state: "25006", "cannot execute COPY FROM in a read-only database",
                help: "WorkQL reads and never writes")
        }
        try expect("to")
        guard take("stdout") else {
            throw UserError(
                state: "42501", "COPY writes no files of the server",
                help: "write COPY (…) TO STDOUT, or \\copy in psql", at: current?.range.lowerBound)
        }
        statement.form = try copyForm()
        return .copy(statement)
    }

    private mutating func copyForm() throws(UserError) -> RowForm {
        _ = take("with")
        var format = "text"
        var text = RowForm.CopyText()
        var (delimiter, null): (String?, String?) = (nil, nil)
        var (quote, escape): (String?, String?) = (nil, nil)
        let isList = take(symbol: "(")
        while !isAtEnd {
            if isList, take(symbol: ")") { break }
            let option = try name()
            _ = !isList && take("as")
            switch option {
            case "format": format = try word()
            case "csv", "binary": format = option
            case "header":
                text.hasHeader = true
                if isList, !isAtEnd, current?.kind != .symbol(","), current?.kind != .symbol(")") {
                    text.hasHeader = try truth()
                }
            case "delimiter", "delimiters": delimiter = try string()
            case "null": null = try string()
            case "quote": quote = try string()
            case "escape": escape = try string()
            case "encoding": _ = try string()
            case "force_quote", "force":
                if option == "force" { try expect("quote") }
                if take(symbol: "*") {
                    text.quotesAll = true
                } else {
                    // Only the list of options has parentheses around names.
                    if isList, !take(symbol: "(") { throw unexpected("\"(\" or *") }
                    repeat { text.quotedNames.append(try self.name()) } while take(symbol: ",")
                    if isList, !take(symbol: ")") { throw unexpected("\")\"") }
                }
            default:
                position -= 1
                throw unexpected("an option of COPY")
            }
            if isList { _ = take(symbol: ",") }
        }
        guard isAtEnd else { throw unexpected("the end of the statement") }
        func one(_ text: String?, _ otherwise: UInt8, _ name: String) throws(UserError) -> UInt8 {
            guard let text else { return otherwise }
            guard text.utf8.count == 1, let byte = text.utf8.first, byte != 0x0A, byte != 0x0D
            else {
                throw UserError(state: "22023", "COPY \(name) is one character of ASCII")
            }
            return byte
        }
        guard format == "csv" || !text.quotesAll && text.quotedNames.isEmpty else {
            throw UserError(state: "0A000", "COPY force quote available only in CSV mode")
        }
        switch format {
        case "binary": return .copyBinary
        case "csv":
            text.delimiter = try one(delimiter, UInt8(ascii: ","), "delimiter")
            text.quote = try one(quote, UInt8(ascii: "\""), "quote")
            text.escape = try one(escape, text.quote, "escape")
            text.null = Array((null ?? "").utf8)
            return .copyCSV(text)
        case "text":
            text.delimiter = try one(delimiter, UInt8(ascii: "\t"), "delimiter")
            if let null { text.null = Array(null.utf8) }
            return .copyText(text)
        default:
            throw UserError(
                state: "22023", "COPY format \"\(format)\" is not one of text, csv, binary")
        }
    }

    /// Reads the value of an option, which PostgreSQL takes with and without quotes.
    private mutating func word() throws(UserError) -> String {
        if case .string? = current?.kind { return try string() }
        return try name()
    }

    private mutating func truth() throws(UserError) -> Bool {
        let start = position
        switch try word().lowercased() {
        case "true", "on": return true
        case "false", "off": return false
        default:
            position = start
            throw unexpected("true or false")
        }
    }

    private mutating func string() throws(UserError) -> String {
        guard case .string(let text)? = current?.kind else {
            throw unexpected("a text between quotes")
        }
        position += 1
        return text
    }
}
