/// `delimiter ';'`: an option of `COPY … TO` for writing a file.
package struct CopyOption: Sendable {
    package var kind: Kind
    package var value: Value
    /// The span of the option.
    package var span: Span

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case format, header, delimiter, null, bom
    }

    package enum Value: Hashable, Sendable {
        case boolean(Bool)
        case text(String)
    }

    package init(_ kind: Kind, _ value: Value, span: Span = Span(0, 0)) {
        self.kind = kind
        self.value = value
        self.span = span
    }

    /// One option, as used by the parser, the completion and the documents.
    package struct Description: Sendable {
        package var kind: Kind
        package var isBoolean: Bool
        package var example: String
        package var summary: String
    }

    /// All options for writing a file. The parser, the completion and grammar.md's table are made
    /// from them.
    package static let all: [Description] = [
        Description(
            kind: .format, isBoolean: false, example: "format csv",
            summary: "the format, if the extension of the file does not determine it"),
        Description(
            kind: .header, isBoolean: true, example: "header false",
            summary: "whether the first line of csv and tsv names the columns; true by default"),
        Description(
            kind: .delimiter, isBoolean: false, example: "delimiter ';'",
            summary: "the character between the cells of csv; a comma by default"),
        Description(
            kind: .null, isBoolean: false, example: "null 'NA'",
            summary: "the text for NULL in csv; empty by default"),
        Description(
            kind: .bom, isBoolean: true, example: "bom",
            summary: "whether csv starts with a byte order mark, for Excel; csv_bom by default"),
    ]

    package static func description(of kind: Kind) -> Description {
        all.first { $0.kind == kind }
            ?? Description(kind: kind, isBoolean: false, example: "", summary: "")
    }
}

extension CopyOption: Hashable {
    package static func == (left: CopyOption, right: CopyOption) -> Bool {
        left.kind == right.kind && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(value)
    }
}
