extension Statement {
    /// Returns whether a name occurs in the statement, with any meaning.
    ///
    /// - Parameter source: the text that the statement was parsed from, as UTF-8.
    package func mentions(_ name: Name, in source: [UInt8]) -> Bool {
        let text = Array(source[span.start..<span.end])
        return Lexer.tokens(of: text).tokens.contains { token in
            var bytes = text[token.start..<token.end]
            switch token.kind {
            case .word: break
            case .quotedName: bytes = bytes.dropFirst().dropLast()
            default: return false
            }
            return Name(String(decoding: bytes, as: UTF8.self)) == name
        }
    }
}

extension Statement {
    /// Returns the parameters of the statement: `users` for `IN :users`.
    ///
    /// - Parameter source: the text that the statement was parsed from, as UTF-8.
    package func parameters(in source: [UInt8]) -> Set<Name> {
        let text = Array(source[span.start..<span.end])
        let names = Lexer.tokens(of: text).tokens.compactMap { token -> Name? in
            guard token.kind == .parameter else { return nil }
            return Name(String(decoding: text[token.start..<token.end].dropFirst(), as: UTF8.self))
        }
        return Set(names)
    }
}
