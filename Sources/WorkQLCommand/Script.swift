import Foundation
import WorkQLOutput
import WorkQLSyntax
import WorkQLTime

/// A text of statements and its origin.
struct Script: Sendable {
    /// The name: `late.wql`, `<command>`, `<stdin>`.
    var name: String
    private var bytes: [UInt8]
    private(set) var statements: [Statement] = []
    /// The folder of the script, which the files it names are relative to; nil if the script is not
    /// in a file.
    var folder: String?

    /// The parameters that the script declares.
    var declarations: [ParameterDeclaration] {
        statements.flatMap { statement -> [ParameterDeclaration] in
            guard case .parameters(let declarations) = statement.kind else { return [] }
            return declarations
        }
    }

    /// Returns the location of an offset in the text: `late.wql:3`.
    func location(of offset: Int) -> String {
        "\(name):\(bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1)"
    }

    /// The origin of a script.
    enum Origin: Hashable, Sendable {
        case file(String)
        case command(String)
        case standardInput
        /// What a name stands for that is no file's.
        case text(String, name: String)
    }

    private static let standardInputName = "<stdin>"

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func text(of statement: Statement) -> String {
        String(decoding: bytes[statement.span.start..<statement.span.end], as: UTF8.self)
    }

    /// Returns the text of a statement from a place in it.
    func text(from place: SourcePosition, of statement: Statement) -> String {
        let start = place.offset ?? statement.span.start
        return String(decoding: bytes[start..<statement.span.end], as: UTF8.self)
    }

    /// Returns the text of the comments before a statement, or after the last one.
    private func comments(before index: Int) -> String {
        let start = index == 0 ? 0 : statements[index - 1].span.end
        let end = index < statements.count ? statements[index].span.start : bytes.count
        guard start <= end else { return "" }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Returns the report notes in the comments before a statement, or after the last one.
    func notes(before index: Int) -> ReportNotes { ReportNotes(comments(before: index)) }

    func mentions(_ name: Name, in statement: Statement) -> Bool {
        statement.mentions(name, in: bytes)
    }

    /// Returns the diagnostic with an excerpt of this text.
    func excerpt(of diagnostic: Diagnostic) -> Excerpt {
        Excerpt(diagnostic, in: text, named: name)
    }

    /// Parses the whole text, so that an error in the last statement is found before the first one
    /// is run.
    mutating func parse(trace: QueryTrace? = nil) throws(Mistakes) {
        try parse(bytes, trace: trace)
    }

    /// - Parameter statements: the text with everything that is not a statement blanked out, so
    ///   that its length is the same.
    mutating func parse(_ statements: [UInt8], trace: QueryTrace? = nil) throws(Mistakes) {
        switch Parser.parse(utf8: statements, trace: trace) {
        case .complete(let statements): self.statements = statements
        case .incomplete(let mistake): throw Mistakes([mistake])
        case .failed(let mistakes): throw Mistakes(mistakes)
        }
    }

    /// The errors of a text that is not a script: at least one diagnostic, none of which follows
    /// from another.
    struct Mistakes: Error {
        var diagnostics: [Diagnostic]

        init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
    }

    /// Reads a script without parsing it.
    static func read(_ origin: Origin) throws(UserError) -> Script {
        switch origin {
        case .command(let text): return Script(name: "<command>", bytes: Array(text.utf8))
        case .text(let text, let name): return Script(name: name, bytes: Array(text.utf8))
        case .standardInput: return try read(STDIN_FILENO, named: standardInputName)
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw unreadable(path, errno) }
            defer { close(descriptor) }
            var script = try read(descriptor, named: path)
            script.folder = URL(filePath: path).deletingLastPathComponent().path(
                percentEncoded: false)
            return script
        }
    }

    private static func read(_ descriptor: Int32, named name: String) throws(UserError) -> Script {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count > 0 {
                bytes.append(contentsOf: chunk[..<count])
            } else if errno != EINTR {
                throw unreadable(name, errno)
            }
        }
        // Editors on Windows write a byte order mark before the text, which is not part of it.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return Script(name: name, bytes: bytes)
    }

    private static func unreadable(_ name: String, _ number: Int32) -> UserError {
        switch number {
        case ENOENT: UserError(.noInput, "the script \(name) does not exist")
        case EBADF where name == standardInputName:
            UserError(
                .noInput, "standard input is closed",
                help: "specify a script, or write -c \"SELECT …\"")
        case EISDIR: UserError(.noInput, "\(name) is a folder", help: "specify a script in it")
        default: UserError(.noInput, "reading \(name) failed: \(systemMessage(number))")
        }
    }
}
