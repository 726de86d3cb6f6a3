public import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension QueryResult {
    /// Writes the rows into a file, which appears when it is complete, and not at all if the query
    /// fails. An existing file of that name is replaced.
    ///
    /// ```swift
    /// let late = try await session.query("SELECT userid, count(*) AS times FROM checkin …")
    /// try await late.write(to: "late.csv")
    /// ```
    ///
    /// Times are written in the session's time zone. This reads the result, which cannot be read
    /// again.
    ///
    /// - Parameters:
    ///   - path: the file's name, absolute or relative to the working folder.
    ///   - format: the format; nil for the one of the file's extension.
    /// - Throws: ``WorkQLError``; of the kind ``WorkQLError/Kind/output`` if the file cannot be
    ///   written, or if its extension means no format or another one. Nothing is fetched then.
    public func write(
        to path: String, as format: OutputFormat? = nil, options: OutputOptions = OutputOptions()
    ) async throws(WorkQLError) {
        let kind: OutputFormat
        let destination: FileDestination
        do throws(UserError) {
            kind = try OutputFormat.required(byFile: path, given: format, refusal: .output)
            destination = try FileDestination(path: path)
        } catch {
            throw WorkQLError(error)
        }
        do throws(WorkQLError) {
            let output = Output(descriptor: destination.descriptor, name: destination.name)
            _ = try await write(to: output, as: kind, options)
        } catch {
            destination.discard()
            throw error
        }
        do { try destination.commit() } catch { throw WorkQLError(error) }
    }

    /// Writes the rows to an open file descriptor: a pipe, a socket, standard output. It is not
    /// closed.
    ///
    /// - Throws: ``WorkQLError``; bytes written before the error remain written.
    public func write(
        toDescriptor descriptor: Int32, as format: OutputFormat,
        options: OutputOptions = OutputOptions()
    ) async throws(WorkQLError) {
        let output = Output(descriptor: descriptor, name: "descriptor \(descriptor)")
        _ = try await write(to: output, as: format, options)
    }

    /// Returns the rows in a format, as bytes: UTF-8, except for `xlsx`.
    ///
    /// ```swift
    /// let json = try await result.bytes(as: .json)
    /// ```
    public func bytes(
        as format: OutputFormat, options: OutputOptions = OutputOptions()
    ) async throws(WorkQLError) -> [UInt8] {
        try await write(to: .memory, as: format, options).bytes
    }

    private func write(
        to output: Output, as format: OutputFormat, _ options: OutputOptions
    ) async throws(WorkQLError) -> Output {
        var presentation = Presentation(format: format)
        presentation.csv = options.csv
        presentation.nullText = options.nullText
        var writer = format.writer(
            OutputFormat.WriterRequest(
                output: output, presentation: presentation, isPlan: false, isQuery: true))
        do {
            try format.prepare?(output)
            try writer.begin(writtenColumns, zone: zone)
            for try await row in self {
                let cells = row.cells
                try writer.write(cells.row)
                withExtendedLifetime(cells) {}
            }
            try writer.finish()
            var output = writer.output
            try output.finish()
            return output
        } catch let error as WorkQLError {
            throw error
        } catch let error as UserError {
            throw WorkQLError(error)
        } catch {
            throw WorkQLError(UserError(.output, "\(error)"))
        }
    }
}
