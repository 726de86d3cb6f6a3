import Foundation
import WorkQL
import WorkQLOutput
import WorkQLSyntax

/// Where the shell's answers go: to standard output, or into a file by `.output` or `.once`.
///
/// A file is written beside its place. That of `.once` appears behind its answer; that of `.output`,
/// which takes answers one behind the other, when `.output` ends or the shell does. An answer that
/// fails is taken out again, so that each is in it whole or not at all.
struct OutputTarget: Sendable {
    private struct File: Sendable {
        var destination: FileDestination
        /// That of the ending; nil where it names none.
        var format: OutputFormat?
        /// Whether CSV begins with a mark for Excel.
        var writesMark = false
        /// The workbook of a file that is one.
        var workbook = SheetPosition()
        var content = FileContent()
        var answers = 0
        /// How long the file is without the answer that is being written.
        var length: off_t = 0
    }

    private var running: File?
    private var next: File?

    private var file: File? { next ?? running }

    /// What is open, for messages; nil where answers go to standard output.
    var name: String? { file?.destination.name }
    /// Whether the next answer alone goes into a file.
    var isOnce: Bool { next != nil }

    /// Where the next answer is to be written.
    func output(_ run: QueryRun) -> Output {
        guard let file else { return run.output(on: STDOUT_FILENO, name: "standard output") }
        var output = Output(descriptor: file.destination.descriptor, name: file.destination.name)
        output.results = file.answers
        output.workbook = file.workbook
        output.content = file.content
        return output
    }

    /// How the next answer is to be written.
    func presentation(_ shown: Presentation) -> Presentation {
        guard let file else { return shown }
        var presentation = shown
        presentation.format = file.format ?? shown.format
        presentation.terminal = nil
        if file.writesMark { presentation.copyOptions = [CopyOption(.bom, .boolean(true))] }
        return presentation
    }

    /// Puts all further answers, or the next one, into a file.
    mutating func open(
        _ path: String, once: Bool, writesMark: Bool = false
    ) throws(ShellError) {
        guard !path.hasPrefix("|") else {
            throw ShellError(
                .usage, "results go into files, not into commands",
                help: "in the system's shell: workql -f csv -c \"SELECT …\" | …")
        }
        let format: OutputFormat?
        do { format = try OutputFormat.ofFile(path, given: nil) } catch { throw ShellError(error) }
        let file = File(
            destination: try written { () throws(QueryError) in try FileDestination(path: path) },
            format: format, writesMark: writesMark)
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

    /// Takes out what a statement has written before it failed.
    mutating func dropAnswer() {
        change { file in
            file.workbook.dropSheets()
            file.content.dropAnswer()
            // Neither can be done to a pipe, where what is written is gone.
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

    /// Ends the file of `.once`, or that of `.output` where there is none.
    ///
    /// - Returns: its name, and how many answers are in it: of none, no file is left. Nil where no
    ///   file is open.
    mutating func close() throws(ShellError) -> (name: String, answers: Int)? {
        guard let file else { return nil }
        if next == nil { running = nil }
        next = nil
        guard file.answers > 0 else {
            file.destination.discard()
            return (file.destination.name, 0)
        }
        do throws(ShellError) {
            try written { () throws(QueryError) in
                var output = Output(
                    descriptor: file.destination.descriptor, name: file.destination.name)
                output.workbook = file.workbook
                try output.finish()
            }
        } catch {
            file.destination.discard()
            throw error
        }
        try written(file.destination.commit)
        return (file.destination.name, file.answers)
    }
}
