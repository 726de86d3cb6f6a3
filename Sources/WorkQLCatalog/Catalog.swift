/// The available tables.
///
/// ```swift
/// let catalog = try Catalog.builtIn.adding(orders).adding(roster)
/// ```
public struct Catalog: Sendable {
    /// All tables: the built-in ones first, then those that were added, in the order of addition.
    public let tables: [Table]

    package init(tables: [Table]) { self.tables = tables }

    /// The tables that come with WorkQL.
    public static let builtIn = Catalog(tables: [
        .checkin, .screenCapture, .meetingRecording, .meetingRecordingFile, .journal,
        .corpRecording, .corpRecordingFile, .member, .department,
    ])

    /// The services of the tables, in the order of the tables.
    package var services: [Service] {
        var seen: Set<Service> = []
        return tables.map(\.service).filter { seen.insert($0).inserted }
    }

    /// Whether the tables include lists of people.
    package var hasDirectory: Bool {
        tables.contains { if case .directory = $0.source { true } else { false } }
    }

    /// Returns the table of this name, in any case of its ASCII letters; a service narrows the
    /// search.
    package func table(_ name: String, service: String? = nil) -> Table? {
        let folded = name.lowercased()
        return tables.first {
            $0.name == folded && (service == nil || service?.lowercased() == $0.service.name)
        }
    }
}

extension Catalog {
    /// Returns the same tables with more, whose rows are in the responses of HTTP endpoints. Tables
    /// whose rows are in the responses of one endpoint are added together.
    ///
    /// - Throws: `DeclarationError`, which names the field, for the first error in the
    ///   declarations.
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

    /// Returns the same tables with one whose rows a sequence of the program supplies.
    ///
    /// - Throws: `DeclarationError`, which names the field, for the first error in the declaration.
    public func adding(_ declared: LocalTable) throws(DeclarationError) -> Catalog {
        try DeclarationCheck(table: declared.table, among: self).run()
        return Catalog(tables: tables + [declared.table])
    }
}
