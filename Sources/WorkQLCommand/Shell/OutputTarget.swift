import Foundation
import WorkQL
import WorkQLOutput
import WorkQLSyntax

/// The destination of the shell's answers: standard output, or a file opened by `.output` or
/// `.once`.
///
/// A file is written under a temporary name beside its final one. The file of `.once` appears after
/// its answer; that of `.output`, which receives several answers one after the other, appears when
/// `.output` or the shell ends. An answer that fails is removed again, so that the file contains
/// each answer completely or not at all.
struct OutputTarget: Sendable {
    private struct File: Sendable {
        var destination: FileDestination
        /// The format of the file's extension; nil if it has no known one.
        var format: OutputFormat?
        /// Whether CSV begins with a byte order mark for Excel.
        var writesMark = false
        /// The position in the workbook, if the file is one.
        var workbook = SheetPosition()
        var content = FileContent()
        var answers = 0
        /// The length of the file without the answer being written.
        var length: off_t = 0
    }

    private var running: File?
    private var next: File?

    private var file: File? { next ?? running }

    /// The name of the open file, for messages; nil if answers go to standard output.
    var name: String? { file?.destination.name }
    /// Whether only the next answer goes into a file.
    var isOnce: Bool { next != nil }
    /// Whether the open file is CSV that begins with a byte order mark.
    var writesMark: Bool { file?.writesMark ?? false }

    /// Returns the output for the next answer.
    func output(_ run: QueryRun) -> Output {
        guard let file else { return run.output(on: STDOUT_FILENO, name: "standard output") }
        var output = Output(descriptor: file.destination.descriptor, name: file.destination.name)
        output.results = file.answers
        output.workbook = file.workbook
        output.content = file.content
        output.isWhole = file.destination.isRegularFile
        return output
    }

    /// Returns the presentation of the next answer.
    func presentation(_ shown: Presentation) -> Presentation {
        guard let file else { return shown }
        var presentation = shown
        presentation.format = file.format ?? shown.format
        presentation.terminal = nil
        if file.writesMark { presentation.copyOptions = [CopyOption(.bom, .boolean(true))] }
        return presentation
    }

    /// Directs all further answers, or the next one, into a file.
    mutating func open(
        _ path: String, once: Bool, writesMark: Bool = false
    ) throws(UserError) {
        guard !path.hasPrefix("|") else {
            throw UserError(
                .usage, "results go into files, not into commands",
                help: "in the system's shell: workql -f csv -c \"SELECT …\" | …")
        }
        let format: OutputFormat?
        format = try OutputFormat.ofFile(path, given: nil)
        let file = File(
            destination: try FileDestination(path: path), format: format, writesMark: writesMark)
        if once {
            next?.destination.discard()
            next = file
        } else {
            running = file
        }
    }

    mutating func keepAnswer() {
        change { file in
            file.workbook.keepSheets()
            file.content.keepAnswer()
            file.answers += 1
            file.length = lseek(file.destination.descriptor, 0, SEEK_CUR)
        }
    }

    /// Removes what a statement has written before it failed.
    mutating func dropAnswer() {
        change { file in
            file.workbook.dropSheets()
            file.content.dropAnswer()
            // A pipe can be neither truncated nor rewound; its bytes are gone.
            guard ftruncate(file.destination.descriptor, file.length) == 0 else { return }
            lseek(file.destination.descriptor, file.length, SEEK_SET)
        }
    }

    private mutating func change(_ body: (inout File) -> Void) {
        if var file = next {
            body(&file)
            next = file
        } else if var file = running {
            body(&file)
            running = file
        }
    }

    /// Closes the file of `.once`, or that of `.output` if there is none.
    ///
    /// - Returns: its name and the number of answers in it; if that is zero, the file is removed.
    ///   Nil if no file is open.
    mutating func close() throws(UserError) -> (name: String, answers: Int)? {
        guard let file else { return nil }
        if next == nil { running = nil }
        next = nil
        guard file.answers > 0 else {
            file.destination.discard()
            return (file.destination.name, 0)
        }
        do throws(UserError) {
            var output = Output(
                descriptor: file.destination.descriptor, name: file.destination.name)
            output.workbook = file.workbook
            try output.finish()
        } catch {
            file.destination.discard()
            throw error
        }
        try file.destination.commit()
        return (file.destination.name, file.answers)
    }
}
