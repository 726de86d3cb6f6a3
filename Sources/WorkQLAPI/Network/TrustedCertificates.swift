import Foundation
import NIOSSL

/// Files of certificates that people name.
package enum TrustedCertificates {
    /// Why a path cannot be used: it "does not exist". Nil where it can.
    package static func problem(at path: String) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return "does not exist"
        }
        if isFolder.boolValue { return "is a folder" }
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty
        else { return "has no certificate that can be read" }
        return nil
    }
}
