/// The tables there are.
///
/// ```swift
/// let catalog = try Catalog.builtIn.adding(orders).adding(roster)
/// ```
public struct Catalog: Sendable {
    /// All tables: the built-in ones first, then those that were added, in the order of their adding.
    public let tables: [Table]

    package init(tables: [Table]) { self.tables = tables }

    /// Those that come with WorkQL.
    public static let builtIn = Catalog(tables: [
        .checkin, .screenCapture, .meetingRecording, .meetingRecordingFile, .journal,
        .corpRecording, .corpRecordingFile, .member, .department,
    ])

    /// The services of the tables, in the order of the tables.
    package var services: [Service] {
        var seen: Set<Service> = []
        return tables.map(\.service).filter { seen.insert($0).inserted }
    }

    /// Whether there are lists of people among the tables.
    package var hasDirectory: Bool {
        tables.contains { if case .directory = $0.source { true } else { false } }
    }

    /// The table of this name, in any case of its ASCII letters; a service narrows the search.
    package func table(_ name: String, service: String? = nil) -> Table? {
        let folded = name.lowercased()
        return tables.first {
            $0.name == folded && (service == nil || service?.lowercased() == $0.service.name)
        }
    }
}

extension Catalog {
    /// The same tables and more, whose rows are in the answers of HTTP endpoints. Tables whose rows
    /// are in the answers of one endpoint are added together.
    ///
    /// - Throws: `DeclarationError`, which names the field, for the first thing that cannot be.
    public func adding(_ declared: Table...) throws(DeclarationError) -> Catalog {
        var tables = self.tables
        for table in declared {
            try DeclarationCheck(table: table, among: Catalog(tables: tables)).run()
            tables.append(table)
        }
        let indices = self.tables.count..<tables.count
        for index in indices {
            let same = tables[indices].filter {
                $0.endpoint.qualifiedName == tables[index].endpoint.qualifiedName
            }
            tables[index].endpoint.fingerprint = SchemaFingerprint.text(of: same)
        }
        return Catalog(tables: tables)
    }

    /// The same tables and one whose rows a sequence of the program brings.
    ///
    /// - Throws: `DeclarationError`, which names the field, for the first thing that cannot be.
    public func adding(_ declared: LocalTable) throws(DeclarationError) -> Catalog {
        try DeclarationCheck(table: declared.table, among: self).run()
        return Catalog(tables: tables + [declared.table])
    }
}
