package import WorkQL
import WorkQLSyntax

/// Why records cannot be carried into a warehouse. No part of it holds a password.
package struct WarehouseError: Error, Sendable {
    package enum Kind: Sendable {
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

    package var kind: Kind
    /// Lowercase, stands alone.
    package var message: String
    package var help: String?

    package init(_ kind: Kind, _ message: String, help: String? = nil) {
        self.kind = kind
        self.message = message
        self.help = help
    }
}

extension QueryError {
    /// What went wrong between the store and a warehouse.
    package init(carrying error: any Error) {
        guard let error = error as? WarehouseError else {
            self.init(wrapping: error)
            return
        }
        let (kind, code): (Kind, DiagnosticCode) =
            switch error.kind {
            case .unreachable: (.service, .warehouseFailed)
            case .refused: (.output, .warehouseFailed)
            case .differs: (.configuration, .warehouseDiffers)
            case .busy: (.quota, .alreadyRunning)
            case .missing: (.configuration, .missingConfiguration)
            case .address: (.usage, .commandLine)
            }
        self.init(kind, error.message, help: error.help, code: code)
    }
}
