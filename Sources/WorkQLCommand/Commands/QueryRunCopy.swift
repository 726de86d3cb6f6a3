import WorkQL
import WorkQLOutput
import WorkQLSyntax

extension QueryRun {
    /// Writes an answer into a file of its own, which appears when it is complete.
    func copy(
        _ statement: Statement, to file: FileName, _ options: [CopyOption],
        _ notes: ReportNotes?, of script: Script, in session: inout ScriptSession
    ) async throws(UserError) {
        var presentation = try Presentation(copyingTo: file, options)
        presentation.notes = notes
        let destination: FileDestination
        do {
            destination = try FileDestination(path: session.path(of: file))
        } catch {
            throw UserError(.output, error.message, at: file.span, help: error.help)
        }
        do throws(UserError) {
            var output = Output(descriptor: destination.descriptor, name: destination.name)
            output = try await run(
                statement, as: presentation, of: script, in: &session, to: output)
            try output.finish()
            do { try destination.commit() } catch {
                throw UserError(.output, error.message, at: file.span, help: error.help)
            }
        } catch {
            destination.discard()
            throw error
        }
    }
}
