/// The tables there are.
package struct Catalog: Sendable {
    package let tables: [Table]

    package init(tables: [Table]) { self.tables = tables }

    package static let builtIn = Catalog(tables: [
        .checkin, .screenCapture, .meetingRecording, .meetingRecordingFile, .journal,
        .corpRecording, .corpRecordingFile, .member, .department,
    ])

    /// The table of this name, in any case of its ASCII letters; a service narrows the search.
    package func table(_ name: String, service: String? = nil) -> Table? {
        let folded = name.lowercased()
        return tables.first {
            $0.name == folded && (service == nil || service?.lowercased() == $0.service.name)
        }
    }
}
