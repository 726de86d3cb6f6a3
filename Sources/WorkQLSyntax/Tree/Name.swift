import WorkQLTime

/// An identifier as its user means it: quotes removed, doubled quotes single.
///
/// Names compare as SQL compares identifiers: ASCII letters without regard to case. The spelling is
/// kept for messages and headers.
package struct Name: Sendable {
    package var text: String
    package var span: Span

    package init(_ text: String, span: Span = Span(0, 0)) {
        self.text = text
        self.span = span
    }

    /// What two spellings of one name share.
    package var folded: String { Name.fold(text) }

    /// As a statement writes the parameter of this name: `:since`, or `$1` of one that has a number.
    package var asParameter: String { (text.utf8.first?.isDigit == true ? "$" : ":") + text }

    /// Folds ASCII letters only: Chinese and accented letters stay as typed, as in SQLite.
    package static func fold(_ text: String) -> String { foldedASCII(text) }
}

extension Name: Hashable {
    package static func == (left: Name, right: Name) -> Bool { left.folded == right.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
