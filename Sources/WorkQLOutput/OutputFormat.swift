package import WorkQL
import WorkQLSyntax

/// A format in which the rows of an answer are written.
///
/// ```swift
/// let result = try await session.query("SELECT userid, checkin_time FROM checkin …")
/// try await result.write(to: "punches.xlsx")
/// ```
///
/// Each is one literal, beside its writer, and a word in ``all``; `-f`, `-o`, `.mode`, `.once`,
/// `.output`, COPY, completion, help and docs/output.md take everything that they say of formats
/// from it.
public struct OutputFormat: Sendable {
    /// The name, as `workql -f` takes it.
    public let name: String
    /// What it is, in a few words without a full stop.
    public let summary: String
    /// Names that users of other shells try.
    package var otherNames: [String] = []
    /// What the name of a file in this format may end in, without the dot, the usual one first.
    /// Empty where no ending names the format.
    public var endings: [String] = []
    /// How plans are written: programs read numbers, people lines.
    package var plans = PlanForm.lines
    package var atTerminal = TerminalUse.asItIs
    /// Whether a file holds several answers only as its writer arranges them, so that nothing else
    /// can be put behind them.
    package var isBinary = false
    /// Whether its columns may be headed by other words than their names.
    package var takesLabels = true
    /// Whether a file of it holds one answer and no more.
    package var holdsOneAnswer = false
    /// How values look in it, for the documents.
    package let content: Content
    /// What has to be there before anything is fetched for an answer; it throws where that is
    /// missing.
    var prepare: (@Sendable (Output) throws(QueryError) -> Void)?
    let writer: @Sendable (WriterRequest) -> any FormatWriter

    /// What becomes of control characters, and of the format, where a terminal shows it.
    package enum TerminalUse: Sendable {
        /// Made for reading: nothing in it acts on a terminal.
        case asItIs
        /// Made for programs: what would act on a terminal is replaced there, and nowhere else.
        case guarded(TerminalGuard)
        case refused
    }

    /// How values look, in Markdown.
    package struct Content: Sendable {
        package var null: String
        package var emptyText: String
        package var times: String
        package var remarks: String
    }

    /// All that a writer is chosen by.
    struct WriterRequest: Sendable {
        var output: Output
        var presentation: Presentation
        /// Whether the answer is a plan.
        var isPlan: Bool
        /// Whether it may have any number of rows; lists of tables and columns are short.
        var isQuery: Bool
    }
}

extension OutputFormat: Hashable {
    /// Formats of one name are one format.
    public static func == (left: OutputFormat, right: OutputFormat) -> Bool {
        left.name == right.name
    }

    /// By the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension OutputFormat: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}

extension OutputFormat {
    /// Every format, those for reading and those for programs.
    public static let all: [OutputFormat] = [
        .table, .csv, .tsv, .json, .ndjson, .markdown, .html, .vertical, .xlsx, .parquet,
        .chart,
    ]

    package static let names = all.map(\.name)

    /// Every ending that names a format.
    package static let allEndings = all.flatMap(\.endings)

    /// The format of a name, whatever its case; nil where there is none.
    public static func named(_ name: String) -> OutputFormat? {
        let name = name.lowercased()
        return all.first { $0.name == name }
    }
}

// MARK: Files

extension OutputFormat {
    /// Why a file cannot take an answer.
    package struct Mismatch: Error, Hashable {
        package var message: String
        package var help: String
    }

    /// Endings of texts of any kind, which name no format and contradict none.
    private static let neutralEndings: Set = ["txt"]

    /// The format of an answer that goes into a file: the one that its name's ending means.
    ///
    /// - Parameter given: the format that was asked for by its name; nil where none was.
    /// - Returns: nil where neither says one.
    /// - Throws: where the ending means nothing, or another format than is asked for.
    package static func ofFile(
        _ path: String, given: OutputFormat?
    ) throws(Mismatch) -> OutputFormat? {
        guard let ending = ending(of: path), !neutralEndings.contains(ending) else {
            return given
        }
        let name = path.neutralized
        guard let format = all.first(where: { $0.endings.contains(ending) }) else {
            throw unknownEnding(name)
        }
        guard let given, given != format else { return format }
        let stem = path.dropLast(ending.count + 1)
        throw Mismatch(
            message: "\(name) has the ending of \(format.name), but the format is \(given.name)",
            help: "write \(String(stem).neutralized).\(given.endings.first ?? "txt"), or leave the"
                + " format out")
    }

    package static func unknownEnding(_ name: String) -> Mismatch {
        let endings = all.compactMap(\.endings.first).map { ".\($0)" }
        return Mismatch(
            message: "\(name) has an unknown ending", help: "endings are " + endings.listed)
    }

    /// What stands behind the last dot of a file's name, in small letters; nil where there is
    /// nothing, or only the dot of a hidden file.
    private static func ending(of path: String) -> String? {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...]
        return ending.isEmpty ? nil : ending.lowercased()
    }
}

/// A result writer that leaves its bytes where the next result's writer goes on.
package protocol FormatWriter: ResultWriter {
    var output: Output { get set }
}

extension FormatWriter {
    package mutating func pause() throws { try output.pause() }
}
