import WorkQLCatalog
import WorkQLPlanner
struct FileFailure: Error, Sendable { var message: String; var help: String? }
struct FileTable: Sendable {
    struct Column: Sendable { var name: String; var type: ColumnType }
    var columns: [Column] { [] }
    static func open(path: String, relativeTo folder: String?) throws(FileFailure) -> FileTable { throw FileFailure(message: "no", help: nil) }
    func load(into connection: OpaquePointer, as name: String, zone: Zone) throws(FileFailure) {}
}
