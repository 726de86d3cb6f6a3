import WorkQLSyntax

/// The appearance of each character of a text that is being edited.
enum SyntaxStyles {
    /// Returns one style per character.
    ///
    /// - Parameter isEditing: whether brackets around the cursor are highlighted, and closing ones
    ///   that nothing opens are marked; they are not in a finished text.
    static func styles(
        of buffer: EditBuffer, highlights: [Highlight], isEditing: Bool = true
    ) -> [TextStyle] {
        var styles: [TextStyle] = []
        styles.reserveCapacity(buffer.characters.count)
        var pieces = highlights[...]
        var offset = 0
        for character in buffer.characters {
            while let piece = pieces.first, piece.span.end <= offset { pieces.removeFirst() }
            let piece = pieces.first { $0.span.start <= offset }
            styles.append(piece.map { style($0.kind) } ?? .plain)
            offset += character.utf8.count
        }
        guard isEditing else { return styles }
        let quoted: Set<TextStyle> = [.text, .name, .comment, .fault]
        let before = styles
        for bracket in buffer.unopenedBrackets(isText: { quoted.contains(before[$0]) }) {
            styles[bracket] = .fault
        }
        // Names are quoted ones here: brackets in them are not matched either.
        if let (one, other) = buffer.matchingBrackets(isText: { quoted.contains(styles[$0]) }) {
            styles[one] = .bracket
            styles[other] = .bracket
        }
        return styles
    }

    private static func style(_ kind: Highlight.Kind) -> TextStyle {
        switch kind {
        case .keyword: .keyword
        case .text: .text
        case .name: .name
        case .number: .number
        case .time: .time
        case .parameter: .parameter
        case .comment: .comment
        case .parenthesis: .plain
        case .fault: .fault
        }
    }
}
