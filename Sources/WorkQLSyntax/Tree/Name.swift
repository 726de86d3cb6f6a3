import WorkQLTime

/// An identifier as the user means it: without quotes, with doubled quotes made single.
///
/// Names are compared as SQL compares identifiers: ignoring the case of ASCII letters. The spelling
/// is kept for messages and headers.
package struct Name: Sendable {
    package var text: String
    package var span: Span

    package init(_ text: String, span: Span = Span(0, 0)) {
        self.text = text
        self.span = span
    }

    /// The form shared by all spellings of one name.
    package var folded: String { Name.fold(text) }

    /// The parameter of this name as a statement writes it: `:since`, or `$1` if the name is a
    /// number.
    package var asParameter: String { (text.utf8.first?.isDigit == true ? "$" : ":") + text }

    /// Folds ASCII letters only: Chinese and accented letters are unchanged, as in SQLite.
    package static func fold(_ text: String) -> String { foldedASCII(text) }
}

extension Name: Hashable {
    package static func == (left: Name, right: Name) -> Bool { left.folded == right.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
