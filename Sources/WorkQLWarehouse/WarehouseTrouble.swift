import WorkQLSyntax

/// Why records cannot be carried into a warehouse, as the kind and the code of an error. No message
/// holds a password.
enum WarehouseTrouble {
    /// It does not answer, or stopped to.
    case unreachable
    /// It refuses a statement or a file.
    case refused
    /// Its tables are not what sync would have made.
    case differs
    /// Another sync writes the same tables.
    case busy
    /// A program or library is missing here.
    case missing
    /// The address is wrong.
    case address
}

extension UserError {
    init(_ trouble: WarehouseTrouble, _ message: String, help: String? = nil) {
        let (kind, code): (Kind, DiagnosticCode) =
            switch trouble {
            case .unreachable: (.service, .warehouseFailed)
            case .refused: (.output, .warehouseFailed)
            case .differs: (.configuration, .warehouseDiffers)
            case .busy: (.quota, .alreadyRunning)
            case .missing: (.configuration, .missingConfiguration)
            case .address: (.usage, .commandLine)
            }
        self.init(kind, message, help: help, code: code)
    }

    /// Whether the warehouse does not answer, or stopped to.
    var isUnreachable: Bool { self.kind == .service && self.code == .warehouseFailed }
}
