package import WorkQL
package import WorkQLSyntax

/// A format in which the rows of an answer are written.
///
/// ```swift
/// let result = try await session.query("SELECT userid, checkin_time FROM checkin …")
/// try await result.write(to: "punches.xlsx")
/// ```
///
/// Each format is one literal, beside its writer, and a word in ``all``; `-f`, `-o`, `.mode`,
/// `.once`, `.output`, COPY, completion, help and docs/output.md take everything they say about
/// formats from it.
public struct OutputFormat: Sendable {
    /// The name, as `workql -f` takes it.
    public let name: String
    /// A description of a few words without a full stop.
    public let summary: String
    /// Names that users of other shells may try, and what it is called in Chinese.
    package var otherNames: [String] = []
    /// The file extensions of the format, without the dot, the usual one first. Empty if no
    /// extension means this format.
    public var endings: [String] = []
    /// The form in which plans are written: numbers for programs, lines for people.
    package var plans = PlanForm.lines
    package var atTerminal = TerminalUse.asItIs
    /// Whether only the writer can combine several answers in a file, so that nothing else can be
    /// appended to them.
    package var isBinary = false
    /// Whether the column headings may differ from the column names.
    package var takesLabels = true
    /// Whether only people read it.
    var isForPeople: Bool {
        if case .guarded = atTerminal { false } else { takesLabels }
    }
    /// Where a second answer can follow the first.
    package var following = Following.anywhere
    /// The appearance of values in the format, for the documents.
    package let content: Content
    /// Checks the requirements of the format before anything is fetched for an answer; throws if
    /// one is missing.
    var prepare: (@Sendable (Output) throws(UserError) -> Void)?
    let writer: @Sendable (WriterRequest) -> any FormatWriter

    /// The treatment of control characters, and of the format itself, when a terminal shows it.
    package enum TerminalUse: Sendable {
        /// For people: no character in it controls a terminal.
        case asItIs
        /// For programs: characters that control a terminal are replaced on terminals, and nowhere
        /// else.
        case guarded(TerminalGuard)
        case refused
    }

    /// The outputs in which a second answer can follow the first.
    ///
    /// A program that opens a file of one table, or of one JSON text, reads a second one as rows of
    /// the first, or as an error. A reader of standard output can stop after each of them.
    package enum Following: Sendable {
        case anywhere, inStreams, nowhere
    }

    /// The appearance of values, in Markdown.
    package struct Content: Sendable {
        package var null: String
        package var emptyText: String
        package var times: String
        package var remarks: String
    }

    /// The properties by which a writer is chosen.
    struct WriterRequest: Sendable {
        var output: Output
        var presentation: Presentation
        /// Whether the answer is a plan.
        var isPlan: Bool
        /// Whether the answer may have any number of rows; lists of tables and columns are short.
        var isQuery: Bool
        /// The name of the first table or file that the rows come from; nil if there is none.
        var source: String?
    }
}

extension OutputFormat: Hashable {
    /// Returns whether two formats have the same name.
    public static func == (left: OutputFormat, right: OutputFormat) -> Bool {
        left.name == right.name
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension OutputFormat: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}

extension OutputFormat {
    /// All formats, those for people and those for programs.
    public static let all: [OutputFormat] = [
        .table, .csv, .tsv, .json, .ndjson, .markdown, .html, .vertical, .line, .insert, .latex,
        .xlsx, .parquet, .chart,
    ]

    package static let names = all.map(\.name)

    /// All file extensions that mean a format.
    package static let allEndings = all.flatMap(\.endings)

    /// Returns the format that a word means in any case: its name, or what other shells and people
    /// call it; nil if there is none.
    package static func meant(by word: String) -> OutputFormat? {
        let word = word.lowercased()
        return named(word) ?? all.first { $0.otherNames.contains(word) }
    }

    /// Returns the format of a name, in any case; nil if there is none.
    public static func named(_ name: String) -> OutputFormat? {
        let name = name.lowercased()
        return all.first { $0.name == name }
    }
}

// MARK: Files

extension OutputFormat {
    /// Extensions of texts of any kind, which mean no format and contradict none.
    private static let neutralEndings: Set = ["txt"]

    /// Returns the format of an answer that is written to a file, according to its extension.
    ///
    /// - Parameters:
    ///   - given: the format requested by name; nil if none was.
    ///   - kind: the kind of the error.
    ///   - span: the position of the file's name; nil if no statement names the file.
    /// - Returns: nil if neither determines a format.
    /// - Throws: if the extension is unknown, or means a format other than the requested one.
    package static func ofFile(
        _ path: String, given: OutputFormat?, refusal kind: UserError.Kind = .usage,
        at span: Span? = nil
    ) throws(UserError) -> OutputFormat? {
        guard let ending = ending(of: path), !neutralEndings.contains(ending) else {
            return given
        }
        let name = path.neutralized
        guard let format = all.first(where: { $0.endings.contains(ending) }) else {
            throw unknownEnding(name, kind, at: span)
        }
        guard let given, given != format else { return format }
        let stem = path.dropLast(ending.count + 1)
        throw UserError(
            kind, "\(name) has the extension of \(format.name), but the format is \(given.name)",
            at: span,
            help: "write \(String(stem).neutralized).\(given.endings.first ?? "txt"), or leave the"
                + " format out", code: .unknownFormat)
    }

    /// Returns the format of an answer that is written to a file, as `ofFile` does.
    ///
    /// - Throws: also if neither determines a format.
    static func required(
        byFile path: String, given: OutputFormat?, refusal kind: UserError.Kind,
        at span: Span? = nil
    ) throws(UserError) -> OutputFormat {
        guard let format = try ofFile(path, given: given, refusal: kind, at: span) else {
            throw unknownEnding(path.neutralized, kind, at: span)
        }
        return format
    }

    private static func unknownEnding(
        _ name: String, _ kind: UserError.Kind, at span: Span?
    ) -> UserError {
        let endings = all.compactMap(\.endings.first).map { ".\($0)" }
        return UserError(
            kind, "\(name) has an unknown extension", at: span,
            help: "extensions are " + endings.listed, code: .unknownFormat)
    }

    /// Returns the extension of a file name, lowercase; nil if there is none, or only the dot of a
    /// hidden file.
    private static func ending(of path: String) -> String? {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...]
        return ending.isEmpty ? nil : ending.lowercased()
    }
}

/// A result writer whose bytes are passed on to the next result's writer.
package protocol FormatWriter: ResultWriter {
    var output: Output { get set }
}

extension FormatWriter {
    package mutating func pause() throws { try output.pause() }
}
